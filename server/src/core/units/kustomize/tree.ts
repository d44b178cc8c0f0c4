import { entryOf, nodeAt, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar } from "../../yaml/node.ts";

/**
 * Changes of trees that leave the given tree as it is: what is unchanged is shared, and every node keeps the place
 * that it came from.
 */

/** The map with `key` set to `value`; an entry that is there keeps its place. */
export function withEntry(map: YamlMap, key: YamlScalar, value: YamlNode): YamlMap {
  const entry: YamlEntry = { key, value, start: key.start, end: value.end };
  const before = entryOf(map, key.text);
  const entries = before
    ? map.entries
        .filter((other) => other === before || other.key.text !== key.text)
        .map((other) => (other === before ? { ...entry, key: before.key } : other))
    : [...map.entries, entry];
  return { ...map, entries };
}

export function withoutEntry(map: YamlMap, key: string): YamlMap {
  return { ...map, entries: map.entries.filter((entry) => entry.key.text !== key) };
}

/** A string scalar that stands where `place` stands: a value that a transformer computed from it. */
export function computedString(text: string, place: YamlNode): YamlScalar {
  return {
    kind: "scalar",
    start: place.start,
    end: place.end,
    text,
    style: "quoted",
    ...(place.origin ? { origin: place.origin } : {}),
  };
}

/** A map without entries at the place of another node. */
export function emptyMap(place: YamlNode): YamlMap {
  return {
    kind: "map",
    start: place.start,
    end: place.end,
    entries: [],
    flow: false,
    open: false,
    ...(place.origin ? { origin: place.origin } : {}),
  };
}

/**
 * Changes the value at a path of keys; lists on the way are changed item by item.
 * @param create whether maps that are missing on the way are made; where not, a missing one leaves the tree as it is
 * @param change from the value that is there, or undefined, to the new one; undefined leaves the entry out
 */
export function changeAt(
  node: YamlNode,
  path: readonly string[],
  create: YamlNode | undefined,
  change: (value: YamlNode | undefined) => YamlNode | undefined,
): YamlNode {
  const [key, ...rest] = path;
  if (key === undefined) return change(node) ?? node;
  if (node.kind === "seq") return { ...node, items: node.items.map((item) => changeAt(item, path, create, change)) };
  if (node.kind !== "map") return node;
  const entry = entryOf(node, key);
  if (rest.length === 0) {
    const value = change(entry?.value);
    if (value === undefined) return entry ? withoutEntry(node, key) : node;
    if (!entry && !create) return node;
    return withEntry(node, entry?.key ?? computedString(key, create ?? node), value);
  }
  const isMissing = !entry || (entry.value.kind === "scalar" && entry.value.text === "");
  if (isMissing && !create) return node;
  const inner = isMissing ? emptyMap(create ?? node) : entry.value;
  return withEntry(node, entry?.key ?? computedString(key, create ?? node), changeAt(inner, rest, create, change));
}

/** The text of the scalar behind `key`. */
export function textAt(map: YamlMap, key: string): string | undefined {
  const node = nodeAt(map, key);
  return node?.kind === "scalar" ? node.text : undefined;
}
