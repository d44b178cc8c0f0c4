import { columnOf, lineEnd, lineStart } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import type { Branch } from "./node.ts";
import { type Action, templateActions } from "./template.ts";

/** Stands for every character of a template expression, so that every position stays true. */
export const MASK = "\uE000";

/** A place where a template prints lines of its own: whatever collection stands there may hold more than the text shows. */
export interface Hole {
  readonly offset: number;
  /** The column that the printed lines begin at, as far as the text tells. */
  readonly column: number;
}

/** A stretch of text that is there only when a template's branch is taken. */
export interface BranchRegion extends Span {
  readonly branch: Branch;
}

/** A text whose template expressions are replaced, character by character, by something that YAML can read. */
export interface MaskedText {
  readonly text: string;
  readonly holes: readonly Hole[];
  /** In text order; an inner region follows the one that holds it. */
  readonly regions: readonly BranchRegion[];
}

/**
 * Masks Go template, Jinja and ytt expressions. A line of nothing but expressions becomes blank; an expression inside
 * a line becomes a run of {@link MASK}, so that its scalar is known to be unknown. The result has the same length.
 * @param openBlocks how many blocks are open where the text begins
 */
export function maskTemplates(text: string, openBlocks = 0): MaskedText {
  if (!text.includes("{{") && !text.includes("{%") && !text.includes("{#") && !text.includes("#@"))
    return { text, holes: [], regions: regionsOf(text, [], openBlocks) };
  const actions = templateActions(text);
  if (actions.length === 0) return { text, holes: [], regions: regionsOf(text, [], openBlocks) };
  const holes: Hole[] = [];
  let masked = "";
  let from = 0;
  for (const action of actions) {
    const alone = standsAlone(text, actions, action);
    if (alone && action.prints)
      holes.push({ offset: action.start, column: action.indent ?? columnOf(text, action.start) });
    masked += text.slice(from, action.start) + (alone ? blank(text, action) : maskInline(text, action));
    from = action.end;
  }
  return { text: masked + text.slice(from), holes, regions: regionsOf(text, actions, openBlocks) };
}

/** Whether the lines of `action` hold nothing but expressions. */
function standsAlone(text: string, actions: readonly Action[], action: Action): boolean {
  if (action.kind === "comment-directive") return true;
  const start = lineStart(text, action.start);
  const end = lineEnd(text, action.end);
  let rest = "";
  let from = start;
  for (const other of actions) {
    if (other.end <= start || other.start >= end) continue;
    rest += text.slice(from, Math.max(from, other.start));
    from = other.end;
  }
  return (rest + text.slice(Math.min(from, end), end)).trim() === "";
}

function blank(text: string, { start, end }: Span): string {
  return text.slice(start, end).replace(/[^\r\n]/g, " ");
}

/** Only the first line of an inline expression is masked: a continuation at a lower column would end the scalar. */
function maskInline(text: string, { start, end }: Span): string {
  const length = text.slice(start, end).search(/[\r\n]/);
  if (length < 0) return MASK.repeat(end - start);
  return MASK.repeat(length) + blank(text, { start: start + length, end });
}

/** Follows `if … else … end` and gives each branch its stretch. A block that is never closed reaches to the end. */
function regionsOf(text: string, actions: readonly Action[], openBlocks: number): BranchRegion[] {
  const regions: BranchRegion[] = [];
  const open: { readonly block: number; branch: number; from: number }[] = [];
  let blocks = 0;
  while (blocks < openBlocks) open.push({ block: blocks++, branch: 0, from: 0 });
  const close = (end: number): void => {
    const top = open.at(-1);
    if (top && end > top.from)
      regions.push({ start: top.from, end, branch: open.flatMap(({ block, branch }) => [block, branch]) });
  };
  for (const action of actions) {
    const top = open.at(-1);
    if (action.opens) open.push({ block: blocks++, branch: 0, from: action.end });
    else if (action.closes && top) {
      close(action.start);
      open.pop();
    } else if (action.separates && top) {
      close(action.start);
      top.branch++;
      top.from = action.end;
    }
  }
  while (open.length > 0) {
    close(text.length);
    open.pop();
  }
  return regions.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** The innermost branch at `offset`; undefined where no template condition applies. */
export function branchAt(regions: readonly BranchRegion[], offset: number): Branch | undefined {
  let found: Branch | undefined;
  for (const region of regions) {
    if (region.start > offset) break;
    if (offset < region.end) found = region.branch;
  }
  return found;
}
