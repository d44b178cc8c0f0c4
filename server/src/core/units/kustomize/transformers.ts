import type { StringEntry } from "../../kubernetes/metadata.ts";
import type { YamlMap, YamlNode, YamlScalar } from "../../yaml/node.ts";
import { appliesTo, changeMapsAt, type FieldSpec } from "./field-spec.ts";
import type { Kustomization, LabelSet } from "./kustomization.ts";
import { type BuildObject, idOf, idsOf, isClusterScoped, originalId, withStoredId } from "./object.ts";
import { changeAt, computedString, withEntry } from "./tree.ts";

/** kustomize's built-in transformers, as far as they touch what the engine reads. Source: kustomize api/internal/konfig/builtinpluginconsts. */

/** Puts every object that a namespace may hold into it; a Namespace object takes its name. */
export function setNamespace(object: BuildObject, namespace: YamlScalar): BuildObject {
  const { kind, group, version } = idOf(object.root);
  const stored = withStoredId(object);
  if (kind === "Namespace" && group === "" && version === "v1")
    return changed(stored, ["metadata", "name"], namespace, () => namespace);
  return isClusterScoped(kind) ? stored : changed(stored, ["metadata", "namespace"], namespace, () => namespace);
}

export function addNameAffixes(
  object: BuildObject,
  { namePrefix, nameSuffix }: Pick<Kustomization, "namePrefix" | "nameSuffix">,
): BuildObject {
  const { kind, group } = originalId(object);
  const isKept =
    kind === "CustomResourceDefinition" ||
    kind === "Namespace" ||
    (kind === "APIService" && group === "apiregistration.k8s.io");
  if (isKept) return object;
  let result = object;
  if (namePrefix)
    result = {
      ...renamed(withStoredId(result), (name) => namePrefix.text + name),
      prefixes: [...result.prefixes, namePrefix.text],
    };
  if (nameSuffix)
    result = {
      ...renamed(withStoredId(result), (name) => name + nameSuffix.text),
      suffixes: [...result.suffixes, nameSuffix.text],
    };
  return result;
}

function renamed(object: BuildObject, rename: (name: string) => string): BuildObject {
  return changed(object, ["metadata", "name"], undefined, (node) =>
    node?.kind === "scalar" ? computedString(rename(node.text), node) : node,
  );
}

const spec = (path: string, create: boolean, only: Pick<FieldSpec, "group" | "version" | "kind"> = {}): FieldSpec => ({
  ...only,
  path: path.split("/"),
  create,
});

const METADATA_LABELS = spec("metadata/labels", true);
const TEMPLATE_LABELS: readonly FieldSpec[] = [
  spec("spec/template/metadata/labels", true, { kind: "ReplicationController", version: "v1" }),
  spec("spec/template/metadata/labels", true, { kind: "Deployment" }),
  spec("spec/template/metadata/labels", true, { kind: "ReplicaSet" }),
  spec("spec/template/metadata/labels", true, { kind: "DaemonSet" }),
  spec("spec/template/metadata/labels", true, { kind: "StatefulSet", group: "apps" }),
  spec("spec/volumeClaimTemplates[]/metadata/labels", true, { kind: "StatefulSet", group: "apps" }),
  spec("spec/template/metadata/labels", true, { kind: "Job", group: "batch" }),
  spec("spec/jobTemplate/metadata/labels", true, { kind: "CronJob", group: "batch" }),
  spec("spec/jobTemplate/spec/template/metadata/labels", true, { kind: "CronJob", group: "batch" }),
];

const AFFINITY_SELECTORS = ["podAffinity", "podAntiAffinity"].flatMap((affinity) =>
  [
    "preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
    "requiredDuringSchedulingIgnoredDuringExecution",
  ].map((term) => `spec/template/spec/affinity/${affinity}/${term}/labelSelector/matchLabels`),
);
const SELECTOR_LABELS: readonly FieldSpec[] = [
  spec("spec/selector", true, { kind: "Service", version: "v1" }),
  spec("spec/selector", true, { kind: "ReplicationController", version: "v1" }),
  spec("spec/selector/matchLabels", true, { kind: "Deployment" }),
  spec("spec/selector/matchLabels", true, { kind: "ReplicaSet" }),
  spec("spec/selector/matchLabels", true, { kind: "DaemonSet" }),
  spec("spec/selector/matchLabels", true, { kind: "StatefulSet", group: "apps" }),
  ...["Deployment", "StatefulSet"].flatMap((kind) =>
    [...AFFINITY_SELECTORS, "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"].map((path) =>
      spec(path, false, { kind, group: "apps" }),
    ),
  ),
  spec("spec/selector/matchLabels", false, { kind: "Job", group: "batch" }),
  spec("spec/jobTemplate/spec/selector/matchLabels", false, { kind: "CronJob", group: "batch" }),
  spec("spec/selector/matchLabels", false, { kind: "PodDisruptionBudget", group: "policy" }),
  spec("spec/podSelector/matchLabels", false, { kind: "NetworkPolicy", group: "networking.k8s.io" }),
  spec("spec/ingress/from/podSelector/matchLabels", false, { kind: "NetworkPolicy", group: "networking.k8s.io" }),
  spec("spec/egress/to/podSelector/matchLabels", false, { kind: "NetworkPolicy", group: "networking.k8s.io" }),
];

/**
 * Where a set of labels goes. Of a place that the kustomization names and kustomize knows, too, the former counts.
 * @param failed told where the two disagree: the build ends there
 */
export function labelSpecs(
  { inSelectors, inTemplates, fields }: LabelSet,
  failed: (reason: string) => void,
): readonly FieldSpec[] {
  const known = [
    METADATA_LABELS,
    ...(inTemplates ? TEMPLATE_LABELS : []),
    ...(inSelectors ? SELECTOR_LABELS : []),
  ].filter((candidate) => {
    const own = fields.find((field) => isCoveredBy(field, candidate));
    if (own && own.create !== candidate.create) failed("conflicting fields of labels");
    return !own;
  });
  return [...fields, ...known];
}

function isCoveredBy(field: FieldSpec, other: FieldSpec): boolean {
  return (
    field.path.join("/") === other.path.join("/") &&
    (["group", "version", "kind"] as const).every((key) => other[key] === undefined || other[key] === field[key])
  );
}

export function addLabels(object: BuildObject, { pairs }: LabelSet, specs: readonly FieldSpec[]): BuildObject {
  return withStrings(object, pairs, specs);
}

/** Annotations matter to the selectors of what comes later. */
export function addAnnotations(object: BuildObject, pairs: readonly StringEntry[]): BuildObject {
  return withStrings(object, pairs, [spec("metadata/annotations", true)]);
}

function withStrings(object: BuildObject, pairs: readonly StringEntry[], specs: readonly FieldSpec[]): BuildObject {
  const [first] = pairs;
  if (!first) return object;
  const add = (map: YamlMap): YamlMap =>
    pairs.reduce((result, { entry }) => withEntry(result, entry.key, stringValue(entry.value)), map);
  const root = specs
    .filter((candidate) => appliesTo(candidate, object.root))
    .reduce<YamlNode>((node, candidate) => changeMapsAt(node, candidate, first.entry.value, add), object.root);
  return root.kind === "map" ? { ...object, root } : object;
}

/** A label's value is a string, whatever it looks like. */
function stringValue(node: YamlNode): YamlNode {
  return node.kind === "scalar" ? { ...node, style: "quoted" } : node;
}

const SCALED = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"];

/** @returns undefined where the name is not the object's, now or before */
export function setReplicas(
  object: BuildObject,
  { name, count }: Kustomization["replicas"][number],
): BuildObject | undefined {
  if (!idsOf(object).some((id) => id.name === name && SCALED.includes(id.kind))) return undefined;
  return SCALED.includes(idOf(object.root).kind) ? changed(object, ["spec", "replicas"], count, () => count) : object;
}

function changed(
  object: BuildObject,
  path: readonly string[],
  create: YamlNode | undefined,
  change: (value: YamlNode | undefined) => YamlNode | undefined,
): BuildObject {
  const root = changeAt(object.root, path, create, change);
  return root.kind === "map" ? { ...object, root } : object;
}
