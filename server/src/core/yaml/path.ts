import { type Span, touches } from "../text/span.ts";
import type { YamlEntry, YamlMap, YamlNode, YamlSeq } from "./node.ts";

/** One step from a node to a child: an entry of a map or an item of a list. */
export type Step =
  | { readonly kind: "entry"; readonly parent: YamlMap; readonly entry: YamlEntry; readonly onKey: boolean }
  | { readonly kind: "item"; readonly parent: YamlSeq; readonly index: number; readonly item: YamlNode };

/**
 * The way from the root to the innermost key or value at an offset of the section; empty where nothing stands there.
 * What an alias stands for is not entered.
 */
export function stepsAt(root: YamlNode, offset: number): Step[] {
  const steps: Step[] = [];
  let node: YamlNode = root;
  for (;;) {
    const step = stepAt(node, offset);
    if (!step) return steps;
    steps.push(step);
    if (step.kind === "entry" && step.onKey) return steps;
    node = step.kind === "entry" ? step.entry.value : step.item;
  }
}

function stepAt(node: YamlNode, offset: number): Step | undefined {
  if (node.kind === "scalar" || node.alias) return undefined;
  if (node.kind === "seq") {
    const index = node.items.findIndex((item) => touches(item, offset));
    const item = node.items[index];
    return item && { kind: "item", parent: node, index, item };
  }
  const entry = node.entries.find((candidate) => !candidate.merged && touches(candidate, offset));
  return entry && { kind: "entry", parent: node, entry, onKey: touches(entry.key, offset) };
}

/** The names along a path, without the indices: `spec.containers.ports.hostPort`. */
export function keysOf(steps: readonly Step[]): string[] {
  return steps.flatMap((step) => (step.kind === "entry" ? [step.entry.key.text] : []));
}

/** The span of a step's key or value, whichever the offset stands on. */
export function spanOf(step: Step): Span {
  if (step.kind === "item") return step.item;
  return step.onKey ? step.entry.key : step.entry.value;
}
