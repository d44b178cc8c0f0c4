import { entryOf, nodeAt, type YamlMap, type YamlNode, type YamlSeq } from "../../yaml/node.ts";
import { isTemplated, resolveScalar } from "../../yaml/scalar.ts";
import { mergeKeysOf } from "./merge-keys.ts";
import { computedString, textAt, withEntry, withoutEntry } from "./tree.ts";

/**
 * Merges a strategic merge patch into an object exactly as kustomize does, which differs from the API server: the patch's
 * items come first, and lists with merge keys are freed of items with the same keys even where the patch does not
 * mention them. Source: kustomize v5.5 kyaml/yaml/walk and merge2.
 * @returns undefined where the patch deletes the object
 * @throws PatchError where kustomize refuses the patch
 */
export function strategicMerge(object: YamlMap, patch: YamlMap): YamlMap | undefined {
  const merged = mergeNodes(object, patch, { root: object, path: [] });
  return merged?.kind === "map" ? merged : undefined;
}

/** A patch that kustomize does not apply: the build ends there. */
export class PatchError extends Error {}

/** Where in the object a value stands: its list of keys, items of lists left out. */
interface Where {
  readonly root: YamlMap;
  readonly path: readonly string[];
}

/** What is left of a value: undefined for nothing. */
type Merged = YamlNode | undefined;

/** @param patch undefined where the patch says nothing about the value */
function mergeNodes(target: Merged, patch: Merged, where: Where): Merged {
  const before = isNothing(target) ? undefined : target;
  const kind = before?.kind ?? (isNothing(patch) ? undefined : patch?.kind);
  if (kind === undefined) return undefined;
  if (before && patch && !isNothing(patch) && before.kind !== patch.kind && !isUnknown(before) && !isUnknown(patch))
    throw new PatchError(where.path.join("."));
  if (kind === "map") return mergeMaps(asMap(before), patch, where);
  const keys = kind === "seq" ? mergeKeysOf(where.root, where.path) : undefined;
  if (keys) return mergeLists(asSeq(before), patch, keys, where);
  return patch === undefined ? before : isNothing(patch) ? undefined : patch;
}

function mergeMaps(target: YamlMap | undefined, patch: Merged, where: Where): Merged {
  if (patch && patch.kind !== "map") return undefined;
  const directive = patch && directiveOf(patch);
  if (directive === "delete") return undefined;
  const content = patch && (directive === undefined ? patch : withoutEntry(patch, "$patch"));
  // What a patch brings is merged with itself: nulls and what is marked as deleted fall away.
  const base = target === undefined || target === patch || directive === "replace" ? content : target;
  if (!base) return undefined;
  let merged = base;
  for (const { key } of [...base.entries, ...(content && content !== base ? content.entries : [])]) {
    const before = nodeAt(merged, key.text);
    const inner = { ...where, path: [...where.path, key.text] };
    const result = mergeNodes(nodeAt(base, key.text), content && nodeAt(content, key.text), inner);
    if (result === before) continue;
    merged = result === undefined ? withoutEntry(merged, key.text) : withEntry(merged, key, result);
  }
  return merged;
}

type Directive = "delete" | "replace" | "merge";

function directiveOf(patch: YamlMap): Directive | undefined {
  const text = textAt(patch, "$patch");
  if (text === undefined || text === "delete" || text === "replace" || text === "merge") return text;
  throw new PatchError(text);
}

/** What an item of the list alone says about the whole list. */
function listDirective(patch: YamlSeq): { readonly directive: Directive | undefined; readonly content: YamlSeq } {
  const item = patch.items.find((candidate) => candidate.kind === "map" && entryOf(candidate, "$patch"));
  if (item?.kind !== "map" || item.entries.length > 1) return { directive: undefined, content: patch };
  const directive = directiveOf(item);
  // With the item all others go that say the same of themselves.
  const items = patch.items.filter((other) => other.kind !== "map" || textAt(other, "$patch") !== directive);
  return { directive, content: { ...patch, items } };
}

/** Steps as kustomize takes them, quirks included: what it does to lists in place is done to `existing` here. */
function mergeLists(target: YamlSeq | undefined, patch: Merged, keys: readonly string[], where: Where): Merged {
  if (patch && patch.kind !== "seq") return undefined;
  const { directive, content } = patch && target ? listDirective(patch) : { directive: undefined, content: patch };
  if (directive === "delete") return undefined;
  const base = target === undefined || target === patch || directive === "replace" ? content : target;
  if (!base) return undefined;
  const existing = [...base.items];
  const changes = base === content ? existing : [...(content?.items ?? [])];
  const tuples = tuplesIn(base === content ? existing : [...changes, ...existing], keys);
  if (keys.length > 1) unifyTuples(tuples);
  const counted = keys.filter((_, index) => tuples.some((tuple) => tuple[index] !== ""));
  const used = counted.length > 0 ? counted : keys;
  const merged: YamlNode[] = [];
  for (const tuple of tuples) {
    const values = used.map((key) => tuple[keys.indexOf(key)] ?? "");
    const at = findItem(existing, used, values);
    const from = base === content ? at : findItem(changes, used, values);
    const change = changes[from];
    const result = mergeNodes(existing[at], change, where);
    if (!result || isNothing(result) || (result.kind === "map" && result.entries.length === 0)) {
      setItem(existing, used, values, undefined);
      continue;
    }
    const item = withKeys(result, used, values);
    const isReplaced = change?.kind === "map" && change !== existing[at] && directiveOf(change) === "replace";
    if (at >= 0 && !isReplaced) existing[at] = item;
    if (change && changes !== existing) changes[from] = at < 0 || isReplaced ? item : withoutDirective(change);
    setItem(merged, used, values, item);
  }
  for (const item of existing) appendItem(merged, item, used);
  return { ...base, items: tuples.length > 0 ? merged : existing };
}

/** The distinct key values of the items, in order; an absent one is "". */
function tuplesIn(items: readonly YamlNode[], keys: readonly string[]): string[][] {
  const tuples = new Map<string, string[]>();
  for (const item of items) {
    const tuple = keys.map((key) =>
      item.kind === "map" && !isNothing(nodeAt(item, key)) ? (textAt(item, key) ?? "") : "",
    );
    tuples.set(JSON.stringify(tuple), tuple);
  }
  return [...tuples.values()];
}

/** Items that differ only in what one of them leaves out are taken for one: 53 and 53/UDP. */
function unifyTuples(tuples: string[][]): void {
  for (let i = 0; i < tuples.length; i++)
    for (let j = 0; j < tuples.length; j++) {
      const unified = unified2(tuples[i] ?? [], tuples[j] ?? []);
      if (!unified) continue;
      tuples[i] = unified;
      tuples[j] = unified;
    }
}

function unified2(a: readonly string[], b: readonly string[]): string[] | undefined {
  if (!a.some((value, index) => value === b[index])) return undefined;
  if (a.some((value, index) => value !== b[index] && value !== "" && b[index] !== "")) return undefined;
  return a.map((value, index) => value || (b[index] ?? ""));
}

/** The first item with these values; those that are "" do not count unless all are. */
function findItem(items: readonly YamlNode[], keys: readonly string[], values: readonly string[]): number {
  const isBlank = values.every((value) => value === "");
  return items.findIndex(
    (item) =>
      item.kind === "map" &&
      keys.every((key, index) => (values[index] === "" && !isBlank) || textAt(item, key) === values[index]),
  );
}

/** Puts an item in the place of all that have these values, or at the end; without an item it removes them. */
function setItem(list: YamlNode[], keys: readonly string[], values: readonly string[], item: Merged): void {
  let isFound = false;
  const kept = list.flatMap((other): YamlNode[] => {
    if (isNothing(other) || (other.kind === "map" && other.entries.length === 0)) return [];
    if (other.kind !== "map") return [other];
    if (!hasValues(other, keys, values)) return values.length > 0 ? [other] : [];
    isFound = true;
    return item ? [item] : [];
  });
  list.splice(0, list.length, ...kept, ...(item && !isFound ? [item] : []));
}

/** A value of "" is any; of fewer values than keys the last ones are not looked at. */
function hasValues(item: YamlMap, keys: readonly string[], values: readonly string[]): boolean {
  if (values.length === 0) return false;
  return values.every((value, index) => {
    const node = nodeAt(item, keys[index] ?? "");
    return node !== undefined && (value === "" || (node.kind === "scalar" && node.text === value));
  });
}

function appendItem(list: YamlNode[], item: YamlNode, keys: readonly string[]): void {
  const values: string[] = [];
  for (const key of keys) {
    const value = item.kind === "map" ? textAt(item, key) : undefined;
    if (value === undefined) list.push(item);
    else values.push(value);
  }
  if (item.kind !== "map") return;
  if (keys.length > 1) setItem(list, keys, values, undefined);
  setItem(list, keys, values, item);
}

function withKeys(item: YamlNode, keys: readonly string[], values: readonly string[]): YamlNode {
  if (item.kind !== "map") return item;
  return keys.reduce((map, key, index) => {
    const value = values[index] ?? "";
    if (value === "" || entryOf(map, key)) return map;
    return withEntry(map, computedString(key, item), { ...computedString(value, item), style: "plain" });
  }, item);
}

function withoutDirective(item: YamlNode): YamlNode {
  return item.kind === "map" ? withoutEntry(item, "$patch") : item;
}

function asMap(node: Merged): YamlMap | undefined {
  return node?.kind === "map" ? node : undefined;
}

function asSeq(node: Merged): YamlSeq | undefined {
  return node?.kind === "seq" ? node : undefined;
}

/** Missing or null. */
function isNothing(node: Merged): boolean {
  return node === undefined || (node.kind === "scalar" && resolveScalar(node).type === "null");
}

function isUnknown(node: YamlNode): boolean {
  return node.kind === "scalar" && isTemplated(node.text);
}
