import fc from "fast-check";
import type { YamlEntry, YamlMap, YamlNode } from "../yaml/node.ts";
import { type Content, writeFlow, writeScalar } from "../yaml/write.ts";

/** YAML texts for properties: block and flow style, comments, both line breaks, with and without one at the end. */

/** A tree as plain data, without some of its entries and with others at the end of a map: maps as lists of pairs, in order. */
export function data(
  node: YamlNode | undefined,
  without: readonly YamlEntry[] = [],
  added: ReadonlyMap<YamlNode, YamlEntry> = new Map(),
): unknown {
  if (!node) return undefined;
  if (node.kind === "scalar") return node.text;
  if (node.kind === "seq") return node.items.map((item) => data(item, without, added));
  const last = added.get(node);
  const kept = node.entries.filter((entry) => !without.includes(entry));
  return { pairs: [...kept, ...(last ? [last] : [])].map(({ key, value }) => [key.text, data(value, without, added)]) };
}

/** Content with the way in which it is written. */
type Styled =
  | { readonly kind: "scalar"; readonly value: string | number | boolean; readonly comment: string }
  | { readonly kind: "map"; readonly entries: readonly (readonly [string, Styled])[]; readonly flow: boolean }
  | { readonly kind: "seq"; readonly items: readonly Styled[]; readonly flow: boolean };

const STYLED = fc.letrec<{ value: Styled }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({
      kind: fc.constant("scalar" as const),
      value: fc.constantFrom<string | number | boolean>("x", "y z", 80, true, "80", "# no comment", "a: b", ""),
      comment: fc.constantFrom("", "", " # why"),
    }),
    fc.record({
      kind: fc.constant("map" as const),
      entries: fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b", "hostPort", "x.y/z", "80"), tie("value")), {
        minLength: 1,
        maxLength: 4,
        selector: ([key]) => key,
      }),
      flow: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant("seq" as const),
      items: fc.array(tie("value"), { minLength: 1, maxLength: 3 }),
      flow: fc.boolean(),
    }),
  ),
})).value;

/** The lines of a value: what stands behind its key or dash comes first, with comment lines in between. */
function written(styled: Styled, column: number): string[] {
  if (styled.kind === "scalar") return [`${writeScalar(styled.value)}${styled.comment}`];
  if (styled.flow) return [writeFlow(bare(styled), false)];
  const indent = " ".repeat(column);
  const children =
    styled.kind === "seq"
      ? styled.items.map((item) => [`${indent}-`, item] as const)
      : styled.entries.map(([key, value]) => [`${indent}${writeScalar(key)}:`, value] as const);
  return children.flatMap(([head, value], index) => [
    ...(index % 2 === 1 ? [`${indent}# about the next`] : []),
    ...behind(head, value, column + 2, styled.kind === "seq"),
  ]);
}

/** A block map may begin on the line of its dash. */
function behind(head: string, value: Styled, column: number, isItem: boolean): string[] {
  const [first = "", ...rest] = written(value, column);
  if (value.kind === "scalar" || value.flow) return [`${head} ${first}`];
  return isItem && value.kind === "map" ? [`${head} ${first.trimStart()}`, ...rest] : [head, first, ...rest];
}

function bare(styled: Styled): Content {
  if (styled.kind === "scalar") return styled.value;
  if (styled.kind === "seq") return styled.items.map(bare);
  return Object.fromEntries(styled.entries.map(([key, value]) => [key, bare(value)]));
}

/** All maps of a tree, the outer ones first. */
export function mapsIn(node: YamlNode | undefined): YamlMap[] {
  if (!node || node.kind === "scalar") return [];
  return node.kind === "seq"
    ? node.items.flatMap(mapsIn)
    : [node, ...node.entries.flatMap(({ value }) => mapsIn(value))];
}

export const STYLED_TEXT: fc.Arbitrary<string> = fc
  .tuple(STYLED, fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([styled, newline, endsLine]) => written(styled, 0).join(newline) + (endsLine ? newline : ""));
