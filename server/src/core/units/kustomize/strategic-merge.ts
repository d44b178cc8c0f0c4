import { entryOf, nodeAt, type YamlMap, type YamlNode, type YamlSeq } from "../../yaml/node.ts";
import { resolveScalar } from "../../yaml/scalar.ts";
import { withEntry, withoutEntry } from "./tree.ts";

/**
 * Merges a strategic merge patch into an object as kustomize does: maps key by key, null deletes, lists of the API's
 * own kinds by their merge keys with the patch's items first, all other lists as a whole.
 * Source: kustomize kyaml/yaml/walk and merge2; merge keys: kubernetes api core/v1 (`patchMergeKey`, `listMapKey`).
 * @returns undefined where the patch deletes the object
 */
export function strategicMerge(object: YamlMap, patch: YamlMap, isBuiltInKind: boolean): YamlMap | undefined {
  const merged = mergeNodes(object, patch, [], isBuiltInKind);
  return merged?.kind === "map" ? merged : undefined;
}

/** Merge keys of the lists that the engine looks into, by the last key of their path. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  volumes: ["name"],
  env: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  imagePullSecrets: ["name"],
  hostAliases: ["ip"],
  resourceClaims: ["name"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
};

function mergeKeysOf(path: readonly string[]): readonly string[] | undefined {
  const last = path.at(-1) ?? "";
  if (last !== "ports") return MERGE_KEYS[last];
  // A container's ports; a Service's stand right under `spec`. Those of a NetworkPolicy have no merge key.
  if (path.includes("containers") || path.includes("initContainers")) return ["containerPort", "protocol"];
  return path.join(".") === "spec.ports" ? ["port", "protocol"] : undefined;
}

function mergeNodes(
  target: YamlNode | undefined,
  patch: YamlNode,
  path: readonly string[],
  keyed: boolean,
): YamlNode | undefined {
  if (isNull(patch)) return undefined;
  if (patch.kind === "map") return mergeMaps(target, patch, path, keyed);
  if (patch.kind === "seq" && target?.kind === "seq") return mergeLists(target, patch, path, keyed);
  return patch;
}

function mergeMaps(
  target: YamlNode | undefined,
  patch: YamlMap,
  path: readonly string[],
  keyed: boolean,
): YamlNode | undefined {
  const directive = textOf(patch, "$patch");
  if (directive === "delete") return undefined;
  const content = directive === undefined ? patch : withoutEntry(patch, "$patch");
  if (target?.kind !== "map" || directive === "replace") return withoutNulls(content);
  let merged = target;
  for (const { key, value } of content.entries) {
    if (
      key.text.startsWith("$setElementOrder") ||
      key.text.startsWith("$retainKeys") ||
      key.text.startsWith("$deleteFromPrimitiveList")
    )
      continue;
    const result = mergeNodes(nodeAt(merged, key.text), value, [...path, key.text], keyed);
    merged = result === undefined ? withoutEntry(merged, key.text) : withEntry(merged, key, result);
  }
  return merged;
}

/** What a patch adds is what it says less its nulls. */
function withoutNulls(map: YamlMap): YamlMap {
  const entries = map.entries
    .filter(({ value }) => !isNull(value))
    .map((entry) => (entry.value.kind === "map" ? { ...entry, value: withoutNulls(entry.value) } : entry));
  return { ...map, entries };
}

function mergeLists(target: YamlSeq, patch: YamlSeq, path: readonly string[], keyed: boolean): YamlNode | undefined {
  const isReplaced = patch.items.some(
    (item) => item.kind === "map" && textOf(item, "$patch") === "replace" && item.entries.length === 1,
  );
  const keys = keyed ? mergeKeysOf(path) : undefined;
  if (isReplaced)
    return { ...patch, items: patch.items.filter((item) => !(item.kind === "map" && entryOf(item, "$patch"))) };
  if (!keys) return patch;
  let existing = [...target.items];
  const merged: YamlNode[] = [];
  for (const values of keyValues([...patch.items, ...existing], keys)) {
    const wanted = keys.map((key, index) => [key, values[index] ?? ""] as const).filter(([, value]) => value !== "");
    const by = wanted.length > 0 ? wanted : keys.map((key, index) => [key, values[index] ?? ""] as const);
    const from = existing.find((item) => hasKeys(item, by));
    const change = patch.items.find((item) => hasKeys(item, by));
    const result = change ? mergeNodes(from, change, path, keyed) : from;
    if (from) existing = existing.flatMap((item) => (item !== from ? [item] : result ? [result] : []));
    if (!result) continue;
    const at = merged.findIndex((item) => hasKeys(item, by));
    if (at < 0) merged.push(result);
    else merged[at] = result;
  }
  const keyless = existing.filter((item) => !hasAnyKey(item, keys));
  return { ...target, items: [...merged, ...keyless] };
}

/** The distinct key values of the items, in order; an item without any of the keys has none. */
function keyValues(items: readonly YamlNode[], keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    if (!hasAnyKey(item, keys)) return [];
    const values = keys.map((key) => (item.kind === "map" ? (textOf(item, key) ?? "") : ""));
    const name = JSON.stringify(values);
    if (seen.has(name)) return [];
    seen.add(name);
    return [values];
  });
}

function hasAnyKey(item: YamlNode, keys: readonly string[]): boolean {
  return item.kind === "map" && keys.some((key) => entryOf(item, key) !== undefined);
}

function hasKeys(item: YamlNode, by: readonly (readonly [string, string])[]): boolean {
  return item.kind === "map" && by.every(([key, value]) => (textOf(item, key) ?? "") === value);
}

function textOf(map: YamlMap, key: string): string | undefined {
  const value = nodeAt(map, key);
  return value?.kind === "scalar" ? value.text : undefined;
}

function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && resolveScalar(node).type === "null";
}
