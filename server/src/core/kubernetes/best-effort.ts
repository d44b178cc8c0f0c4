import { entryOf, type YamlEntry, type YamlMap, type YamlNode } from "../yaml/node.ts";

/** Something in a custom resource that looks like a pod spec. */
export interface FoundPodSpec {
  readonly map: YamlMap;
  readonly entry: YamlEntry;
  readonly path: string;
  /** The map around it: what would be the pod template. */
  readonly template: YamlMap | undefined;
}

/** Kinds that speak of pod specs without making pods: schemas, permissions, policies, and values for other tools. */
const NO_PODS =
  /^(?:CustomResourceDefinition|PodSecurityPolicy|SecurityContextConstraints|ConfigMap|Secret|HelmRelease|HelmChart|HelmChartConfig|Kustomization|Component|Application|ApplicationSet|Cluster|ConstraintTemplate|.*Policy|.*Template)$/;

const POD_FIELDS = [
  "hostNetwork",
  "volumes",
  "serviceAccountName",
  "nodeSelector",
  "tolerations",
  "initContainers",
  "restartPolicy",
  "dnsPolicy",
  "affinity",
  "securityContext",
];
const MAX_DEPTH = 8;

/** Finds maps that hold `containers` beside another field of a pod spec, as operators' resources embed them. */
export function findPodSpecs(root: YamlMap, kind: string): FoundPodSpec[] {
  if (NO_PODS.test(kind)) return [];
  const found: FoundPodSpec[] = [];
  for (const entry of root.entries)
    if (entry.key.text !== "metadata" && entry.key.text !== "status") search(entry, root, entry.key.text, 0, found);
  return found;
}

function search(entry: YamlEntry, parent: YamlMap, path: string, depth: number, found: FoundPodSpec[]): void {
  const { value } = entry;
  if (depth > MAX_DEPTH || entry.conditional) return;
  if (value.kind === "map" && looksLikePodSpec(value)) {
    found.push({ map: value, entry, path, template: parent });
    return;
  }
  const children: readonly (readonly [YamlNode, YamlEntry, string])[] =
    value.kind === "map"
      ? value.entries.map((child) => [child.value, child, `${path}.${child.key.text}`] as const)
      : value.kind === "seq"
        ? value.items.map((item, index) => [item, { ...entry, value: item }, `${path}[${index}]`] as const)
        : [];
  const around = value.kind === "map" ? value : parent;
  for (const [node, child, childPath] of children)
    if (node.kind !== "scalar") search(child, around, childPath, depth + 1, found);
}

function looksLikePodSpec(map: YamlMap): boolean {
  const containers = entryOf(map, "containers")?.value;
  if (containers?.kind !== "seq" || !containers.items.some((item) => item.kind === "map" && entryOf(item, "name")))
    return false;
  return POD_FIELDS.some((field) => entryOf(map, field) !== undefined);
}
