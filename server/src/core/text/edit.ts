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
