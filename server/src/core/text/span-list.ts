import type { Span } from "./span.ts";

/**
 * The spans of many things, as they are kept of files that nobody looks at. A string is the most compact list of numbers
 * that there is; typed arrays are several times heavier when they are short, and most are. It begins with the number of
 * UTF-16 units that each offset takes: one in a text that is not long, two in any other.
 */
export type SpanList = string;

/** Longer lists of arguments would overflow the stack. */
const CHUNK = 4096;

/** Packs spans with offsets below 2^32. */
export function packSpans(spans: readonly Span[]): SpanList {
  const width = spans.every(({ start, end }) => start <= 0xffff && end <= 0xffff) ? 1 : 2;
  const units = spans.flatMap(({ start, end }) =>
    width === 1 ? [start, end] : [start >>> 16, start & 0xffff, end >>> 16, end & 0xffff],
  );
  let packed = String.fromCharCode(width);
  for (let from = 0; from < units.length; from += CHUNK)
    packed += String.fromCharCode(...units.slice(from, from + CHUNK));
  return packed;
}

/** The span with this index; an empty one at 0 where there are not so many. */
export function spanIn(spans: SpanList, index: number): Span {
  const width = spans.charCodeAt(0);
  const at = 1 + index * 2 * width;
  return spans === "" || at + 2 * width > spans.length
    ? { start: 0, end: 0 }
    : { start: numberAt(spans, at, width), end: numberAt(spans, at + width, width) };
}

function numberAt(spans: SpanList, at: number, width: number): number {
  const first = spans.charCodeAt(at);
  return width === 1 ? first : first * 0x10000 + spans.charCodeAt(at + 1);
}
