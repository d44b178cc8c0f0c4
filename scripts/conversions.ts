import { join, relative } from "node:path";
import process, { argv, stdout } from "node:process";
import { parseArgs } from "node:util";
import { lineDiff } from "../server/src/core/testing/line-diff.ts";
import { readFolder } from "./conversions/folder.ts";
import { judge, textsAfter } from "./conversions/judge.ts";
import { conversionsIn } from "./conversions/offers.ts";

/**
 * Makes every conversion that is offered in a folder, each for itself, and judges the result with all rules and with the
 * API's schemas: `npm run conversions -- [FOLDER] [--diff]`. Changes no file. The exit code is 1 where a result is invalid.
 */
const { positionals, values } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: { diff: { type: "boolean", default: false } },
});
const folder = positionals[0] ?? join(import.meta.dirname, "../examples");
const { workspace, texts, paths } = readFolder(folder);
const { offers, refused } = conversionsIn(workspace, texts);
let invalid = 0;
for (const offer of offers) {
  const problems = await judge(offer, workspace, texts);
  if (problems.length > 0) invalid++;
  if (problems.length === 0 && !values.diff) continue;
  stdout.write(
    `${relative(folder, paths.get(offer.uri) ?? offer.uri)}: ${offer.title} [${offer.call.fix} ${offer.call.arg}]\n`,
  );
  for (const problem of problems) stdout.write(`  INVALID ${problem}\n`);
  for (const [uri, text] of textsAfter(offer, texts)) {
    stdout.write(`  ${relative(folder, paths.get(uri) ?? new URL(uri).pathname)}\n`);
    for (const line of lineDiff(texts.get(uri) ?? "", text)) stdout.write(`  |${line}\n`);
  }
}

function countedBy(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name, count]) => `${`${count}`.padStart(7)}  ${name}`);
}

stdout.write(`${offers.length} offered, ${offers.length - invalid} valid\n`);
stdout.write(`${countedBy(offers.map(({ call }) => call.fix)).join("\n")}\n`);
stdout.write(`${refused.length} refused\n`);
// Reasons differ in names and numbers.
const reasons = refused.map(
  ({ fix, reason }) => `${fix.split(" ")[0]}: ${reason.replace(/\S*\d\S*|[\w-]+\/[\w-]+/g, "…")}`,
);
stdout.write(`${countedBy(reasons).join("\n")}\n`);
process.exitCode = invalid > 0 ? 1 : 0;
