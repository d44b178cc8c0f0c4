import { known, mapField } from "../../yaml/field.ts";
import { nodeAt, type YamlMap, type YamlNode, type YamlScalar } from "../../yaml/node.ts";
import type { Kustomization, LabelSet } from "./kustomization.ts";
import { type BuildObject, idOf, idsOf, isNamespaced, withRoot } from "./object.ts";
import { changeAt, computedString } from "./tree.ts";

/** kustomize's built-in transformers, as far as they touch what the engine reads. Source: kustomize api/internal/konfig/builtinpluginconsts. */

/** Puts every object that a namespace may hold into it; a Namespace object takes its name. */
export function setNamespace(object: BuildObject, namespace: YamlScalar): BuildObject {
  const id = idOf(object.root);
  const path =
    id.kind === "Namespace" && id.group === ""
      ? ["metadata", "name"]
      : isNamespaced(id)
        ? ["metadata", "namespace"]
        : undefined;
  return path ? changed(object, path, namespace, () => namespace) : object;
}

const NEVER_RENAMED = ["CustomResourceDefinition", "APIService", "Namespace"];

export function addNameAffixes(
  object: BuildObject,
  { namePrefix, nameSuffix }: Pick<Kustomization, "namePrefix" | "nameSuffix">,
): BuildObject {
  if ((!namePrefix && !nameSuffix) || NEVER_RENAMED.includes(idsOf(object)[0]?.kind ?? "")) return object;
  const name = nodeAt(known(mapField(object.root, "metadata")) ?? object.root, "name");
  if (name?.kind !== "scalar") return object;
  return changed(object, ["metadata", "name"], undefined, () =>
    computedString(`${namePrefix?.text ?? ""}${name.text}${nameSuffix?.text ?? ""}`, name),
  );
}

interface LabelPath {
  readonly kinds: readonly string[];
  readonly path: string;
  readonly create: boolean;
}

const TEMPLATE_LABELS: readonly LabelPath[] = [
  {
    kinds: ["ReplicationController", "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"],
    path: "spec/template/metadata/labels",
    create: true,
  },
  { kinds: ["CronJob"], path: "spec/jobTemplate/metadata/labels", create: true },
  { kinds: ["CronJob"], path: "spec/jobTemplate/spec/template/metadata/labels", create: true },
];
const AFFINITY_LABELS = ["podAffinity", "podAntiAffinity"].map(
  (affinity) =>
    `spec/template/spec/affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
);
const SELECTOR_LABELS: readonly LabelPath[] = [
  { kinds: ["Service", "ReplicationController"], path: "spec/selector", create: true },
  { kinds: ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"], path: "spec/selector/matchLabels", create: true },
  { kinds: ["Job"], path: "spec/selector/matchLabels", create: false },
  { kinds: ["CronJob"], path: "spec/jobTemplate/spec/selector/matchLabels", create: false },
  { kinds: ["NetworkPolicy"], path: "spec/podSelector/matchLabels", create: false },
  { kinds: ["NetworkPolicy"], path: "spec/ingress/from/podSelector/matchLabels", create: false },
  { kinds: ["NetworkPolicy"], path: "spec/egress/to/podSelector/matchLabels", create: false },
  ...AFFINITY_LABELS.map((path) => ({ kinds: ["Deployment", "StatefulSet"], path, create: false })),
];

export function addLabels(object: BuildObject, { pairs, inSelectors, inTemplates }: LabelSet): BuildObject {
  const { kind } = idOf(object.root);
  const paths = [
    { kinds: [kind], path: "metadata/labels", create: true },
    ...(inTemplates ? TEMPLATE_LABELS : []),
    ...(inSelectors ? SELECTOR_LABELS : []),
  ];
  let result = object;
  for (const { kinds, path, create } of paths) {
    if (!kinds.includes(kind)) continue;
    for (const { key, entry } of pairs) {
      // A list of selectors' maps is only entered where it is there.
      const isThere = create || has(result.root, path.split("/"));
      if (isThere) result = changed(result, [...path.split("/"), key], entry.value, () => labelValue(entry.value));
    }
  }
  return result;
}

/** A label's value is a string, whatever it looks like. */
function labelValue(node: YamlNode): YamlNode {
  return node.kind === "scalar" ? { ...node, style: "quoted" } : node;
}

function has(node: YamlNode, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (node.kind === "seq") return node.items.some((item) => has(item, path));
  const child = node.kind === "map" ? nodeAt(node, key) : undefined;
  return child !== undefined && has(child, rest);
}

const SCALED = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"];

export function setReplicas(object: BuildObject, { name, count }: Kustomization["replicas"][number]): BuildObject {
  if (!SCALED.includes(idOf(object.root).kind) || !idsOf(object).some((id) => id.name === name)) return object;
  return changed(object, ["spec", "replicas"], count, () => count);
}

/** An autoscaler keeps pointing at its target when the target's name changes. */
export function fixReferences(objects: readonly BuildObject[]): BuildObject[] {
  return objects.map((object) => {
    if (idOf(object.root).kind !== "HorizontalPodAutoscaler") return object;
    const reference = known(mapField(known(mapField(object.root, "spec")), "scaleTargetRef"));
    const kind = reference && textOf(reference, "kind");
    const name = reference && textOf(reference, "name");
    const targets = objects.filter(
      (other) => idOf(other.root).kind === kind && idsOf(other).some((id) => id.name === name),
    );
    const [target] = targets;
    if (!target || targets.length > 1 || !name) return object;
    const current = idOf(target.root).name;
    return current === name
      ? object
      : changed(object, ["spec", "scaleTargetRef", "name"], undefined, (old) => old && computedString(current, old));
  });
}

function textOf(map: YamlMap, key: string): string | undefined {
  const node = nodeAt(map, key);
  return node?.kind === "scalar" ? node.text : undefined;
}

function changed(
  object: BuildObject,
  path: readonly string[],
  create: YamlNode | undefined,
  change: (value: YamlNode | undefined) => YamlNode | undefined,
): BuildObject {
  const root = changeAt(object.root, path, create, change);
  return root.kind === "map" ? withRoot(object, root) : object;
}
