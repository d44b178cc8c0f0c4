import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { encloses, type Span } from "../text/span.ts";
import { commonBranch, sameBranch } from "./branch.ts";
import { type BranchRegion, branchAt, MASK, maskTemplates } from "./mask.ts";
import type { Branch, ReadText, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from "./node.ts";
import { withHoles } from "./open.ts";
import { quickRead } from "./quick-read.ts";

/** A section as a tree. Spans are UTF-16 offsets in the section's text. */
export interface YamlTree {
  /** Absent for an empty section and for one that the parser gave up on. */
  readonly root?: YamlNode;
  /** Where the parser stumbled. The tree holds what could be read all the same; collections around a problem are open. */
  readonly problems: readonly Span[];
  /** Whether template expressions were masked. */
  readonly templated: boolean;
  /** Nodes that an alias elsewhere refers to: an edit here would change more than one place. */
  readonly shared: readonly Span[];
}

/** How many nodes all aliases of a section may stand for together before further ones count as unknown. */
const ALIAS_BUDGET = 10_000;

/**
 * Parses one section. Never throws: what cannot be read is missing from the tree, and its surroundings are open.
 * Aliases and merge keys are resolved as decoders do, within a budget; template expressions are masked first.
 * @param openBlocks how many template blocks are open where the section begins
 */
export function parseSection(text: string, openBlocks = 0): YamlTree {
  const masked = maskTemplates(text, openBlocks);
  const templated = masked.text !== text;
  const { root, problems, shared, blockScalars } =
    quickRead(masked.text, masked.regions) ?? fullRead(masked.text, masked.regions);
  if (!root) return { problems, templated, shared };
  const holes = [
    ...masked.holes.filter(({ offset }) => !isWithin(blockScalars, offset)),
    ...problems.map(({ start }) => ({ offset: start, column: undefined })),
  ];
  return { root: holes.length > 0 ? withHoles(root, masked.text, holes) : root, problems, templated, shared };
}

/** Reads all of YAML. Never throws. */
export function fullRead(text: string, regions: readonly BranchRegion[]): ReadText {
  try {
    const document = parseDocument(text, {
      schema: "failsafe",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    });
    const reader = new Reader(text, regions);
    const root = document.contents ? reader.root(document.contents) : undefined;
    const { shared, blockScalars } = reader;
    // A masked line in a block scalar is text like the rest of it, even where YAML would want an indentation indicator.
    const problems = document.errors
      .map(({ pos }) => ({ start: pos[0], end: pos[1] }))
      .filter((problem) => !isWithin(blockScalars, problem.start));
    return root ? { root, problems, shared, blockScalars } : { problems, shared: [], blockScalars };
  } catch {
    // Nesting so deep that the parser's stack overflows; nothing of the section can be said.
    return { problems: [{ start: 0, end: text.length }], shared: [], blockScalars: [] };
  }
}

function isWithin(spans: readonly Span[], offset: number): boolean {
  return spans.some(({ start, end }) => start <= offset && offset < end);
}

/** Whether an edit within `span` would change what other places of the section mean. */
export function isShared(tree: YamlTree, span: Span): boolean {
  return tree.shared.some((area) => encloses(area, span));
}

class Reader {
  readonly shared: Span[] = [];
  readonly blockScalars: Span[] = [];
  readonly #anchors = new Map<string, { readonly node: YamlNode; readonly size: number }>();
  readonly #text: string;
  readonly #regions: readonly BranchRegion[];
  #count = 0;
  #aliased = 0;

  constructor(text: string, regions: readonly BranchRegion[]) {
    this.#text = text;
    this.#regions = regions;
  }

  /** Reads the root of the section: it stands in the branches that all of its keys share. */
  root(source: Node): YamlNode {
    const keys = isMap(source)
      ? source.items.map(({ key }) => (key as Node | null)?.range?.[0] ?? 0)
      : [source.range?.[0] ?? 0];
    const branches = this.#regions.length === 0 ? [] : keys.map((offset) => branchAt(this.#regions, offset));
    return this.node(source, branches.length > 0 ? branches.reduce(commonBranch) : undefined);
  }

  /** @param branch the branch that the node stands in, as its parent sees it */
  node(source: Node, branch: Branch | undefined): YamlNode {
    if (isAlias(source)) return this.#alias(source);
    const before = this.#count++;
    const node = isMap(source)
      ? this.#map(source, branch)
      : isSeq(source)
        ? this.#seq(source, branch)
        : this.#scalar(source as Scalar, branch);
    const anchor = (source as Scalar | YAMLMap | YAMLSeq).anchor;
    if (anchor !== undefined) this.#anchors.set(anchor, { node, size: this.#count - before });
    return node;
  }

  #branchAt(offset: number): Branch | undefined {
    return this.#regions.length === 0 ? undefined : branchAt(this.#regions, offset);
  }

  #scalar(source: Scalar, branch: Branch | undefined): YamlScalar {
    const [start, valueEnd] = source.range ?? [0, 0];
    const style =
      source.type === "PLAIN" || source.type === undefined
        ? "plain"
        : source.type.startsWith("QUOTE")
          ? "quoted"
          : "block";
    if (style === "block") this.blockScalars.push({ start, end: valueEnd });
    const text = typeof source.value === "string" ? source.value : "";
    // In a flow collection `${PORT}` is no YAML before somebody fills it in: the scalar ends before the brace.
    const isCut = style === "plain" && text.endsWith("$") && this.#text[valueEnd] === "{";
    return {
      kind: "scalar",
      start,
      end: style === "block" ? trimmedEnd(this.#text, start, valueEnd) : valueEnd,
      text: isCut ? text + MASK : text,
      style,
      ...(source.tag === undefined || source.tag === "!" ? {} : { tag: source.tag }),
      ...(branch ? { branch } : {}),
    };
  }

  #emptyScalar(offset: number, branch: Branch | undefined): YamlScalar {
    return { kind: "scalar", start: offset, end: offset, text: "", style: "plain", ...(branch ? { branch } : {}) };
  }

  #alias(source: Alias): YamlNode {
    const [start, end] = source.range ?? [0, 0];
    const target = this.#anchors.get(source.source);
    this.#aliased += target?.size ?? 0;
    if (!target || this.#aliased > ALIAS_BUDGET)
      return { kind: "scalar", start, end, text: MASK, style: "plain", alias: true };
    // An anchor around this alias stands for what the alias stands for, as often as it is named in turn.
    this.#count += target.size;
    if (!this.shared.includes(target.node)) this.shared.push(target.node);
    return { ...target.node, start, end, alias: true };
  }

  #seq(source: YAMLSeq, branch: Branch | undefined): YamlSeq {
    const start = source.range?.[0] ?? 0;
    const items: YamlNode[] = [];
    for (const item of source.items as (Node | null)[]) {
      // A flow sequence may hold a bare pair: `[a: 1]`.
      if (isPair(item)) items.push(this.#emptyScalar(start, branch));
      else if (item) items.push(this.node(item, this.#branchAt(item.range?.[0] ?? start)));
    }
    const flow = source.flow === true;
    const end = flow ? (source.range?.[1] ?? start) : Math.max(start, items.at(-1)?.end ?? start);
    return { kind: "seq", start, end, items, flow, open: false, ...(branch ? { branch } : {}) };
  }

  #map(source: YAMLMap, branch: Branch | undefined): YamlMap {
    const start = source.range?.[0] ?? 0;
    const entries: YamlEntry[] = [];
    const merges: YamlNode[] = [];
    let open = false;
    // Merge keys are no entries, but what is written behind the map stands behind them, too.
    let last = start;
    for (const pair of source.items) {
      const key = pair.key as Node | null;
      if (!isScalar(key)) {
        open = true; // A mapping, sequence or alias as a key: nothing of ours, and often a template read as a flow map.
        last = Math.max(last, (pair.value as Node | null)?.range?.[1] ?? key?.range?.[1] ?? start);
        continue;
      }
      const keyNode = this.#scalar(key, this.#branchAt(key.range?.[0] ?? start));
      const value = pair.value
        ? this.node(pair.value as Node, keyNode.branch)
        : this.#emptyScalar(keyNode.end, keyNode.branch);
      last = Math.max(last, keyNode.end, value.end);
      if (keyNode.text === "<<" && keyNode.style === "plain") merges.push(value);
      else entries.push(entryFrom(keyNode, value, branch));
      if (keyNode.text.includes(MASK)) open = true;
    }
    for (const merge of merges) if (!addMerged(entries, merge)) open = true;
    const flow = source.flow === true;
    const end = flow ? (source.range?.[1] ?? start) : last;
    const own: YamlMap = { kind: "map", start, end, entries, flow, open, ...(branch ? { branch } : {}) };
    return merges.length > 0 ? { ...own, merges: true } : own;
  }
}

function entryFrom(key: YamlScalar, value: YamlNode, mapBranch: Branch | undefined): YamlEntry {
  const entry = { key, value, start: key.start, end: Math.max(key.end, value.end) };
  return sameBranch(key.branch, mapBranch) ? entry : { ...entry, conditional: true };
}

/** A block scalar's range takes in its last line break and the blank lines behind it; its span does not. */
function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === 10 || text.charCodeAt(at - 1) === 13)) at--;
  return at;
}

/** Adds what a merge key brings in, behind the map's own entries; false where its value is no mapping that we can see. */
function addMerged(entries: YamlEntry[], source: YamlNode): boolean {
  if (source.kind === "seq") return source.items.map((item) => addMerged(entries, item)).every(Boolean);
  if (source.kind !== "map") return false;
  for (const entry of source.entries)
    if (!entries.some(({ key }) => key.text === entry.key.text)) entries.push({ ...entry, merged: true });
  return !source.open;
}
