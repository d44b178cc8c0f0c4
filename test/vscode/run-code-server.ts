import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process, { argv, stdout } from "node:process";
import { openVsCode, type VsCode } from "./code-server.ts";
import { QUESTION, type Question, type Seen } from "./question.ts";
import {
  compiledTests,
  compileSuites,
  copyWorkspace,
  helperExtension,
  root,
  SUITES,
  type Suite,
  suiteNamed,
} from "./suites.ts";

/** How long one suite may take, VS Code's start included. */
const LIMIT_MS = 240_000;

/**
 * Runs suites in a VS Code that needs no desktop: `node test/vscode/run-code-server.ts [--vsix FILE] [SUITE …]`. Without
 * names all that run from the sources.
 */
async function runSuite(suite: Suite, vsix: string | undefined): Promise<number> {
  stdout.write(`\n${suite.name}\n`);
  const workspace = copyWorkspace(suite);
  const log = join(root, "out", `vscode-${suite.name}.log`);
  writeFileSync(log, "");
  const answers = mkdtempSync(join(tmpdir(), "portolan-page-"));
  const vscode: VsCode = await openVsCode({
    folder: workspace.opens,
    ...(suite.installed ? { extension: helperExtension } : { extension: root, companion: helperExtension }),
    tests: compiledTests,
    env: { PORTOLAN_SUITE: suite.name, PORTOLAN_PAGE: answers },
    trusted: suite.trusted ?? true,
    ...(vsix ? { vsix } : {}),
    log: (text) => {
      // The tests' lines; everything else that VS Code prints is for the one who has to find out why.
      if (/^[✔✖ℹ]/.test(text)) stdout.write(`${text}\n`);
      if (text.startsWith(QUESTION)) void answer(vscode, JSON.parse(text.slice(QUESTION.length)) as Question, answers);
      else appendFileSync(log, `${text}\n`);
    },
  });
  try {
    return await Promise.race([vscode.finished, tooLate()]);
  } finally {
    await vscode.close();
    workspace.dispose();
    rmSync(answers, { recursive: true, force: true });
  }
}

/** Answers what a test asks about the window, as `question.ts` says. */
async function answer({ page }: VsCode, { id, selector }: Question, directory: string): Promise<void> {
  const elements: Seen[] = await page.locator(selector).evaluateAll((found) =>
    found.map((element) => ({
      text: element.textContent ?? "",
      label: element.getAttribute("aria-label") ?? "",
    })),
  );
  const file = join(directory, `${id}.json`);
  writeFileSync(`${file}.part`, JSON.stringify(elements));
  // The test must not read half of it.
  renameSync(`${file}.part`, file);
}

async function tooLate(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, LIMIT_MS).unref());
  stdout.write(`✖ the suite did not end within ${LIMIT_MS / 1000} s; what VS Code said is in out/\n`);
  return 1;
}

const names = argv.slice(2);
const option = names.indexOf("--vsix");
const vsix = option < 0 ? undefined : names.splice(option, 2)[1];
const suites = names.length > 0 ? names.map(suiteNamed) : SUITES.filter(({ installed }) => !installed);
await compileSuites();
for (const suite of suites) if ((await runSuite(suite, vsix)) !== 0) process.exitCode = 1;
