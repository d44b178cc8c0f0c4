import type { TextEdit } from "../text/edit.ts";
import { columnOf, lineBreakOf, lineEnd, lineStart } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import type { YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from "./node.ts";
import { type Content, writeBlock, writeFlow, writeScalar } from "./write.ts";

/**
 * Edits of a section's text that leave everything else as its author wrote it: comments, order, quotes, indentation,
 * flow style. All offsets are in the section; `text` is the section's own text, unmasked.
 */

/** Puts another value in the place of a scalar, in the same quotes where it had some and still may. */
export function replaceScalar(text: string, node: YamlScalar, value: string | number | boolean): TextEdit {
  const quote = node.style === "quoted" ? text.charAt(node.start) : "";
  const keepsQuotes = quote !== "" && typeof value === "string" && !/["'\\\n]/.test(value);
  const written = keepsQuotes ? `${quote}${value}${quote}` : writeScalar(value);
  return { span: node, newText: node.start === node.end ? apart(text, node.start, written) : written };
}

/** A value where none is written: right behind its colon, or in front of a comment, it wants a blank between. */
function apart(text: string, at: number, written: string): string {
  return `${/\s/.test(text.charAt(at - 1)) ? "" : " "}${written}${text.charAt(at) === "#" ? " " : ""}`;
}

/** Renames a key, keeping its quotes. */
export function renameKey(text: string, key: YamlScalar, name: string): TextEdit {
  return replaceScalar(text, key, name);
}

/**
 * Removes entries of a map: in flow style the pairs and their commas, in block style their lines with the comments
 * behind them. A map that loses its last entry is left as `{}`.
 */
export function removeEntries(text: string, map: YamlMap, removed: readonly YamlEntry[]): TextEdit[] {
  const own = map.entries.filter((entry) => !entry.merged);
  const kept = own.filter((entry) => !removed.includes(entry));
  const [first] = own;
  const last = own.at(-1);
  if (kept.length === 0)
    return first && last ? [{ span: { start: first.start, end: last.end }, newText: map.flow ? "" : "{}" }] : [];
  return runsOf(own, removed).flatMap((run) => removeRun(text, map, own, run));
}

/** The removed entries in groups that stand next to one another. */
function runsOf(own: readonly YamlEntry[], removed: readonly YamlEntry[]): YamlEntry[][] {
  const runs: YamlEntry[][] = [];
  own.forEach((entry, index) => {
    if (!removed.includes(entry)) return;
    const before = own[index - 1];
    if (before && removed.includes(before)) runs.at(-1)?.push(entry);
    else runs.push([entry]);
  });
  return runs;
}

function removeRun(text: string, map: YamlMap, own: readonly YamlEntry[], run: readonly YamlEntry[]): TextEdit[] {
  const [from] = run;
  const to = run.at(-1);
  if (!from || !to) return [];
  const previous = own[own.indexOf(from) - 1];
  const next = own[own.indexOf(to) + 1];
  // The first key behind a dash, or in flow style, gives its place to the next one.
  const isFirstOnLine = text.slice(lineStart(text, from.start), from.start).trim() === "";
  if (next && map.flow) return [{ span: { start: from.start, end: next.start }, newText: "" }];
  if (next && !isFirstOnLine)
    return [{ span: { start: from.start, end: firstInkAfterLine(text, to.end) }, newText: "" }];
  if (map.flow) return [{ span: { start: previous?.end ?? from.start, end: to.end }, newText: "" }];
  return mergeSpans(run.map((entry) => linesOfSpan(text, entry))).map((span) => ({ span, newText: "" }));
}

/** At the end of a text without a last line break, a line gives up the one before it, which the line above has given up too. */
function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start - (last.end - span.start), end: span.end };
    else merged.push(span);
  }
  return merged;
}

/** The first character on the lines below that is no white space: the next key, or a comment in front of it. */
function firstInkAfterLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  return end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
}

/** The whole lines of a span with the line break behind them; with the one before them at the end of the text. */
function linesOfSpan(text: string, { start, end }: Span): Span {
  const begins = lineStart(text, start);
  const ends = lineEnd(text, end);
  const after = nextLine(text, ends);
  return after > ends ? { start: begins, end: after } : { start: previousLineBreak(text, begins), end: ends };
}

/** Removes an item of a list with its dash and its lines, or with one comma. A list that loses its last item is left as `[]`. */
export function removeItem(text: string, seq: YamlSeq, item: YamlNode): TextEdit {
  const index = seq.items.indexOf(item);
  const next = seq.items[index + 1];
  const previous = seq.items[index - 1];
  if (seq.flow) {
    if (next) return { span: { start: item.start, end: next.start }, newText: "" };
    if (previous) return { span: { start: previous.end, end: item.end }, newText: "" };
    return { span: item, newText: "" };
  }
  if (!previous && !next) return { span: { start: seq.start, end: item.end }, newText: "[]" };
  return { span: linesOfSpan(text, item), newText: "" };
}

/** Writes a new entry behind another one of the same map. */
export function insertEntryAfter(text: string, map: YamlMap, after: YamlEntry, key: string, value: Content): TextEdit {
  if (map.flow) {
    const at = after.end;
    return { span: { start: at, end: at }, newText: `, ${flowEntry(text, map, key, value)}` };
  }
  const at = lineEnd(text, after.end);
  return {
    span: { start: at, end: at },
    newText: lineBreakOf(text) + blockEntry(text, columnOf(text, after.start), key, value),
  };
}

/** Writes a new entry in front of another one of the same map. */
export function insertEntryBefore(
  text: string,
  map: YamlMap,
  before: YamlEntry,
  key: string,
  value: Content,
): TextEdit {
  const at = before.start;
  if (map.flow) return { span: { start: at, end: at }, newText: `${flowEntry(text, map, key, value)}, ` };
  const column = columnOf(text, at);
  return {
    span: { start: at, end: at },
    newText: blockEntry(text, column, key, value).trimStart() + lineBreakOf(text) + " ".repeat(column),
  };
}

/** Writes a new last entry. */
export function appendEntry(text: string, map: YamlMap, key: string, value: Content): TextEdit {
  const last = map.entries.filter((entry) => !entry.merged).at(-1);
  if (last) return insertEntryAfter(text, map, last, key, value);
  // `{}` is the only way to write a map without entries.
  return { span: map, newText: `{${flowEntry(text, map, key, value)}}` };
}

/** Writes a new last item of a list, in the style of the list. */
export function appendItem(text: string, seq: YamlSeq, item: Content): TextEdit {
  const last = seq.items.at(-1);
  if (seq.flow || !last) {
    const at = last ? last.end : seq.start + 1;
    const isJson = last?.kind === "map" && isQuoted(text, last);
    return { span: { start: at, end: at }, newText: `${last ? ", " : ""}${writeFlow(item, isJson)}` };
  }
  const column = columnOf(text, seq.start);
  const at = lineEnd(text, last.end);
  const style = styleOf(text);
  return {
    span: { start: at, end: at },
    newText: lineBreakOf(text) + writeBlock([item], { ...style, column }).join(lineBreakOf(text)),
  };
}

/** How a text writes nested blocks: learnt from its own lines. */
export interface BlockStyle {
  /** Columns per level. */
  readonly step: number;
  /** Whether the dashes of a list stand to the right of its key. */
  readonly indentsLists: boolean;
}

export function styleOf(text: string): BlockStyle {
  const lists = /^( *)[\w"'./-]+:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*( *)- /m.exec(text);
  const nested = /^( *)(?:- )?[\w"'./-]+:[ \t]*(?:#.*)?\r?\n( +)[\w"'./-]+:/m.exec(text);
  const step = nested ? (nested[2]?.length ?? 0) - (nested[1]?.length ?? 0) : 2;
  return {
    step: step > 0 && step <= 8 ? step : 2,
    indentsLists: !lists || (lists[2]?.length ?? 0) > (lists[1]?.length ?? 0),
  };
}

function blockEntry(text: string, column: number, key: string, value: Content): string {
  return writeBlock({ [key]: value }, { ...styleOf(text), column }).join(lineBreakOf(text));
}

function flowEntry(text: string, map: YamlMap, key: string, value: Content): string {
  const isJson = isQuoted(text, map);
  return `${isJson ? JSON.stringify(key) : key}: ${writeFlow(value, isJson)}`;
}

/** Whether a flow map writes its keys in double quotes, as JSON does. */
function isQuoted(text: string, map: YamlMap): boolean {
  const [first] = map.entries;
  return first !== undefined && first.key.style === "quoted" && text.charAt(first.key.start) === '"';
}

function nextLine(text: string, end: number): number {
  if (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10) return end + 2;
  return end < text.length ? end + 1 : end;
}

function previousLineBreak(text: string, start: number): number {
  if (start === 0) return 0;
  return text.charCodeAt(start - 2) === 13 ? start - 2 : start - 1;
}
