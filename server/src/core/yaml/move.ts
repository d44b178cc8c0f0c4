import type { TextEdit } from "../text/edit.ts";
import { columnOf, lineBreakOf, lineEnd, lineStart } from "../text/lines.ts";
import { removeEntries } from "./edit.ts";
import type { YamlEntry, YamlMap } from "./node.ts";

/**
 * Moves an entry to the end of another map of the section, with the comment behind it and those on the lines above it,
 * in the indentation of its new place. Undefined where it cannot be written there as it stands: several lines, or a
 * comment, in a map in flow style.
 */
export function moveEntry(text: string, from: YamlMap, entry: YamlEntry, to: YamlMap): TextEdit[] | undefined {
  const own = to.entries.filter(({ merged }) => !merged);
  const [first] = own;
  const last = own.at(-1);
  const moved = textOf(text, from, entry);
  if (to.flow || !first || !last) {
    const isOneLine = !moved.lines.includes("\n") && !moved.hasComment;
    if (!isOneLine || !to.flow) return undefined;
    const at = last ? last.end : to.start + 1;
    const written = { span: { start: at, end: at }, newText: `${last ? ", " : ""}${moved.lines}` };
    return [...removeMoved(text, from, entry, moved.start), written];
  }
  const column = columnOf(text, first.start);
  const newline = lineBreakOf(text);
  const lines = moved.lines
    .split(/\r?\n/)
    .map((line) => reindented(line, moved.column, column))
    .join(newline);
  const removed = removeMoved(text, from, entry, moved.start);
  const at = lineEnd(text, last.end);
  // The new place may be the end of the removed lines.
  const gap = removed.find(({ span, newText }) => newText === "" && span.start < at && at <= span.end);
  const insertion: TextEdit = !gap
    ? { span: { start: at, end: at }, newText: newline + lines }
    : text.charAt(gap.span.end - 1) === "\n"
      ? { span: { start: gap.span.end, end: gap.span.end }, newText: lines + newline }
      : { span: { start: gap.span.start, end: gap.span.start }, newText: newline + lines };
  return [...removed, insertion];
}

interface MovedText {
  /** The entry with its comments; the first line without indentation. */
  readonly lines: string;
  /** The column that the lines are indented to. */
  readonly column: number;
  /** Where the comments above begin; the start of the entry where there are none. */
  readonly start: number;
  readonly hasComment: boolean;
}

function textOf(text: string, from: YamlMap, entry: YamlEntry): MovedText {
  if (from.flow) return { lines: text.slice(entry.start, entry.end), column: 0, start: entry.start, hasComment: false };
  const column = columnOf(text, entry.start);
  const isFirstOnLine = text.slice(lineStart(text, entry.start), entry.start).trim() === "";
  const start = isFirstOnLine ? commentStart(text, entry.start, column) : entry.start;
  const lines = text.slice(start, lineEnd(text, entry.end));
  return { lines, column, start, hasComment: start < entry.start || lineEnd(text, entry.end) > entry.end };
}

/** Where the comment lines directly above `offset` begin that stand in its column; `offset` where there are none. */
function commentStart(text: string, offset: number, column: number): number {
  let start = offset;
  for (;;) {
    const above = lineStart(text, lineStart(text, start) - 1);
    if (above >= lineStart(text, start)) return start;
    const line = text.slice(above, lineEnd(text, above));
    if (line.search(/\S/) !== column || line.charAt(column) !== "#") return start;
    start = above + column;
  }
}

/** The entry's removal, with the comment lines above it. */
function removeMoved(text: string, from: YamlMap, entry: YamlEntry, start: number): TextEdit[] {
  const removed = removeEntries(text, from, [entry]);
  const begins = lineStart(text, start);
  const ends = lineStart(text, entry.start);
  if (begins >= ends) return removed;
  const [edit] = removed;
  // Together with the lines of the entry it is one stretch. The last line of a text takes the line break above it.
  if (edit && removed.length === 1 && edit.newText === "" && edit.span.start <= ends && edit.span.end > entry.start)
    return [{ span: { start: begins - (ends - edit.span.start), end: edit.span.end }, newText: "" }];
  return [{ span: { start: begins, end: ends }, newText: "" }, ...removed];
}

/** A line moved by the difference of the columns; a line left of the old column, as in a block scalar's middle, stays. */
function reindented(line: string, from: number, to: number): string {
  const indent = line.search(/\S/);
  if (indent < 0) return "";
  return " ".repeat(indent < from ? to : indent - from + to) + line.trimStart();
}
