import type { Span } from "../text/span.ts";

/**
 * Our read-only view of YAML. Every node is a span of its section's text, so a node is a place.
 * The classes of the `yaml` package do not leave this folder.
 */
export type YamlNode = YamlScalar | YamlMap | YamlSeq;

interface NodeBase extends Span {
  /** Which branches of a template's `if`/`range` the node stands in; absent where it stands in none. */
  readonly branch?: Branch;
  /** Set on a node that the text names by an alias (`*name`): its span is the alias, its content stands elsewhere. */
  readonly alias?: true;
  /** Set on nodes of a rendered tree: where in the sources they came from. Their span is then meaningless. */
  readonly origin?: Origin;
}

/** A place in another tree: the `ordinal`-th node of a source. Held by identity; only `workspace/` looks inside. */
export interface Origin {
  readonly source: object;
  readonly ordinal: number;
}

/** Path of template branches from the outermost in: `[block, branch, block, branch, …]`, numbers unique in the section. */
export type Branch = readonly number[];

export interface YamlScalar extends NodeBase {
  readonly kind: "scalar";
  /** The content: unescaped and folded, for a plain scalar as written. Template expressions stay masked in it. */
  readonly text: string;
  readonly style: "plain" | "quoted" | "block";
  /** An explicit tag other than `!`, as `tag:yaml.org,2002:str`. */
  readonly tag?: string;
}

export interface YamlMap extends NodeBase {
  readonly kind: "map";
  readonly entries: readonly YamlEntry[];
  readonly flow: boolean;
  /** A template may add entries here: what is absent is then unknown. */
  readonly open: boolean;
  /** A merge key (`<<`) stands in it: where an entry goes, one of the same name may come to light. */
  readonly merges?: true;
}

export interface YamlSeq extends NodeBase {
  readonly kind: "seq";
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
  /** A template may add items here. */
  readonly open: boolean;
}

/** A key with its value; its span runs from the key to the end of the value. An absent value is an empty plain scalar. */
export interface YamlEntry extends Span {
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Came in through a merge key (`<<`): the text of the map does not hold it. Never beside an entry of the map's own with that key. */
  readonly merged?: true;
  /** Stands in a template branch that its map does not stand in: it may or may not be there. */
  readonly conditional?: true;
}

/** The entry that counts for `key`: the last one written, as decoders have it without strict validation. */
export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  for (let i = map.entries.length - 1; i >= 0; i--) {
    const entry = map.entries[i];
    if (entry?.key.text === key) return entry;
  }
  return undefined;
}

/** Whether a key stands in a map more than once. */
export function repeatsKeys({ entries }: YamlMap): boolean {
  if (entries.length > FEW) return new Set(entries.map(({ key }) => key.text)).size < entries.length;
  for (let i = 1; i < entries.length; i++) {
    const key = entries[i]?.key.text;
    for (let j = 0; j < i; j++) if (entries[j]?.key.text === key) return true;
  }
  return false;
}

/** So few keys are compared faster than a set of them is made. */
const FEW = 20;

/** The node behind `key`, whatever it is. */
export function nodeAt(map: YamlMap, key: string): YamlNode | undefined {
  return entryOf(map, key)?.value;
}

/** The node's children in text order, keys included. */
export function* childrenOf(node: YamlNode): Generator<YamlNode> {
  if (node.kind === "seq") yield* node.items;
  if (node.kind !== "map") return;
  for (const { key, value } of node.entries) {
    yield key;
    yield value;
  }
}

/** What a reader makes of a text that holds no template expressions any more. */
export interface ReadText {
  readonly root?: YamlNode | undefined;
  readonly problems: readonly Span[];
  readonly shared: readonly Span[];
  /** Block scalars, from their indicator to the line behind them. */
  readonly blockScalars: readonly Span[];
}
