import { type Field, isUnknownScalar, seqField } from "../yaml/field.ts";
import type { YamlMap, YamlNode, YamlSeq } from "../yaml/node.ts";
import { resolveScalar } from "../yaml/scalar.ts";
import { isConditionalIn } from "./pod-spec.ts";

/** A list of strings (`[]string`), as `externalIPs` is. */
export interface StringItems {
  readonly field: Field<YamlSeq>;
  /** The items whose text is known. A null item is the empty string, as it decodes. */
  readonly items: readonly StringItem[];
  /** There are no other items, and no template can add one. */
  readonly complete: boolean;
}

export interface StringItem {
  readonly text: string;
  readonly node: YamlNode;
  /** The place in the list. */
  readonly index: number;
}

/** Reads `key` of `map` as a list of strings; without a map there is none. */
export function readStringItems(map: YamlMap | undefined, key: string): StringItems {
  const field = seqField(map, key);
  if (field.kind !== "present") return { field, items: [], complete: field.kind === "absent" };
  const list = field.value;
  const items = list.items.flatMap((node, index): StringItem[] => {
    if (node.kind !== "scalar" || isUnknownScalar(node)) return [];
    const resolved = resolveScalar(node);
    if (resolved.type !== "string" && resolved.type !== "null") return [];
    return [{ text: resolved.type === "string" ? resolved.value : "", node, index }];
  });
  const complete =
    !list.open && items.length === list.items.length && !items.some(({ node }) => isConditionalIn(list, node));
  return { field, items, complete };
}
