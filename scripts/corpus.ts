import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import process, { argv, env, stdout } from "node:process";
import { parseArgs } from "node:util";
import { SEVERITIES, type Severity } from "../server/src/core/settings/settings.ts";
import { findingsIn, type JudgedObject, readJudgedObjects } from "./corpus/objects.ts";
import { type FoundInRepository, type Repository, repositoriesIn } from "./corpus/repository.ts";

/**
 * Says what is found in a folder of real repositories, each immediate subfolder being one:
 * `npm run corpus -- FOLDER [--tsv | --list] [--objects FILE.jsonl]`.
 *
 * Markdown by default: findings by rule, and by repository with those per 100 objects. `--tsv` prints rule, level,
 * repository and number, `--list` each finding. `--objects` names objects with a real API server's verdict
 * (`{"file", "line", "kind", "name", "verdict": "accept" | "warn" | "reject"}` a line), and counts what lies in them.
 */
const USAGE = "usage: npm run corpus -- FOLDER [--tsv | --list] [--objects FILE.jsonl]\n";
const LEVELS = SEVERITIES.toReversed();

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: { tsv: { type: "boolean" }, list: { type: "boolean" }, objects: { type: "string" } },
});
const here = (path: string): string => resolve(env.INIT_CWD ?? ".", path);
const [folder] = positionals.map(here);
if (folder === undefined || !existsSync(folder) || !statSync(folder).isDirectory()) {
  stdout.write(USAGE);
  process.exitCode = 2;
} else {
  const repositories = repositoriesIn(folder);
  if (values.list) print(listOf(repositories));
  else if (values.tsv) print(tsvOf(repositories));
  else {
    print([...byRule(repositories), "", ...byRepository(repositories)]);
    if (values.objects !== undefined) print(["", ...inObjects(repositories, here(values.objects))]);
  }
}

function print(lines: readonly string[]): void {
  stdout.write(`${lines.join("\n")}\n`);
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  return [row(head), `|${head.map((_, index) => (index === 0 ? "---" : "---:")).join("|")}|`, ...rows.map(row)];
}

function listOf(repositories: readonly Repository[]): string[] {
  return repositories
    .flatMap(({ findings }) => findings)
    .sort((a, b) => compare(a.rule, b.rule) || compare(a.file, b.file) || a.line - b.line)
    .map(({ rule, level, file, line, on, text }) => [rule, level, `${file}:${line}`, oneLine(on), text].join("\t"));
}

/** A range over several lines is told by its first one. */
function oneLine(text: string): string {
  return text.split(/[\r\n]/)[0] ?? "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

interface Group {
  readonly rule: string;
  readonly level: Severity;
  /** How often in each repository. */
  readonly counts: ReadonlyMap<string, number>;
}

function groupsOf(repositories: readonly Repository[]): Group[] {
  const groups = new Map<string, Group & { readonly counts: Map<string, number> }>();
  for (const { name, findings } of repositories)
    for (const { rule, level } of findings) {
      const key = `${rule} ${level}`;
      const group = groups.get(key) ?? { rule, level, counts: new Map() };
      groups.set(key, group);
      group.counts.set(name, (group.counts.get(name) ?? 0) + 1);
    }
  return [...groups.values()].sort(
    (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || compare(a.rule, b.rule),
  );
}

function tsvOf(repositories: readonly Repository[]): string[] {
  return groupsOf(repositories).flatMap(({ rule, level, counts }) =>
    [...counts].map(([name, count]) => [rule, level, name, count].join("\t")),
  );
}

function byRule(repositories: readonly Repository[]): string[] {
  const rows = groupsOf(repositories).map(({ rule, level, counts }) => {
    const places = [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
    return [level, rule, [...counts.values()].reduce((sum, count) => sum + count, 0), places.join(", ")];
  });
  return table(["level", "rule", "findings", "repositories"], rows);
}

interface Counted {
  readonly name: string;
  readonly objects: number;
  readonly findings: readonly FoundInRepository[];
}

function countTable(of: string, counted: readonly Counted[]): string[] {
  const rows = counted.map(({ name, objects, findings }) => {
    const counts = LEVELS.map((level) => findings.filter((finding) => finding.level === level).length);
    return [name, objects, ...counts, ...counts.map((count) => per100(count, objects))];
  });
  return table([of, "objects", ...LEVELS, ...LEVELS.map((level) => `${level} per 100`)], rows);
}

function per100(count: number, objects: number): string {
  return objects === 0 ? "" : ((100 * count) / objects).toFixed(2);
}

function byRepository(repositories: readonly Repository[]): string[] {
  const all = {
    name: `all ${repositories.length}`,
    objects: repositories.reduce((sum, { objects }) => sum + objects, 0),
    findings: repositories.flatMap(({ findings }) => findings),
  };
  return countTable("repository", [...repositories, all]);
}

function inObjects(repositories: readonly Repository[], path: string): string[] {
  const judged = readJudgedObjects(path);
  const found = findingsIn(
    judged,
    repositories.flatMap(({ findings }) => findings),
  );
  const count = (name: string, objects: readonly JudgedObject[]): Counted => ({
    name,
    objects: objects.length,
    findings: objects.flatMap((object) => found.get(object) ?? []),
  });
  const verdicts = [
    count("accepted in silence", ofVerdict(judged, "accept")),
    count("accepted with a warning", ofVerdict(judged, "warn")),
    count("refused", ofVerdict(judged, "reject")),
  ];
  const accepted = judged.filter(({ verdict }) => verdict !== "reject");
  const warned = accepted.filter((object) => found.get(object)?.some(({ level }) => level === "warning"));
  const perRepository = repositories
    .map(({ name }) =>
      count(
        name,
        accepted.filter(({ file }) => file.startsWith(`${name}/`)),
      ),
    )
    .filter(({ objects }) => objects > 0);
  return [
    ...countTable("by the API server", verdicts),
    "",
    ...countTable("accepted, of repository", [...perRepository, count("all accepted", accepted)]),
    "",
    `${warned.length} of ${accepted.length} accepted objects have a warning: ${per100(warned.length, accepted.length)} per 100.`,
  ];
}

function ofVerdict(objects: readonly JudgedObject[], verdict: JudgedObject["verdict"]): JudgedObject[] {
  return objects.filter((object) => object.verdict === verdict);
}
