import type { Span } from "../text/span.ts";
import { packSpans, type SpanList } from "../text/span-list.ts";
import { MASK } from "./mask.ts";
import type { Origin, YamlEntry, YamlNode, YamlScalar } from "./node.ts";

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
    const origin: Origin = { source, ordinal: ordinal++ };
    if (typeof packed === "string") return scalar(origin, packed, "plain");
    const [kind, first] = packed;
    if (kind === SEQ) {
      const items: YamlNode[] = [];
      for (let i = 2; i < packed.length; i++) items.push(unpack(packed[i] as Packed));
      return { kind: "seq", start: 0, end: 0, origin, items, flow: false, open: first === 1 };
    }
    if (kind !== MAP) return unpackScalar(packed, origin);
    const entries: YamlEntry[] = [];
    for (let i = 2; i < packed.length; i += 2) {
      const packedKey = packed[i] as Packed;
      const isConditional = typeof packedKey !== "string" && packedKey[0] === CONDITIONAL;
      const key = unpack(isConditional ? (packedKey[1] as Packed) : packedKey);
      const value = unpack(packed[i + 1] as Packed);
      if (key.kind !== "scalar") continue;
      entries.push(
        isConditional ? { key, value, start: 0, end: 0, conditional: true } : { key, value, start: 0, end: 0 },
      );
    }
    return { kind: "map", start: 0, end: 0, origin, entries, flow: false, open: first === 1 };
  };
  return unpack(JSON.parse(json) as Packed);
}

function scalar(origin: Origin, text: string, style: YamlScalar["style"]): YamlScalar {
  return { kind: "scalar", start: 0, end: 0, origin, text, style };
}

function unpackScalar([kind, first, second, third]: readonly [number, ...unknown[]], origin: Origin): YamlScalar {
  if (kind === TAGGED) return { ...scalar(origin, String(third), second as YamlScalar["style"]), tag: String(first) };
  const text = kind === QUOTED || kind === BLOCK ? String(first) : MASK;
  return scalar(origin, text, kind === BLOCK ? "block" : "quoted");
}
