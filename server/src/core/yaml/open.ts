import { columnOf } from "../text/lines.ts";
import { MASK } from "./mask.ts";
import type { YamlMap, YamlNode, YamlSeq } from "./node.ts";

/** A place where more may stand than the tree holds: a template's own line, or a spot that could not be parsed (no column: everything around it). */
interface Place {
  readonly offset: number;
  readonly column: number | undefined;
}

/**
 * Marks the collections open that something unseen may add to, and masks the empty values that something unseen may fill.
 * @param text the masked text that the tree's spans count from
 */
export function withHoles(root: YamlNode, text: string, holes: readonly Place[]): YamlNode {
  return holes.reduce((node, hole) => opened(node, text, hole), root);
}

function opened(node: YamlNode, text: string, hole: Place): YamlNode {
  if (node.kind === "scalar" || node.alias) return node;
  const children = node.kind === "map" ? node.entries : node.items;
  const at = children.findLastIndex((child) => child.start <= hole.offset && !isMerged(child));
  const column = columnOf(text, node.start);
  // What is printed at the column of this collection, or left of it, belongs to it or to one around it, which is open too.
  if (at < 0 || hole.column === undefined || hole.column <= column) {
    const open = { ...node, open: true };
    return at < 0 || (hole.column !== undefined && hole.column < column) ? open : replaceChild(open, at, text, hole);
  }
  return replaceChild(node, at, text, hole);
}

function isMerged(child: object): boolean {
  return "merged" in child;
}

function replaceChild(node: YamlMap | YamlSeq, at: number, text: string, hole: Place): YamlNode {
  if (node.kind === "seq") {
    const items = node.items.map((item, index) =>
      index === at ? filled(item, text, hole, columnOf(text, node.start)) : item,
    );
    return { ...node, items };
  }
  const entries = node.entries.map((entry, index) =>
    index === at ? { ...entry, value: filled(entry.value, text, hole, columnOf(text, entry.start)) } : entry,
  );
  return { ...node, entries };
}

/** An empty value with a hole to the right of its key is whatever the template prints there. */
function filled(value: YamlNode, text: string, hole: Place, parentColumn: number): YamlNode {
  if (value.kind !== "scalar") return opened(value, text, hole);
  const isEmpty = value.text === "" && value.style === "plain" && !value.alias;
  const below = hole.column === undefined || hole.column > parentColumn;
  return isEmpty && below && hole.offset >= value.start ? { ...value, text: MASK } : value;
}
