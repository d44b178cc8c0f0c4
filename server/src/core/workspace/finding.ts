import type { Place } from "../facts/unit-view.ts";
import type { FixCall } from "../fixes/fix-call.ts";
import type { Severity } from "../settings/settings.ts";
import type { Span } from "../text/span.ts";

/** The object that a finding is about: what exemptions and annotations are matched with. */
export interface ObjectRef {
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly container?: string;
}

interface FindingBase {
  readonly rule: string;
  readonly messageId: string;
  /** One plain line: the consequence, then the API server's words where it speaks. */
  readonly text: string;
  /** The API server's words alone, for the finding that replaces this one. */
  readonly quotes: readonly string[];
  readonly level: Severity;
  readonly fixes: readonly FixCall[];
  readonly object: ObjectRef;
}

/** What a local rule found; spans are offsets in the section. */
export interface SectionFinding extends FindingBase, Span {
  readonly related: readonly (Span & { readonly text: string })[];
}

/** What a unit rule found; places keep their meaning while the text around them moves. */
export interface UnitFinding extends FindingBase {
  readonly at: Place;
  readonly related: readonly { readonly at: Place; readonly text: string }[];
}

/** A finding as everything outside the engine sees it: plain data, spans are offsets in the file. */
export interface Finding extends FindingBase, Span {
  readonly related: readonly RelatedPlace[];
  /** The rules of weaker findings at the same place, which are not shown because of this one. */
  readonly hides?: readonly string[];
}

export interface RelatedPlace extends Span {
  readonly uri: string;
  readonly text: string;
}

type Remark = Pick<Finding, "rule" | "messageId" | "text" | "level" | "start" | "end"> &
  Partial<Pick<Finding, "fixes">>;

/** What is said of a file, a document or a suppression, and so of no object: no rule says it. */
export function remark(said: Remark): SectionFinding & Finding {
  return { fixes: [], ...said, quotes: [], related: [], object: NO_OBJECT };
}

const NO_OBJECT: ObjectRef = { kind: "" };

/** Whether a finding is about an object: only of such can anything be suppressed. */
export function isAboutObject({ object }: Finding): boolean {
  return object.kind !== NO_OBJECT.kind;
}

/** The text of a message with the API server's words behind it. */
export function withQuotes(text: string, quotes: readonly string[]): string {
  const missing = quotes.filter((quote) => !text.includes(quote));
  return missing.length === 0 ? text : `${text} API server: ${missing.join("; ")}`;
}
