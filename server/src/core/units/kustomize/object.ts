import { groupOf } from "../../kubernetes/kinds.ts";
import { readStringMap } from "../../kubernetes/metadata.ts";
import { known, mapField, stringField } from "../../yaml/field.ts";
import { nodeAt, type YamlMap } from "../../yaml/node.ts";
import { changeAt } from "./tree.ts";

/** What kustomize tells objects apart by. An absent namespace is the namespace `default`. */
export interface ObjectId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** An object on its way through a build: its tree, and all names that it has had, the original one first. */
export interface BuildObject {
  readonly root: YamlMap;
  readonly previousIds: readonly ObjectId[];
  /** The file that the object came from. */
  readonly uri: string;
}

export function idOf(root: YamlMap): ObjectId {
  const apiVersion = known(stringField(root, "apiVersion")) ?? "";
  const metadata = known(mapField(root, "metadata"));
  return {
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf("/") + 1),
    kind: known(stringField(root, "kind")) ?? "",
    name: known(stringField(metadata, "name")) ?? "",
    namespace: known(stringField(metadata, "namespace")) || "default",
  };
}

export function sameId(a: ObjectId, b: ObjectId): boolean {
  return (
    a.group === b.group &&
    a.version === b.version &&
    a.kind === b.kind &&
    a.name === b.name &&
    a.namespace === b.namespace
  );
}

/** All names of the object, the original one first, the present one last. */
export function idsOf(object: BuildObject): readonly ObjectId[] {
  return [...object.previousIds, idOf(object.root)];
}

/** The object with another tree; its present name is remembered where it changes. */
export function withRoot(object: BuildObject, root: YamlMap): BuildObject {
  const before = idOf(object.root);
  return {
    ...object,
    root,
    previousIds: sameId(before, idOf(root)) ? object.previousIds : [...object.previousIds, before],
  };
}

/** Kinds that no namespace holds. Source: kustomize kyaml/openapi `IsNamespaceScoped`, the built-in kinds. */
const CLUSTER_SCOPED = new Set([
  "APIService",
  "CSIDriver",
  "CSINode",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ComponentStatus",
  "CustomResourceDefinition",
  "FlowSchema",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PodSecurityPolicy",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
]);

export function isNamespaced({ kind }: ObjectId): boolean {
  return !CLUSTER_SCOPED.has(kind);
}

/** Whether the object is input of kustomize alone and never deployed. */
export function isLocalConfig(root: YamlMap): boolean {
  const annotations = readStringMap(known(mapField(root, "metadata")), "annotations");
  const value = annotations.entries.find(({ key }) => key === "config.kubernetes.io/local-config")?.value;
  return value?.kind === "present" && value.value !== "false";
}

/** The object with the kind, the name and the namespace that it had before a patch. */
export function withNamesOf(
  root: YamlMap,
  before: YamlMap,
  keep: { readonly kind: boolean; readonly name: boolean },
): YamlMap {
  const kind = nodeAt(before, "kind");
  const named = keep.kind && kind ? changeAt(root, ["kind"], undefined, () => kind) : root;
  const metadata = known(mapField(before, "metadata"));
  const name = metadata && nodeAt(metadata, "name");
  const namespace = metadata && nodeAt(metadata, "namespace");
  const renamed = keep.name && name ? changeAt(named, ["metadata", "name"], name, () => name) : named;
  const result = changeAt(renamed, ["metadata", "namespace"], namespace, () => namespace);
  return result.kind === "map" ? result : root;
}
