import { Series, type SeriesTable } from "../measure/statistics.ts";

/** What is promised, and what this run says to it. */
export interface Target {
  readonly text: string;
  /** `at most 1.5 ×` */
  readonly limit: string;
  readonly figure: Series;
  readonly isMet: boolean;
}

const OURS = "portolan";
const EMPTY = "empty server";
const YLS = "yaml-language-server";

/**
 * The targets, each a ratio of what was measured in the same round, judged by its median over the rounds. Those that the
 * run has not measured are left out.
 */
export function targetsOf(table: SeriesTable): Target[] {
  const of = (workload: string, what: string, who = OURS): Series => table.of(workload, what, who);
  /** How many times faster, or smaller, than the other server we are. */
  const lead = (workload: string, what: string): Series => of(workload, what, YLS).ratioTo(of(workload, what));
  const sum = (a: Series, b: Series): Series => Series.combine([a, b], (left, right) => left + right);
  const grown = (workload: string, by: number): Series =>
    Series.combine([of(workload, "longest block", "floor")], (longest) => longest + by);
  return [
    atMost(
      1.5,
      "An edit in the 5,000-line file, p50 ÷ (parse of the edited document + an empty server's answer)",
      of("L", "edit p50").ratioTo(sum(of("L", "edit p50", "floor"), of("L", "edit p50", EMPTY))),
    ),
    atLeast(60, "The same edit, p50: yaml-language-server ÷ Portolan", lead("L", "edit p50")),
    atLeast(20, "The same edit, p95: yaml-language-server ÷ Portolan", lead("L", "edit p95")),
    atMost(1, "Rounds of work for 20 keys that come at once", of("L", "rounds in a burst"), ""),
    atLeast(25, "First open of the 5,000-line file: yaml-language-server ÷ Portolan", lead("L", "first open")),
    atLeast(1, "A hover there, p50: yaml-language-server ÷ Portolan", lead("L", "hover p50")),
    atMost(
      1.3,
      "Memory after the edits ÷ an empty server's",
      of("L", "rss after edits").ratioTo(of("L", "rss after edits", EMPTY)),
    ),
    atLeast(4, "Memory after the edits: yaml-language-server ÷ Portolan", lead("L", "rss after edits")),
    atMost(
      1.3,
      "Cold index of 10,000 files ÷ (read + prefilter + parse in one thread)",
      of("W10", "index").ratioTo(of("W10", "index", "floor")),
    ),
    atMost(
      1,
      "Its longest block of the main thread ÷ (the longest single parse + 20 ms)",
      of("W10", "longest block").ratioTo(grown("W10", 20)),
    ),
    atMost(2.5, "Its peak memory ÷ an empty server's", of("W10", "peak rss").ratioTo(of("W10", "peak rss", EMPTY))),
    atMost(15, "Heap kept of 10,000 files", of("W10", "heap kept"), " MiB"),
    atMost(11, "Cold index of 10,000 files ÷ of 1,000 files", of("W10", "index").ratioTo(of("W", "index"))),
    atMost(
      3,
      "Findings in another open file of the 10,000 after an edit, p50 ÷ where both objects stand in one file",
      of("W10", "effect p50").ratioTo(of("W10", "effect p50", "one file")),
    ),
    atMost(
      1,
      "All rules over the 10,000 files ÷ the parse of what they look at by the `yaml` package",
      of("rules", "all rules").ratioTo(of("rules", "yaml")),
    ),
  ].filter(({ figure }) => figure.values.length > 0);
}

function atMost(limit: number, text: string, figure: Series, unit = " ×"): Target {
  return { text, limit: `at most ${limit}${unit}`, figure, isMet: figure.median <= limit };
}

function atLeast(limit: number, text: string, figure: Series): Target {
  return { text, limit: `at least ${limit} ×`, figure, isMet: figure.median >= limit };
}

/** The targets as rows: what, limit, figure, met or not. */
export function targetRows(targets: readonly Target[]): string[][] {
  return targets.map(({ text, limit, figure, isMet }) => [text, limit, `${figure}`, isMet ? "met" : "**not met**"]);
}

export function targetSummary(targets: readonly Target[]): string {
  const missed = targets.filter(({ isMet }) => !isMet).length;
  return missed === 0 ? `All ${targets.length} are met.` : `${targets.length - missed} of ${targets.length} are met.`;
}
