import { sortEdits, type TextEdit } from "../text/edit.ts";
import { columnOf, lineBreakOf, lineEnd, lineStart } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar, type YamlSeq } from "./node.ts";
import { type Content, writeBlock, writeFlow, writeScalar } from "./write.ts";

/**
 * Edits of a section's text that leave everything else as its author wrote it: comments, order, quotes, indentation,
 * flow style. All offsets are in the section; `text` is the section's own text, unmasked.
 */

/** Puts another value in the place of a scalar, in the same quotes where it had some and still may. */
export function replaceScalar(text: string, node: YamlScalar, value: string | number | boolean): TextEdit {
  // An alias has no quotes, whatever it stands for.
  const quote = node.style === "quoted" && !node.alias ? text.charAt(node.start) : "";
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
 * behind them. A map that loses its last entry is left as `{}`. A map that holds a merge key keeps its entries: see `whyKept`.
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

/** Removes entries of several maps. */
export function removeFromMaps(
  text: string,
  removals: readonly { readonly map: YamlMap; readonly entries: readonly YamlEntry[] }[],
): TextEdit[] {
  const edits = removals.flatMap(({ map, entries }) => removeEntries(text, map, entries));
  const isRemoval = ({ newText }: TextEdit): boolean => newText === "";
  return [
    ...edits.filter((edit) => !isRemoval(edit)),
    ...mergeSpans(
      text,
      sortEdits(edits.filter(isRemoval)).map(({ span }) => span),
    ).map((span) => ({ span, newText: "" })),
  ];
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
  if (next && map.flow) return [{ span: { start: from.start, end: flowEnd(text, to, next) }, newText: "" }];
  if (next && !isFirstOnLine) {
    // A comment below takes its place, and what else is removed lies below that.
    const follows = (entry: YamlEntry | undefined, below: YamlEntry | undefined): boolean =>
      entry !== undefined && below !== undefined && firstInkAfterLine(text, entry.end) === below.start;
    const end = run.findIndex((entry, index) => !follows(entry, run[index + 1]));
    const joined = { start: from.start, end: firstInkAfterLine(text, (run[end] ?? to).end) };
    const below = run.slice(end + 1).map((entry) => linesOfSpan(text, entry));
    const rest = mergeSpans(text, below);
    return [joined, ...rest].map((span) => ({ span, newText: "" }));
  }
  if (map.flow && previous && hasComment(text, previous.end, from.start)) {
    const comma = text.indexOf(",", previous.end);
    return [
      { start: comma, end: comma + 1 },
      { start: from.start, end: to.end },
    ].map((span) => ({ span, newText: "" }));
  }
  if (map.flow) return [{ span: { start: previous?.end ?? from.start, end: to.end }, newText: "" }];
  const lines = run.map((entry) => linesOfSpan(text, entry));
  return mergeSpans(text, lines).map((span) => ({ span, newText: "" }));
}

/** Where what is removed in front of `next` ends: behind its comma, where a comment follows that stays. */
function flowEnd(text: string, to: YamlEntry, next: YamlEntry): number {
  return hasComment(text, to.end, next.start) ? text.indexOf(",", to.end) + 1 : next.start;
}

/** Between two entries stand a comma, blanks and comments, and nothing else. */
function hasComment(text: string, start: number, end: number): boolean {
  return text.slice(start, end).includes("#");
}

/** From the back, because what goes at the end of a text may take along what lies in front of it. */
function mergeSpans(text: string, spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { start, end } of spans.toReversed()) {
    const joined = merged.filter((later) => later.start <= end);
    const last = Math.max(end, ...joined.map((later) => later.end));
    merged.splice(0, joined.length, withBreakBefore(text, { start, end: last }));
  }
  return merged;
}

/** Lines at the end of a text without a last line break take the one before them along, and the blank lines there. */
function withBreakBefore(text: string, { start, end }: Span): Span {
  if (end < text.length || text.endsWith("\n")) return { start, end };
  const breaks = /(?:\r?\n[ \t]*)+$/.exec(text.slice(0, start))?.[0] ?? "";
  return { start: start - breaks.length, end };
}

/** The first character on the lines below that is no white space: the next key, or a comment in front of it. */
function firstInkAfterLine(text: string, offset: number): number {
  return firstInk(text, lineEnd(text, offset));
}

function firstInk(text: string, offset: number): number {
  return offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
}

/** The whole lines of a span with the line break behind them. */
function linesOfSpan(text: string, { start, end }: Span): Span {
  const line = lineStart(text, start);
  // A byte order mark belongs to the file, not to its first line.
  const begins = text.charCodeAt(line) === 0xfeff ? line + 1 : line;
  return { start: begins, end: nextLine(text, lineEnd(text, end)) };
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
  return { span: withBreakBefore(text, linesOfSpan(text, item)), newText: "" };
}

/** Writes a new entry behind another one of the same map. */
export function insertEntryAfter(text: string, map: YamlMap, after: YamlEntry, key: string, value: Content): TextEdit {
  if (map.flow) {
    const at = after.end;
    const gap = gapBefore(text, after.start);
    return { span: { start: at, end: at }, newText: `,${gap}${flowEntry(text, map, key, value, gap)}` };
  }
  return insertLines(text, after.end, blockEntry(text, columnOf(text, after.start), key, value));
}

/** Writes a new entry in front of another one of the same map. */
export function insertEntryBefore(
  text: string,
  map: YamlMap,
  before: YamlEntry,
  key: string,
  value: Content,
): TextEdit {
  return insertBefore(text, map, before.start, key, value);
}

/** @param at where an entry of the map begins */
function insertBefore(text: string, map: YamlMap, at: number, key: string, value: Content): TextEdit {
  if (map.flow) {
    const gap = gapBefore(text, at);
    return { span: { start: at, end: at }, newText: `${flowEntry(text, map, key, value, gap)},${gap}` };
  }
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
  const [merged] = map.entries;
  // All entries come from a merge key, in front of which there is always room.
  if (merged) return insertBefore(text, map, map.flow ? firstInk(text, map.start + 1) : map.start, key, value);
  // `{}` is the only way to write a map without entries.
  return { span: map, newText: `{${flowEntry(text, map, key, value, " ")}}` };
}

/**
 * Gives a field of the map a value, whether it is written, null or missing. A written entry must be the map's own; a
 * list or mapping in its place is replaced.
 */
export function setEntry(text: string, map: YamlMap, key: string, value: Content): TextEdit {
  const entry = entryOf(map, key);
  if (!entry) return appendEntry(text, map, key, value);
  const { value: old } = entry;
  if (old.kind === "scalar" && typeof value !== "object") return replaceScalar(text, old, value);
  // A missing value may be said to lie where a comment behind it begins.
  const behindColon = text.indexOf(":", entry.key.end) + 1;
  return {
    span: { start: behindColon, end: old.start === old.end ? behindColon : entry.end },
    newText: ` ${writeFlow(value, isJsonKey(text, entry))}`,
  };
}

/** Writes a new last item of a list, in the style of the list. */
export function appendItem(text: string, seq: YamlSeq, item: Content): TextEdit {
  return appendItems(text, seq, [item]);
}

/** Writes new last items of a list, in the style of the list. */
export function appendItems(text: string, seq: YamlSeq, items: readonly Content[]): TextEdit {
  const last = seq.items.at(-1);
  if (seq.flow || !last) {
    const at = last ? last.end : seq.start + 1;
    const gap = last ? gapBefore(text, last.start) : " ";
    const isJson = last?.kind === "map" && isQuoted(text, last);
    const written = items.map((item) => flowValue(text, item, isJson, gap)).join(`,${gap}`);
    return { span: { start: at, end: at }, newText: last ? `,${gap}${written}` : written };
  }
  const style = { ...styleOf(text), column: columnOf(text, seq.start) };
  return insertLines(text, last.end, writeBlock(items, style).join(lineBreakOf(text)));
}

/**
 * Writes lines below the line that holds `offset`. They begin where the next line does, so that the line itself may be
 * removed by another edit.
 */
function insertLines(text: string, offset: number, lines: string): TextEdit {
  const end = lineEnd(text, offset);
  const at = nextLine(text, end);
  const newText = at > end ? lines + lineBreakOf(text) : lineBreakOf(text) + lines;
  return { span: { start: at, end: at }, newText };
}

/** What stands between two members of a collection in flow style: a line break and the indentation, or a blank. */
function gapBefore(text: string, member: number): string {
  const before = text.slice(lineStart(text, member), member);
  return before.trim() === "" && before.length < member ? lineBreakOf(text) + before : " ";
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

/** @param gap as {@link gapBefore} says */
function flowEntry(text: string, map: YamlMap, key: string, value: Content, gap: string): string {
  const isJson = isQuoted(text, map);
  return `${isJson ? JSON.stringify(key) : writeScalar(key)}: ${flowValue(text, value, isJson, gap)}`;
}

/** A value in flow style; JSON that has a line for each member gets lines for the new members, too. */
function flowValue(text: string, value: Content, isJson: boolean, gap: string): string {
  if (!isJson || gap === " ") return writeFlow(value, isJson);
  const step = /^[ \t]+(?=\S)/m.exec(text)?.[0] ?? "  ";
  return JSON.stringify(value, undefined, step).replaceAll("\n", gap);
}

/** Whether a flow map writes its keys in double quotes, as JSON does. */
function isQuoted(text: string, map: YamlMap): boolean {
  const [first] = map.entries;
  return first !== undefined && isJsonKey(text, first);
}

/** Whether a key is written in double quotes, as JSON does. */
export function isJsonKey(text: string, { key }: YamlEntry): boolean {
  return key.style === "quoted" && text.charAt(key.start) === '"';
}

function nextLine(text: string, end: number): number {
  if (text.charCodeAt(end) === 13 && text.charCodeAt(end + 1) === 10) return end + 2;
  return end < text.length ? end + 1 : end;
}
