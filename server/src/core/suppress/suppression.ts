import type { Span } from "../text/span.ts";

/** Says that findings in a stretch of a file are not to be shown. */
export interface Suppression {
  /** The rules that it names; empty for all. */
  readonly rules: readonly string[];
  readonly reason: string | undefined;
  /** Where it is written. */
  readonly at: Span;
  /** A finding that begins here is meant. */
  readonly scope: Span;
  /** Rules that are switched on again within the scope, from there on. */
  readonly enabled?: readonly { readonly from: number; readonly rules: readonly string[] }[];
  /** Written for another linter: never reported as unused. */
  readonly foreign?: true;
  /** Stands where nothing is checked: never reported as unused. */
  readonly idle?: true;
}

/** A comment as it is written in one section; those that reach further get their scope when the file is put together. */
export interface Directive {
  readonly type: "line" | "disable" | "enable" | "file";
  readonly rules: readonly string[];
  readonly reason: string | undefined;
  readonly at: Span;
  /** The line that a `line` directive is about. */
  readonly scope: Span;
  readonly idle?: true;
}

/**
 * The scopes of a file's directives, which count from the file. `disable` reaches to the next `enable` that names no
 * rules, or the end; an `enable` of some rules takes those out of it.
 */
export function scopesOf(directives: readonly Directive[], fileEnd: number): Suppression[] {
  return directives.flatMap((directive, index) => {
    const { type, rules, reason, at, scope, idle } = directive;
    const base = { rules, reason, at, ...(idle ? { idle } : {}) };
    if (type === "enable") return [];
    if (type === "line") return [{ ...base, scope }];
    if (type === "file") return [{ ...base, scope: { start: 0, end: fileEnd } }];
    const later = directives.slice(index + 1).filter((other) => other.type === "enable");
    const end = later.find((other) => other.rules.length === 0)?.at.start ?? fileEnd;
    const enabled = later
      .filter((other) => other.at.start < end)
      .map((other) => ({ from: other.at.start, rules: other.rules }));
    return [{ ...base, scope: { start: at.start, end }, ...(enabled.length > 0 ? { enabled } : {}) }];
  });
}
