import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SEVERITIES, type Severity } from "../../server/src/core/settings/settings.ts";

/** A finding in a real repository that a person has judged: a line of `review.tsv`. */
export interface Reviewed {
  readonly verdict: "right" | "wrong";
  readonly rule: string;
  readonly level: Severity;
  /** The file below the folder of all repositories, and the line: `owner__name/path:12`. */
  readonly place: string;
  /** The text that the finding lies on, which has to be what is to blame. */
  readonly on: string;
  /** Why, in Kubernetes' terms. */
  readonly reason: string;
}

const HEAD = "verdict\trule\tlevel\tplace\ton\treason";

/** @throws Error where a line is not what the head says */
export function readReview(): Reviewed[] {
  const text = readFileSync(join(import.meta.dirname, "review.tsv"), "utf8");
  const [head, ...lines] = text.trimEnd().split("\n");
  if (head !== HEAD) throw new Error(`review.tsv begins with ${head}`);
  return lines.map(parse);
}

function parse(line: string): Reviewed {
  const [verdict, rule = "", written, place = "", on = "", reason = "", ...more] = line.split("\t");
  const level = SEVERITIES.find((severity) => severity === written);
  if ((verdict !== "right" && verdict !== "wrong") || !level || reason === "" || more.length > 0)
    throw new Error(`review.tsv holds a line that is none: ${line}`);
  return { verdict, rule, level, place, on, reason };
}

/** How many of the reviewed findings of each rule were right, as the lines of a Markdown table. */
export function precisionTable(review: readonly Reviewed[]): string[] {
  const rules = [...new Set(review.map(({ rule }) => rule))].sort();
  const count = (rule: string, verdict: Reviewed["verdict"]): number =>
    review.filter((row) => row.rule === rule && row.verdict === verdict).length;
  const all = [...rules.map((rule) => ({ rule, right: count(rule, "right"), wrong: count(rule, "wrong") }))];
  return [
    "| rule | right | wrong, mended |",
    "|---|---:|---:|",
    ...all.map(({ rule, right, wrong }) => `| ${rule} | ${right} | ${wrong} |`),
    `| all | ${sum(all.map(({ right }) => right))} | ${sum(all.map(({ wrong }) => wrong))} |`,
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
