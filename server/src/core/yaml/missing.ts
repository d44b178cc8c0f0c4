import type { Span } from "../text/span.ts";
import type { Field } from "./field.ts";
import type { YamlNode, YamlSeq } from "./node.ts";

/**
 * Where it is told that a field is missing from an item of a list: at the value or the key of what is written, else at
 * the item's first key; of an empty item at the key of the list.
 */
export function placeOfMissing(field: Field<unknown>, item: YamlNode, list: Field<YamlSeq>): Span {
  if (field.kind === "present") return field.node;
  if (field.kind === "absent" && field.entry) {
    const { key, value } = field.entry;
    return value.end > value.start ? value : key;
  }
  const first = item.kind === "map" ? item.entries.find(({ merged }) => !merged) : undefined;
  if (first) return first.key;
  return item.end > item.start || list.kind !== "present" ? item : list.entry.key;
}
