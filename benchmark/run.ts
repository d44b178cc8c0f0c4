import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process, { argv, stdout } from "node:process";
import { parseArgs } from "node:util";
import { measureDocument } from "./measure/document.ts";
import { addRuleTimes, timesByRule } from "./measure/rules.ts";
import { SeriesTable } from "./measure/statistics.ts";
import { measureIndex, writeWorkspace } from "./measure/workspace.ts";
import { machineText } from "./report/machine.ts";
import { pageOf, reportOf } from "./report/page.ts";
import { plainTable, rulesTable } from "./report/tables.ts";
import { prepareServers } from "./servers/kinds.ts";
import { checkPeer } from "./servers/peer-check.ts";
import { readFolder } from "./workload/folder.ts";
import { histogramOf, histogramText } from "./workload/histogram.ts";
import { Random } from "./workload/random.ts";
import { BUNDLE_SIZE, generateBundle, generateLargeFile, generateWorkspace } from "./workload/workspace.ts";

const USAGE = `npm run benchmark -- [options]
  --quick        one round and fewer edits; nothing is written to docs/performance.md
  --rounds N     rounds of everything (5)
  --seed N       what all files and edits are drawn from (42)
  --rules PATH   only what the rules cost over the files of a folder, and which cost most
`;

const LINES = 5000;
const FILES = { W: 1000, W10: 10_000 } as const;

interface Options {
  readonly seed: number;
  readonly rounds: number;
  readonly isQuick: boolean;
}

const say = (text: string): void => void stdout.write(`${text}\n`);

/** Measures everything and reports. */
async function benchmark({ seed, rounds, isQuick }: Options): Promise<void> {
  const machine = machineText();
  const servers = await prepareServers();
  await checkPeer(servers.yls);
  const table = new SeriesTable();
  const large = generateLargeFile(seed, LINES);
  const bundle = generateBundle(seed, BUNDLE_SIZE);
  const workspaces = new Map(Object.entries(FILES).map(([name, count]) => [name, generateWorkspace(seed, count)]));
  const workloads = new Map([
    ["The file of 5,000 lines", histogramText(histogramOf(new Map([["large.yaml", large]])))],
    ["The bundle", histogramText(histogramOf(new Map([["install.yaml", bundle]])))],
    ...[...workspaces.values()].map(
      (files) => [`The workspace of ${files.size} files`, histogramText(histogramOf(files))] as const,
    ),
  ]);
  say(`${machine}\nSeed ${seed}, ${rounds} ${rounds === 1 ? "round" : "rounds"}.`);
  for (const [title, text] of workloads) say(`${title}: ${text}`);
  const roots = [...workspaces].map(([name, files]) => [name, writeWorkspace(name, files)] as const);
  const edits = isQuick ? 20 : 50;
  for (let round = 0; round < rounds; round++) {
    say(`Round ${round + 1} of ${rounds}: a document …`);
    const random = new Random(seed + round);
    await measureDocument(servers, { name: "L", text: large, edits }, random, table);
    say("  … a bundle …");
    await measureDocument(servers, { name: "XL", text: bundle, edits: isQuick ? 6 : 20 }, random, table);
    say("  … workspaces …");
    for (const [name, root] of roots) await measureIndex(servers, name, root, edits, table);
    say("  … rules …");
    addRuleTimes(workspaces.get("W10") ?? new Map(), "rules", table);
  }
  const run = { table, machine, date: new Date().toISOString().slice(0, 10), seed, rounds, workloads };
  say(reportOf(run));
  if (isQuick) return;
  writeFileSync(join(import.meta.dirname, "../docs/performance.md"), pageOf(run));
  say("\nWritten to docs/performance.md.");
}

/** Says what the rules cost over somebody's own files. */
function benchmarkRules(path: string, rounds: number): void {
  const files = readFolder(path);
  const table = new SeriesTable();
  say(`${machineText()}\n${histogramText(histogramOf(files))}`);
  for (let round = 0; round < rounds; round++) {
    say(`Round ${round + 1} of ${rounds} …`);
    addRuleTimes(files, "rules", table);
  }
  say(`\n${plainTable(rulesTable(table, "rules"))}\n\nThe rules about one object that cost most, ms:`);
  for (const [rule, time] of timesByRule(files).slice(0, 10)) say(`${time.toFixed(1).padStart(8)}  ${rule}`);
}

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    seed: { type: "string", default: "42" },
    rules: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
const seed = Number(values.seed);
if (values.help) stdout.write(USAGE);
else if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  stdout.write(USAGE);
  process.exitCode = 2;
} else if (values.rules !== undefined) benchmarkRules(values.rules, rounds);
else await benchmark({ seed, rounds, isQuick: values.quick });
