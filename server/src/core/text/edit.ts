import type { Span } from "./span.ts";

/** Replaces the text in `span` by `newText`. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** The edits in text order; those that insert at one offset keep the order in which they were given. */
export function sortEdits(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/**
 * Applies edits that all count from the same text.
 * @throws RangeError when two of them overlap or one lies outside the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = "";
  let from = 0;
  for (const { span, newText } of sortEdits(edits)) {
    if (span.start < from || span.end < span.start || span.end > text.length)
      throw new RangeError(`edit ${span.start}-${span.end} overlaps another or lies outside the text`);
    result += text.slice(from, span.start) + newText;
    from = span.end;
  }
  return result + text.slice(from);
}

/** Where a span is behind edits of its text; undefined where an edit touches what it holds. */
export function spanAfter(span: Span, edits: readonly TextEdit[]): Span | undefined {
  let shift = 0;
  for (const { span: edited, newText } of edits) {
    if (edited.end <= span.start) shift += newText.length - (edited.end - edited.start);
    else if (edited.start < span.end) return undefined;
  }
  return { start: span.start + shift, end: span.end + shift };
}
