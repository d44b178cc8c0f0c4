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
  if (text !== last.text) last = { text, sections: split(text) };
  return last.sections;
}

/** What was asked last: a text that has just been analysed is the one that is hovered over. */
let last: { readonly text: string; readonly sections: readonly Section[] } = { text: "", sections: [] };

function split(text: string): Section[] {
  const starts = [0];
  for (const line of markerLines(text)) {
    if (text.charCodeAt(line) === DASH) {
      if (line > 0) starts.push(line);
      continue;
    }
    const newline = text.indexOf("\n", line);
    if (newline >= 0 && newline + 1 < text.length) starts.push(newline + 1);
  }
  const sections: Section[] = [];
  let openBlocks = 0;
  for (let i = 0; i < starts.length; i++) {
    const start = starts[i] ?? 0;
    const end = starts[i + 1] ?? text.length;
    if (end <= start) continue;
    const slice = start === 0 && end === text.length ? text : text.slice(start, end);
    sections.push({ start, text: slice, openBlocks });
    openBlocks = openBlocksAfter(slice, openBlocks);
  }
  return sections;
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
