import { Series, type SeriesTable } from "../measure/statistics.ts";

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const SERVERS = ["portolan", "floor", "empty server", "yaml-language-server"] as const;

/** One document, all servers. */
export function documentTable(table: SeriesTable, workload: string): Table {
  const rows: readonly (readonly [string, string])[] = [
    ["start → `initialize`, ms", "initialize"],
    ["first open → diagnostics, ms", "first open"],
    ["edit → diagnostics, p50, ms", "edit p50"],
    ["edit → diagnostics, p95, ms", "edit p95"],
    ["processor time of an edit, ms", "cpu per edit"],
    ["hover, p50, ms", "hover p50"],
    ["hovers answered, %", "hovers answered"],
    ["20 keys at once → diagnostics, ms", "burst"],
    ["publications for the 20 keys", "rounds in a burst"],
    ["memory after the edits, MiB", "rss after edits"],
    ["peak memory, MiB", "peak rss"],
  ];
  return {
    head: ["", "Portolan", "floor", "empty server", "yaml-language-server", "yaml-language-server ÷ Portolan"],
    rows: rows.map(([label, what]) => {
      const [ours, ...others] = SERVERS.map((who) => table.of(workload, what, who));
      const ratio = (others.at(-1) ?? new Series()).ratioTo(ours ?? new Series());
      return [label, `${ours}`, ...others.map(String), what === "hovers answered" ? "" : `${ratio}`];
    }),
  };
}

/** A workspace that nothing is known of yet. */
export function workspaceTable(table: SeriesTable, workload: string): Table {
  const rows: readonly (readonly [string, string])[] = [
    ["read and prefilter, ms", "read and prefilter"],
    ["`initialized` → everything indexed, ms", "index"],
    ["processor time of it, ms", "cpu of the index"],
    ["longest block of the main thread; longest single parse, ms", "longest block"],
    ["peak memory, MiB", "peak rss"],
    ["heap kept of the files, MiB", "heap kept"],
  ];
  return {
    head: ["", "Portolan", "floor", "empty server", "Portolan ÷ floor"],
    rows: rows.map(([label, what]) => {
      const [ours, floor, empty] = SERVERS.map((who) => table.of(workload, what, who));
      return [label, `${ours}`, `${floor}`, `${empty}`, `${ours && floor ? ours.ratioTo(floor) : ""}`];
    }),
  };
}

/** An edit that changes what is found in another file. */
export function effectTable(table: SeriesTable, workloads: readonly (readonly [string, string])[]): Table {
  return {
    head: [
      "",
      "edit → findings in the other file, p50, ms",
      "p95",
      "both objects in one file, p50",
      "p95",
      "p50 ÷ p50",
    ],
    rows: workloads.map(([workload, label]) => {
      const across = table.of(workload, "effect p50", "portolan");
      const within = table.of(workload, "effect p50", "one file");
      const p95 = (who: string): string => `${table.of(workload, "effect p95", who)}`;
      return [label, `${across}`, p95("portolan"), `${within}`, p95("one file"), `${across.ratioTo(within)}`];
    }),
  };
}

/** What the rules cost beside the parse. */
export function rulesTable(table: SeriesTable, workload: string): Table {
  const of = (what: string): Series => table.of(workload, what, "portolan");
  const rows: readonly (readonly [string, string])[] = [
    ["the `yaml` package parses the documents that matter", "yaml"],
    ["our reader reads the same ones", "reader"],
    ["objects and facts are made of them", "objects"],
    ["rules about one object", "localRules"],
    ["rules about everything deployed together", "unitRules"],
    ["all rules", "all rules"],
  ];
  return {
    head: ["", "ms", "÷ `yaml`", "÷ our reader"],
    rows: rows.map(([label, what]) => [
      label,
      `${of(what)}`,
      `${of(what).ratioTo(of("yaml"))}`,
      `${of(what).ratioTo(of("reader"))}`,
    ]),
  };
}

export function markdownTable({ head, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The same for a terminal: columns under each other. */
export function plainTable({ head, rows }: Table): string {
  const all = [head, ...rows].map((cells) => cells.map((cell) => cell.replaceAll(/[`*]/g, "")));
  const widths = head.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  return all
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
