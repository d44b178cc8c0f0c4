import type { Span } from "../text/span.ts";
import { encloses, sameSpan } from "../text/span.ts";
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/node.ts";
import { isShared, type YamlTree } from "../yaml/parse.ts";

/** The entry whose key or value a finding lies on, with its map. */
export interface EntryPlace {
  readonly map: YamlMap;
  readonly entry: YamlEntry;
  readonly onKey: boolean;
}

/** Finds the innermost entry that has exactly this span as its key or value. */
export function entryAt(root: YamlNode | undefined, span: Span): EntryPlace | undefined {
  if (!root || root.kind === "scalar" || root.alias) return undefined;
  if (root.kind === "seq") return firstDefined(root.items, (item) => entryAt(item, span));
  return firstDefined(root.entries, (entry) => {
    if (entry.merged || span.start < entry.start || span.end > entry.end) return undefined;
    const inner = entryAt(entry.value, span);
    if (inner) return inner;
    if (sameSpan(entry.key, span)) return { map: root, entry, onKey: true };
    return sameSpan(entry.value, span) ? { map: root, entry, onKey: false } : undefined;
  });
}

/** Why the text at a place must not be touched: an edit there would change other places as well. */
export function whyFixed(tree: YamlTree, place: EntryPlace): string | undefined {
  if (place.map.alias || place.entry.value.alias) return "The value is an alias of another place.";
  return isShared(tree, place.entry) || holdsAnchor(tree, place.entry.value)
    ? "The place is shared by a YAML anchor."
    : undefined;
}

/** Why no entry can be taken out of a map: what a merge key brings in beside it would come to light. */
export function whyKept(map: YamlMap): string | undefined {
  return map.merges ? "A merge key may bring in the same field." : undefined;
}

/** Whether something within the span is an anchor's: an alias elsewhere would lose it. */
export function holdsAnchor(tree: YamlTree, span: Span): boolean {
  return tree.shared.some((area) => encloses(span, area));
}

function firstDefined<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
