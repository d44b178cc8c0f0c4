import { groupOf } from "../../kubernetes/kinds.ts";
import { readStringMap } from "../../kubernetes/metadata.ts";
import { known, mapField, stringField } from "../../yaml/field.ts";
import { nodeAt, type YamlMap } from "../../yaml/node.ts";
import { changeAt } from "./tree.ts";

/** What kustomize tells objects apart by: an absent namespace is `default`, and what no namespace holds has none. */
export interface ObjectId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** An object on its way through a build. */
export interface BuildObject {
  readonly root: YamlMap;
  /** What it was called before each step that stored its name, the original name first. */
  readonly previous: readonly Pick<ObjectId, "kind" | "name" | "namespace">[];
  readonly prefixes: readonly string[];
  readonly suffixes: readonly string[];
  /** The file that the object came from. */
  readonly uri: string;
}

export function idOf(root: YamlMap): ObjectId {
  const apiVersion = known(stringField(root, "apiVersion")) ?? "";
  const metadata = known(mapField(root, "metadata"));
  const kind = known(stringField(root, "kind")) ?? "";
  return {
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf("/") + 1),
    kind,
    name: known(stringField(metadata, "name")) ?? "",
    namespace: isClusterScoped(kind) ? "" : known(stringField(metadata, "namespace")) || "default",
  };
}

/** One text for each id. */
export function idText({ group, version, kind, name, namespace }: ObjectId): string {
  return [group, version, kind, namespace, name].join(" ");
}

/** All names of the object, the original one first, the present one last. Its group and version count as they are now. */
export function idsOf({ root, previous }: BuildObject): readonly ObjectId[] {
  const current = idOf(root);
  return [...previous.map((names) => ({ ...current, ...names })), current];
}

/** What the object is called in its own file. */
export function originalId(object: BuildObject): ObjectId {
  return idsOf(object)[0] ?? idOf(object.root);
}

/** The object with its present name remembered: references and patches may use it on. */
export function withStoredId(object: BuildObject): BuildObject {
  const { kind, name, namespace } = idOf(object.root);
  return { ...object, previous: [...object.previous, { kind, name, namespace }] };
}

/** Kinds that no namespace holds. Source: kustomize kyaml/openapi `IsNamespaceScoped`; kinds that it does not know are in one. */
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

export function isClusterScoped(kind: string): boolean {
  return CLUSTER_SCOPED.has(kind);
}

/** Whether the object is input of kustomize alone and never deployed. */
export function isLocalConfig(root: YamlMap): boolean {
  const annotations = readStringMap(known(mapField(root, "metadata")), "annotations");
  const value = annotations.entries.find(({ key }) => key === "config.kubernetes.io/local-config")?.value;
  return value?.kind === "present" && value.value !== "false";
}

/** The object with the API version, the kind, the name and the namespace that it had before a patch. */
export function withNamesOf(
  root: YamlMap,
  before: YamlMap,
  keep: { readonly kind: boolean; readonly name: boolean },
): YamlMap {
  const paths = [
    ["apiVersion"],
    ...(keep.kind ? [["kind"]] : []),
    ...(keep.name ? [["metadata", "name"]] : []),
    ["metadata", "namespace"],
  ];
  return paths.reduce((result, path) => {
    const value = path.reduce<ReturnType<typeof nodeAt>>(
      (node, key) => (node?.kind === "map" ? nodeAt(node, key) : undefined),
      before,
    );
    const next = changeAt(result, path, value, () => value);
    return next.kind === "map" ? next : result;
  }, root);
}
