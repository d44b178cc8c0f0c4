import { lineEnd, lineStart } from "../text/lines.ts";
import type { Span } from "../text/span.ts";
import { digits } from "./digits.ts";

/** One expression of a template language, as it stands in the text. */
export interface Action extends Span {
  /** `comment-directive`: a line that ytt reads (`#@ if x:`); the others are `{{ … }}`, `{% … %}` and `{# … #}`. */
  readonly kind: "expression" | "comment-directive";
  /** Prints text where it stands, as opposed to conditions, assignments and comments. */
  readonly prints: boolean;
  readonly opens: boolean;
  /** Opens a block in which everything is meant as outside of it: `if`, but not `range` or `with`. */
  readonly isCondition?: boolean;
  readonly separates: boolean;
  readonly closes: boolean;
  /** The column of its lines where the expression itself says so (`nindent 8`). */
  readonly indent?: number;
}

/**
 * Finds the template expressions of a text in order. Knows where Go template strings and comments end, so that
 * `{{ "}}" }}` is one expression; an expression that is never closed ends with its line. Never throws.
 */
export function templateActions(text: string): Action[] {
  const actions: Action[] = [];
  for (let at = nextOpening(text, 0); at >= 0; ) {
    const action = actionAt(text, at);
    if (action) actions.push(action);
    at = nextOpening(text, action ? action.end : at + 2);
  }
  return actions;
}

/** How many blocks are open behind a text that begins inside of `before` of them. */
export function openBlocksAfter(text: string, before: number): number {
  if (!text.includes("{{") && !text.includes("{%") && !text.includes("#@")) return before;
  let open = before;
  for (const { opens, closes } of templateActions(text)) {
    if (opens) open++;
    else if (closes && open > 0) open--;
  }
  return open;
}

const OPENING = /\{\{|\{%|\{#|#@/g;

function nextOpening(text: string, from: number): number {
  OPENING.lastIndex = from;
  return OPENING.exec(text)?.index ?? -1;
}

function actionAt(text: string, start: number): Action | undefined {
  const kind = text.charAt(start + 1);
  if (kind === "{") return goAction(text, { start, end: goActionEnd(text, start) });
  if (kind === "@") return yttAction(text, { start, end: lineEnd(text, start) });
  const close = text.indexOf(`${kind}}`, start + 2);
  return close < 0 ? undefined : jinjaAction(text, { start, end: close + 2 });
}

function goActionEnd(text: string, start: number): number {
  const comment = /^\{\{-?\s*\/\*/.exec(text.slice(start, start + 12));
  if (comment) {
    const close = text.indexOf("*/", start + comment[0].length);
    const end = close < 0 ? -1 : text.indexOf("}}", close);
    return end < 0 ? lineEnd(text, start) : end + 2;
  }
  for (let i = start + 2; i >= 0 && i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "}" && text.charAt(i + 1) === "}") return i + 2;
    if (c === "{" && text.charAt(i + 1) === "{") break;
    if (c === '"') i = stringEnd(text, i);
    else if (c === "`") i = text.indexOf("`", i + 1);
    if (i < 0) break;
  }
  return unclosedEnd(text, start);
}

/** An expression that is being typed ends with its line, or with the quoted scalar that it stands in. */
function unclosedEnd(text: string, start: number): number {
  const before = text.slice(lineStart(text, start), start);
  const end = lineEnd(text, start);
  const quote = [..."\"'"].find((mark) => before.split(mark).length % 2 === 0);
  const close = quote === undefined ? -1 : text.indexOf(quote, start);
  return close >= 0 && close < end ? close : end;
}

/** The offset of the closing quote; -1 where the line ends first. */
function stringEnd(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === "\\") i++;
    else if (c === '"') return i;
    else if (c === "\n") return -1;
  }
  return -1;
}

const GO_OPENS = /^(?:if|with|range|define|block)\b/;
const IF = /^if\b/;
const NONE = { prints: false, opens: false, separates: false, closes: false };

function goAction(text: string, span: Span): Action {
  const inner = text
    .slice(span.start, span.end)
    .replace(/^\{\{-?\s*/, "")
    .replace(/\s*-?\}\}$/, "");
  const base = { kind: "expression", ...span, ...NONE } as const;
  if (inner.startsWith("/*")) return base;
  if (/^else\b/.test(inner)) return { ...base, separates: true };
  if (/^end\b/.test(inner)) return { ...base, closes: true };
  if (GO_OPENS.test(inner)) return { ...base, opens: true, isCondition: IF.test(inner) };
  if (/^(?:\$\w*\s*(?:,\s*\$\w+\s*)?:?=|break\b|continue\b)/.test(inner)) return base;
  const indent = /\bn?indent\s+(\d+)\s*$/.exec(inner)?.[1];
  return { ...base, prints: true, ...(indent === undefined ? {} : { indent: digits(indent) }) };
}

function jinjaAction(text: string, span: Span): Action {
  const inner = text.slice(span.start, span.end).replace(/^\{[%#][-+]?\s*/, "");
  const base = { kind: "expression", ...span, ...NONE } as const;
  if (text.charAt(span.start + 1) === "#") return base;
  if (/^(?:else|elif)\b/.test(inner)) return { ...base, separates: true };
  if (/^end(?:if|for|block|macro|filter|raw|call|with)\b/.test(inner)) return { ...base, closes: true };
  if (/^(?:if|for|block|macro|filter|raw|call|with)\b/.test(inner))
    return { ...base, opens: true, isCondition: IF.test(inner) };
  return { ...base, prints: /^include\b/.test(inner) };
}

/** ytt: `#@ if …:` … `#@ end` around lines, `#@ expression` for a value. Behind a value it is an annotation, elsewhere a comment. */
function yttAction(text: string, span: Span): Action | undefined {
  const before = text.slice(lineStart(text, span.start), span.start);
  const inner = text.slice(span.start, span.end).replace(/^#@\s*/, "");
  const base = { kind: "comment-directive", ...span, ...NONE } as const;
  if (before.trim() !== "") return /[:-]\s+$/.test(before) ? { ...base, kind: "expression", prints: true } : undefined;
  if (/^end\b/.test(inner)) return { ...base, closes: true };
  if (/^(?:else|elif)\b/.test(inner)) return { ...base, separates: true };
  if (/^(?:if|for|def|while)\b.*:\s*(?:#.*)?$/.test(inner))
    return { ...base, opens: true, isCondition: IF.test(inner) };
  return base;
}
