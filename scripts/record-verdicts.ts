import { execFile } from "node:child_process";
import { join } from "node:path";
import process, { argv, stdout } from "node:process";
import { promisify } from "node:util";
import { causesOf } from "../test/conformance/agreement.ts";
import { CASES, type Case } from "../test/conformance/verdicts.ts";

/**
 * Puts the recorded `admission` and `strict` cases to a cluster of your own and prints where it answers otherwise:
 * `npm run record-verdicts -- CONTEXT`. Needs `kubectl`. Every request is a server-side dry run, so nothing is created.
 * Untested by the project's own tests, which have no cluster.
 */
const run = promisify(execFile);
const [, , context] = argv;
const cases = join(import.meta.dirname, "../test/conformance/cases");

interface Answer {
  readonly accepted: boolean;
  readonly text: string;
}

async function ask({ id, mode }: Case): Promise<Answer> {
  const validate = mode === "strict" ? "strict" : "warn";
  const args = [
    "--context",
    context ?? "",
    "create",
    "--dry-run=server",
    `--validate=${validate}`,
    "-f",
    join(cases, `${id}.yaml`),
  ];
  try {
    const { stdout: said, stderr } = await run("kubectl", args);
    return { accepted: true, text: said + stderr };
  } catch (error) {
    const { stderr } = error as { readonly stderr?: string };
    if (stderr === undefined) throw error;
    return { accepted: false, text: stderr };
  }
}

if (context === undefined) {
  stdout.write("usage: npm run record-verdicts -- CONTEXT\n");
  process.exitCode = 2;
} else {
  let other = 0;
  for (const verdict of CASES.filter(({ mode }) => mode === "admission" || mode === "strict")) {
    const answer = await ask(verdict);
    const rejected = verdict.documents.filter((document) => document.verdict === "reject");
    const missing = rejected.flatMap(causesOf).filter((cause) => !answer.text.includes(cause));
    if (answer.accepted === (rejected.length === 0) && missing.length === 0) continue;
    other++;
    stdout.write(`${verdict.id}: ${answer.text.trim()}\n`);
  }
  stdout.write(`${other} answered otherwise than v1.37.2\n`);
}
