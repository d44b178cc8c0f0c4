import type { Span } from "../text/span.ts";
import { packSpans, type SpanList } from "../text/span-list.ts";
import { MASK } from "./mask.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "./node.ts";

/**
 * A tree as it is kept of a closed file: its content as JSON, its positions beside it, so that equal content is an
 * equal string wherever it stands in the text.
 */
export interface PackedTree {
  readonly json: string;
  /** Where each node is, keys included, in the order of the text. */
  readonly spans: SpanList;
}

/** What a node becomes: a plain scalar is its text; the rest is a list that begins with one of these. */
const MAP = 0;
const SEQ = 1;
const QUOTED = 2;
const BLOCK = 3;
const TAGGED = 4;
const CONDITIONAL = 5;

type Packed = string | readonly [number, ...unknown[]];

/**
 * Packs a tree.
 * @param drops keys whose value nobody will ask for; an empty map stands in its place
 */
export function packTree(root: YamlNode, drops: (key: string) => boolean): PackedTree {
  const spans: Span[] = [];
  const pack = (node: YamlNode): Packed => {
    spans.push(node);
    if (node.kind === "scalar") return packScalar(node);
    if (node.kind === "seq") return [SEQ, node.open ? 1 : 0, ...node.items.map(pack)];
    const entries = node.entries.filter(({ key }) => !drops(key.text));
    return [
      MAP,
      node.open ? 1 : 0,
      ...entries.flatMap((entry) => {
        const key = pack(entry.key);
        return [entry.conditional ? [CONDITIONAL, key] : key, pack(entry.value)];
      }),
    ];
  };
  return { json: JSON.stringify(pack(root)), spans: packSpans(spans) };
}

function packScalar({ text, style, tag }: YamlScalar): Packed {
  if (tag !== undefined) return [TAGGED, tag, style, text];
  if (style === "plain") return text;
  return [style === "quoted" ? QUOTED : BLOCK, text];
}

/** Unpacks a tree; each node names its ordinal in `source`, which knows the positions. */
export function unpackTree(json: string, source: object): YamlNode {
  let ordinal = 0;
  const unpack = (packed: Packed): YamlNode => {
    const place = { start: 0, end: 0, origin: { source, ordinal: ordinal++ } };
    if (typeof packed === "string") return { kind: "scalar", ...place, text: packed, style: "plain" };
    const [kind, first, ...rest] = packed;
    if (kind === SEQ)
      return { kind: "seq", ...place, items: (rest as Packed[]).map(unpack), flow: false, open: first === 1 };
    if (kind !== MAP) return unpackScalar(packed, place);
    const entries: YamlEntry[] = [];
    for (let i = 0; i < rest.length; i += 2) {
      const packedKey = rest[i] as Packed;
      const isConditional = typeof packedKey !== "string" && packedKey[0] === CONDITIONAL;
      const key = unpack(isConditional ? (packedKey[1] as Packed) : packedKey);
      const value = unpack(rest[i + 1] as Packed);
      if (key.kind === "scalar")
        entries.push({ key, value, start: 0, end: 0, ...(isConditional ? { conditional: true } : {}) });
    }
    return { kind: "map", ...place, entries, flow: false, open: first === 1 };
  };
  return unpack(JSON.parse(json) as Packed);
}

function unpackScalar(
  [kind, first, second, third]: readonly [number, ...unknown[]],
  place: Pick<YamlScalar, "start" | "end" | "origin">,
): YamlScalar {
  if (kind === TAGGED)
    return { kind: "scalar", ...place, text: String(third), style: second as YamlScalar["style"], tag: String(first) };
  return {
    kind: "scalar",
    ...place,
    text: kind === QUOTED || kind === BLOCK ? String(first) : MASK,
    style: kind === BLOCK ? "block" : "quoted",
  };
}
