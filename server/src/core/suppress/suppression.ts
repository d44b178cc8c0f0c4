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

/** The scopes of a file's directives, which count from the file. `disable` reaches to the next `enable` of the same rules, or the end. */
export function scopesOf(directives: readonly Directive[], fileEnd: number): Suppression[] {
  return directives.flatMap((directive, index) => {
    const { type, rules, reason, at, scope, idle } = directive;
    const base = { rules, reason, at, ...(idle ? { idle } : {}) };
    if (type === "enable") return [];
    if (type === "line") return [{ ...base, scope }];
    if (type === "file") return [{ ...base, scope: { start: 0, end: fileEnd } }];
    const end = directives
      .slice(index + 1)
      .find(
        (other) =>
          other.type === "enable" && (other.rules.length === 0 || rules.every((rule) => other.rules.includes(rule))),
      );
    return [{ ...base, scope: { start: at.start, end: end?.at.start ?? fileEnd } }];
  });
}
