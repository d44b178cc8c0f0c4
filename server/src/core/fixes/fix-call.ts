/**
 * What a finding stores of a fix: plain data, so that a cached or serialised finding still knows its fixes.
 * The edit itself is made against the current text when somebody asks for it.
 */
export interface FixCall {
  readonly fix: string;
  /** What the fix needs beside the place of the finding; "" where it needs nothing. */
  readonly arg: string;
  /** Changes nothing about who reaches what: it may run unattended (fix all, `--fix`) and be preferred. */
  readonly safe?: true;
}
