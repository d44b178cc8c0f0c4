import { SERVER_ARGUMENTS, SERVER_ENVIRONMENT } from "../../client/src/server-process.ts";
import type { SeriesTable } from "../measure/statistics.ts";
import {
  documentTable,
  effectTable,
  markdownTable,
  plainTable,
  rulesTable,
  type Table,
  workspaceTable,
} from "./tables.ts";
import { type Target, targetRows, targetSummary, targetsOf } from "./targets.ts";

/** All that a run has to say. */
export interface Run {
  readonly table: SeriesTable;
  readonly machine: string;
  readonly date: string;
  readonly seed: number;
  readonly rounds: number;
  /** What the workloads are made of, by their title. */
  readonly workloads: ReadonlyMap<string, string>;
}

interface Part {
  readonly title: string;
  readonly text?: string;
  readonly table: Table;
}

function partsOf({ table }: Run, targets: readonly Target[]): Part[] {
  return [
    {
      title: "Targets",
      text: `${targetSummary(targets)} Each figure is the median over the rounds of ratios of what was measured in the same round, with the smallest and the largest.`,
      table: { head: ["", "target", "this run", ""], rows: targetRows(targets) },
    },
    { title: "A file of 5,000 lines", table: documentTable(table, "L") },
    { title: "An install bundle of 2 MB, most of it resource definitions", table: documentTable(table, "XL") },
    { title: "A workspace of 1,000 files, cold", table: workspaceTable(table, "W") },
    { title: "A workspace of 10,000 files, cold", table: workspaceTable(table, "W10") },
    {
      title: "An edit in one open file that changes what is found in another",
      table: effectTable(table, [
        ["W", "1,000 files"],
        ["W10", "10,000 files"],
      ]),
    },
    { title: "What the rules cost, over the 10,000 files", table: rulesTable(table, "rules") },
  ];
}

const STARTED_WITH = [...SERVER_ARGUMENTS, ...Object.entries(SERVER_ENVIRONMENT).map((pair) => pair.join("="))]
  .map((word) => `\`${word}\``)
  .join(" and ");

const HOW = `How it was measured:

- Each server is a process of its own on this Node, bundled (yaml-language-server as npm delivers it), and driven over stdio by
  one client that has diagnostics pushed to it. Portolan's is started as the extension starts it: with ${STARTED_WITH}, and with the
  compiled code that an earlier start has left. A document is opened right behind \`initialized\`, as editors do, in a process that
  has just been started; then all servers stay alive, and every edit and hover goes to each of them in turn.
- The **empty server** answers every change with one diagnostic and parses nothing: the price of talking. The **floor** does the least that anybody
  has to do: for an edit it parses the edited document with the \`yaml\` package; for a workspace it lists and reads all files, drops
  the documents that cannot matter by the same text test as the product, and parses the others in one thread. Nothing is looked at afterwards.
- **yaml-language-server** 2.0.0 has its Kubernetes schema set for all files. The schema is made from the declarations of the npm package
  \`kubernetes-types\` (types, required fields, descriptions, nothing beside them; as in the published schema, \`all.json\` refers to every
  definition) and handed over by the client through
  \`vscode/content\`, as the extension for VS Code hands over what it downloads; schemas of custom resources are answered with \`{}\`. The
  run stops where it does not report an unknown field. It waits 200 ms behind the last key by design; that is part of its figures.
- Memory is the resident set that the process reports of itself. The heap kept is what the heap, without compiled code, holds more than
  that of a server without a workspace, each behind a forced garbage collection. The longest block is the greatest delay of a timer of 1 ms.
- The files are generated, with sizes and kinds drawn as they are distributed in public repositories; the same seed makes the same files.
  They open ports on nodes more often than real ones do.

Milliseconds are this machine's; only the ratios travel.`;

/** The run as \`docs/performance.md\`. */
export function pageOf(run: Run): string {
  const parts = partsOf(run, targetsOf(run.table)).flatMap(({ title, text, table }) => [
    `## ${title}`,
    ...(text === undefined ? [] : [text]),
    markdownTable(table),
  ]);
  return `${[
    "<!-- Written by `npm run benchmark`. -->",
    "# Performance",
    `Measured on ${run.date} by \`npm run benchmark -- --seed ${run.seed} --rounds ${run.rounds}\`. ${run.machine}`,
    "A cell is the median over the rounds, with the smallest and the largest value in brackets.",
    ...parts,
    "## Workloads",
    ...[...run.workloads].map(([title, text]) => `**${title}.** ${text.replaceAll("\n", " ")}`),
    "## Method",
    HOW,
  ].join("\n\n")}\n`;
}

/** The run for a terminal. */
export function reportOf(run: Run): string {
  return partsOf(run, targetsOf(run.table))
    .filter(({ table }) => table.rows.length > 0)
    .flatMap(({ title, text, table }) => ["", `━━━ ${title}`, ...(text === undefined ? [] : [text]), plainTable(table)])
    .join("\n");
}
