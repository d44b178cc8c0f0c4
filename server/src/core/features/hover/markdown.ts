import { MASK } from "../../yaml/mask.ts";

/**
 * Markdown in which nothing that stands in a manifest can act: our own words, with the manifest's text escaped into
 * them. A plain string is not assignable, so that nothing gets in unescaped by oversight.
 */
export interface Markdown {
  readonly markdown: string;
}

/** Text of ours, as it stands in the sources or on a card. */
export function own(markdown: string): Markdown {
  return { markdown };
}

/** Text of ours with values: numbers, and what is Markdown already. */
export function md(strings: TemplateStringsArray, ...values: readonly (Markdown | number)[]): Markdown {
  return own(
    String.raw({ raw: strings }, ...values.map((value) => (typeof value === "number" ? value : value.markdown))),
  );
}

export function joined(parts: readonly Markdown[], separator: string): Markdown {
  return own(parts.map(({ markdown }) => markdown).join(separator));
}

/** How many characters of a manifest's text are shown. */
const LONGEST = 48;

/**
 * The manifest's text as a code span, in which Markdown knows no links, no HTML and no commands. Line breaks and
 * characters that are not seen (controls, directions of writing) become blanks, a template expression's stand-in `…`.
 * Source: CommonMark 0.31, 6.1 Code spans. Not for table cells, which a `|` would end.
 */
export function code(text: string, longest = LONGEST): Markdown {
  const visible = text
    .replace(STAND_IN, "…")
    .replace(/[\p{C}\p{Z}\s]+/gu, " ")
    .trim();
  const characters = [...visible];
  const shown = characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : visible;
  if (shown === "") return own('`""`');
  const runs = [...shown.matchAll(/`+/g)].map(([run]) => run.length);
  const fence = "`".repeat(Math.max(0, ...runs) + 1);
  const padding = runs.length > 0 ? " " : "";
  return own(`${fence}${padding}${shown}${padding}${fence}`);
}

const STAND_IN = new RegExp(`${MASK}+`, "g");
