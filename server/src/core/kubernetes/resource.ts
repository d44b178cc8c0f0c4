import { ABSENT, type Field, integerField, mapField, seqField, stringField } from "../yaml/field.ts";
import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/node.ts";
import type { YamlTree } from "../yaml/parse.ts";
import { findPodSpecs } from "./best-effort.ts";
import { groupOf, isBuiltIn, isCore, OTHER_KINDS, POD_KINDS, type PodKind, podKindsOf } from "./kinds.ts";
import { type ObjectMeta, readObjectMeta } from "./metadata.ts";
import { type PodSpec, readPodSpec } from "./pod-spec.ts";
import { readServiceSpec, type ServiceSpec } from "./service.ts";

/** A Kubernetes object as written: every value a `Field`, every span in its section. */
export type Resource = Workload | Service | OtherResource;

interface ResourceBase {
  readonly root: YamlMap;
  /** "" where a template decides. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  /** Only part of an object, as a patch or a document without any container image: what is absent may stand elsewhere. */
  readonly partial: boolean;
  /** Stands under a template's condition. */
  readonly conditional: boolean;
}

/** An object that makes pods. */
export interface Workload extends ResourceBase {
  readonly type: "workload";
  readonly podKind: PodKind;
  readonly spec: YamlMap | undefined;
  /** The map that holds the pods' `metadata` and `spec`: the pod template, or the Pod itself. */
  readonly template: YamlMap | undefined;
  /** Metadata of the pods: the template's, or the Pod's own. */
  readonly podMetadata: ObjectMeta;
  /** Absent where the object borrows its pods (Argo Rollout's `workloadRef`) or the text has none yet. */
  readonly pod: PodSpec | undefined;
  readonly replicas: Field<number>;
  /** A custom resource of an unknown kind in which something looks like a pod spec. */
  readonly bestEffort: boolean;
}

/** A core Service. */
export interface Service extends ResourceBase {
  readonly type: "service";
  readonly spec: ServiceSpec;
}

/** Any other object; its kind says what `root` holds. */
export interface OtherResource extends ResourceBase {
  readonly type: "other";
}

/**
 * Reads the objects of a section: its root, or the items of a `List`.
 * What is no Kubernetes object (no `kind`, no `apiVersion`) yields nothing.
 * @param isPatch whether the file is applied to other objects (a kustomization's patch)
 */
export function readResources(tree: YamlTree, isPatch = false): Resource[] {
  return tree.root ? readNode(tree.root, isPatch, 0) : [];
}

/** What the items of a typed list are where they do not say it themselves. */
interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

function readNode(node: YamlNode, isPatch: boolean, depth: number, inList?: TypeMeta): Resource[] {
  if (node.kind !== "map") return [];
  const kind = stringField(node, "kind");
  const apiVersion = stringField(node, "apiVersion");
  if (inList && kind.kind === "absent" && apiVersion.kind === "absent")
    return readObject(node, inList.apiVersion, inList.kind, isPatch);
  if (kind.kind !== "present" || apiVersion.kind === "absent") return [];
  const version = apiVersion.kind === "present" ? apiVersion.value : "";
  if (isList(kind.value)) {
    const items = seqField(node, "items");
    // apimachinery: pkg/apis/meta/v1/unstructured/helpers.go decodeToList: the server writes no types into the items of a PodList.
    const typed = kind.value === "List" ? undefined : { apiVersion: version, kind: kind.value.slice(0, -4) };
    if (items.kind === "present" && depth < 3)
      return items.value.items.flatMap((item) => readNode(item, isPatch, depth + 1, typed));
    if (kind.value === "List") return [];
  }
  return readObject(node, version, kind.value, isPatch);
}

function isList(kind: string): boolean {
  return kind === "List" || (kind.endsWith("List") && kind !== "List");
}

function readObject(root: YamlMap, apiVersion: string, kind: string, isPatch: boolean): Resource[] {
  const base = {
    root,
    apiVersion,
    kind,
    metadata: readObjectMeta(root),
    partial: isPatch || entryOf(root, "$patch") !== undefined,
    conditional: root.branch !== undefined,
  };
  const rows =
    apiVersion === ""
      ? POD_KINDS.filter((row) => row.kind === kind && isBuiltIn(row.group)).slice(0, 1)
      : podKindsOf(apiVersion, kind);
  if (rows.length > 0)
    return rows.map((row) => readWorkload(base, row)).filter((workload, _, all) => all.length === 1 || workload.pod);
  if (kind === "Service" && isCore(apiVersion)) return [{ ...base, type: "service", spec: readServiceSpec(root) }];
  if (OTHER_KINDS.some((other) => other.kind === kind && other.groups.includes(groupOf(apiVersion))))
    return [{ ...base, type: "other" }];
  return [{ ...base, type: "other" }, ...findPodSpecs(root, kind).map((found) => readFoundWorkload(base, found))];
}

type Base = Omit<ResourceBase, never>;

function readWorkload(base: Base, podKind: PodKind): Workload {
  const template = descend(base.root, podKind.template);
  const specEntry = template && entryOf(template, "spec");
  const pod =
    specEntry?.value.kind === "map" && !specEntry.conditional
      ? readPodSpec(specEntry.value, [...podKind.template, "spec"].join("."), specEntry)
      : undefined;
  const spec = mapField(base.root, "spec");
  const specMap = spec.kind === "present" ? spec.value : undefined;
  return {
    ...base,
    type: "workload",
    partial: base.partial || !hasImage(pod),
    podKind,
    spec: specMap,
    template,
    podMetadata: podKind.template.length === 0 ? base.metadata : readObjectMeta(template),
    pod,
    replicas:
      podKind.controller === "pod" || podKind.controller === "daemonset" ? ABSENT : integerField(specMap, "replicas"),
    bestEffort: false,
  };
}

/** A pod in a custom resource that no table lists: nothing is known of its controller. */
function readFoundWorkload(
  base: Base,
  { entry, map, path, template }: { entry: YamlEntry; map: YamlMap; path: string; template: YamlMap | undefined },
): Workload {
  return {
    ...base,
    type: "workload",
    partial: true,
    podKind: {
      kind: base.kind,
      group: groupOf(base.apiVersion),
      template: path.split(".").slice(0, -1),
      controller: "pod",
    },
    spec: undefined,
    template,
    podMetadata: readObjectMeta(template),
    pod: readPodSpec(map, path, entry),
    replicas: ABSENT,
    bestEffort: true,
  };
}

function descend(root: YamlMap, keys: readonly string[]): YamlMap | undefined {
  let map: YamlMap | undefined = root;
  for (const key of keys) {
    const field: Field<YamlMap> = mapField(map, key);
    map = field.kind === "present" ? field.value : undefined;
    if (!map) return undefined;
  }
  return map;
}

/** A document whose containers have no image is part of an object: a patch, or a manifest that is still being typed. */
function hasImage(pod: PodSpec | undefined): boolean {
  return (
    pod !== undefined &&
    [...pod.containers.items, ...pod.initContainers.items].some(
      ({ map }) => map.open || entryOf(map, "image") !== undefined,
    )
  );
}
