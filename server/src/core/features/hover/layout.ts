import { type MeasuredLink, rowAnchor } from "../../fields/card.ts";
import { COMPARISON, comparisonTable, type Exposure } from "../../fields/comparison.ts";
import { fieldPageAddress, measuredAddress } from "../../rules/pages.ts";
import { joined, type Markdown, own } from "./markdown.ts";
import type { Saying } from "./saying.ts";

export interface LayoutOptions {
  readonly field: string;
  readonly measured: readonly MeasuredLink[];
  /** A finding is shown above the card, and takes room from it. */
  readonly isBelowFinding: boolean;
  /** The client renders HTML, so that a table can be folded. */
  readonly folds: boolean;
  readonly range: { readonly from: number; readonly to: number };
}

/**
 * A card as Markdown. VS Code shows 250 px of it, of which a finding takes 55: what matters comes first, and a comparison
 * that would not fit is folded. Clients that cannot fold show all of it.
 */
export function layOut(saying: Saying, options: LayoutOptions): string {
  const { title, verdict, consequence, rightWhen } = saying.text;
  const lines = [`**${title}** - ${verdict}`, consequence, rightWhen].map((line) => filled(line, saying));
  const here = joined(saying.here, " · ").markdown;
  const links = linksOf(options);
  const more = saying.compared ? withComparison(saying.compared, links, linesOf([...lines, here]), options) : [links];
  return [lines.join(LINE_BREAK), here, ...more].filter((block) => block !== "").join("\n\n");
}

const LINE_BREAK = "  \n";

/** A line of a card with this manifest's values; one that is missing shows as its name. */
function filled(line: string, { values }: Saying): string {
  const given = new Map<string, Markdown>(Object.entries(values));
  return line.replace(/\{(\w+)\}/g, (_, name: string) => (given.get(name) ?? own(`*${name}*`)).markdown);
}

/** How many characters a line of 750 px takes. */
const LINE_LENGTH = 92;
/** How many rows of the comparison have room below so many lines of text. */
const ROWS_BELOW = [4, 4, 4, 4, 4, 3, 2];

/** How many lines texts take, roughly. */
function linesOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(text.replace(/[`*]/g, "").length / LINE_LENGTH), 0);
}

function withComparison(
  compared: Exposure,
  links: string,
  lines: number,
  { isBelowFinding, folds, range }: LayoutOptions,
): string[] {
  const rows = COMPARISON.filter(({ isEssential }) => isEssential);
  if (!folds) return [comparisonTable(compared, rows, { range }), links];
  const options = { range, gap: "&ensp;" };
  const room = isBelowFinding ? undefined : ROWS_BELOW[lines];
  if (room !== undefined) return [comparisonTable(compared, rows.slice(0, room), options), links];
  const table = comparisonTable(compared, rows, options);
  return [`<details><summary>${compared} compared with the other ways</summary>\n\n${table}\n\n${links}\n\n</details>`];
}

function linksOf({ field, measured }: LayoutOptions): string {
  const rows = measured.map(({ row, label }) => `[${label}](${measuredAddress(rowAnchor(row))})`);
  const page = `[${field} in full](${fieldPageAddress(field)})`;
  return rows.length === 0 ? page : `${page} · measured: ${rows.join(", ")}`;
}
