/** How the tests ask their launcher what the window shows: `suite/page.ts` asks, `run-code-server.ts` answers. */
export interface Question {
  /** The answer is the file `<id>.json` in the directory PORTOLAN_PAGE. */
  readonly id: number;
  /** A CSS selector. */
  readonly selector: string;
}

/** What marks a line on the console as a question. */
export const QUESTION = "⌕ ";

/** An element of the window. */
export interface Seen {
  readonly text: string;
  /** How a screen reader calls it. */
  readonly label: string;
}
