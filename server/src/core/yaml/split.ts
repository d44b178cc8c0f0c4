import { openBlocksAfter } from "./template.ts";

/**
 * One document of a stream: the unit of parsing and caching. It begins at its `---` line (the first one at the
 * start of the text) and ends where the next one begins.
 */
export interface Section {
  /** Offset of the section in its file. */
  readonly start: number;
  readonly text: string;
  /** How many template blocks (`if`, `range` …) that began in earlier sections are still open: it may not be printed. */
  readonly openBlocks: number;
}

/**
 * Cuts a stream at its document markers.
 * A `---` or `...` at the start of a line, followed by white space or the end, is a marker in any scalar
 * (YAML 1.2.2, c-forbidden), so no scalar state is needed. Never throws; a text without markers is one section.
 */
export function splitSections(text: string): readonly Section[] {
  if (text !== last.text) last = { text, sections: splitOnce(text) };
  return last.sections;
}

/**
 * As `splitSections`, for the next text of a file that somebody is working on. No section refers to the file's text, of which
 * there is another one with each key: sections that stand where they stood, counted from the front or from the back, have the
 * very string that they had, others one of their own.
 * @param before the sections of the text before
 */
export function splitNext(text: string, before: readonly { readonly text: string | undefined }[]): readonly Section[] {
  const sections = split(text, (slice, index, count) => {
    if (before[index]?.text === slice) return before[index].text;
    const fromBack = before[before.length - count + index];
    return fromBack?.text === slice ? fromBack.text : ownCopy(slice);
  });
  last = { text, sections };
  return sections;
}

/** As `splitSections`, for a text that nobody will ask about again. */
export function splitOnce(text: string): readonly Section[] {
  return split(text, (slice) => slice);
}

/** What was asked last: a text that has just been analysed is the one that is hovered over. */
let last: { readonly text: string; readonly sections: readonly Section[] } = { text: "", sections: [] };

/** A part of a string refers to the whole one, which then stays in memory with it; a part of a new string to that. */
export function ownCopy(text: string): string {
  return ` ${text}`.slice(1);
}

/** @param ownText the string to take for a slice of the text */
function split(text: string, ownText: (slice: string, index: number, count: number) => string): Section[] {
  const starts = sectionStarts(text);
  const count = starts.length;
  let openBlocks = 0;
  return starts.map((start, index) => {
    // A file of one section is its own text.
    const slice = count === 1 ? text : ownText(text.slice(start, starts[index + 1]), index, count);
    const before = openBlocks;
    openBlocks = openBlocksAfter(slice, openBlocks);
    return { start, text: slice, openBlocks: before };
  });
}

function sectionStarts(text: string): number[] {
  if (text === "") return [];
  const starts = [0];
  for (const line of markerLines(text)) {
    const isDash = text.charCodeAt(line) === DASH;
    const start = isDash ? line : text.indexOf("\n", line) + 1;
    // The first marker opens the first section, and behind an end marker there may be nothing more.
    if (start > (starts.at(-1) ?? 0) && start < text.length) starts.push(start);
  }
  return starts;
}

const DASH = 45;

/** The offsets of the lines that are document markers, in order. Each kind of marker is looked for once over the whole text. */
function* markerLines(text: string): Generator<number> {
  if (isMarker(text, 0)) yield 0;
  let dashes = text.indexOf("\n---");
  let dots = text.indexOf("\n...");
  while (dashes >= 0 || dots >= 0) {
    const at = dashes < 0 || (dots >= 0 && dots < dashes) ? dots : dashes;
    if (isMarker(text, at + 1)) yield at + 1;
    if (at === dashes) dashes = text.indexOf("\n---", at + 1);
    else dots = text.indexOf("\n...", at + 1);
  }
}

function isMarker(text: string, at: number): boolean {
  const mark = text.charCodeAt(at);
  if (mark !== DASH && mark !== 46) return false;
  if (text.charCodeAt(at + 1) !== mark || text.charCodeAt(at + 2) !== mark) return false;
  const next = text.charCodeAt(at + 3);
  return Number.isNaN(next) || next === 10 || next === 13 || next === 32 || next === 9;
}
