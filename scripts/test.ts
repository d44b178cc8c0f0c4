import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";
import process, { argv, env, execPath, stdout } from "node:process";
import { stripVTControlCharacters } from "node:util";
import { vsCodeServer } from "./vscode/install.ts";

/** Runs every check that there is, in order: `npm test`, or `npm test -- STEP …` for some of them. */
const root = join(import.meta.dirname, "..");

/** No step may keep the whole run from coming to an end. */
const STEP_LIMIT_MS = 12 * 60_000;

interface Step {
  readonly name: string;
  /** The arguments of node; made only when the step's turn comes. */
  readonly args: () => readonly string[] | Promise<readonly string[]>;
  /** Whether it runs tests, and so has to tell how many. Other steps count as one. */
  readonly isSuite?: boolean;
}

interface Result {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

const bin = (path: string): string => join(root, "node_modules", path);
const nodeTest = (...globs: string[]): string[] => [
  "--test",
  "--test-reporter=spec",
  "--test-timeout=300000",
  ...globs.flatMap((glob) => globSync(glob, { cwd: root })).sort(),
];
const grammarTest = (grammars: readonly string[]): string[] => [
  bin("vscode-tmgrammar-test/dist/unit.js"),
  ...grammars.flatMap((grammar) => ["-g", grammar]),
  "test/grammar/*.test.yaml",
];

const STEPS: readonly Step[] = [
  { name: "build", args: () => ["esbuild.mjs"] },
  { name: "types", args: () => [bin("typescript/bin/tsc"), "-p", "tsconfig.json"] },
  { name: "types of the engine", args: () => [bin("typescript/bin/tsc"), "-p", "server/tsconfig.core.json"] },
  { name: "lint", args: () => [bin("@biomejs/biome/bin/biome"), "check", "."] },
  { name: "generated files", args: () => ["scripts/generate.ts", "--check"] },
  { name: "unit", args: () => nodeTest("server/src/**/*.test.ts", "test/unit/**/*.test.ts"), isSuite: true },
  {
    name: "product",
    args: () => nodeTest("test/!(unit|vscode|grammar|package)/**/*.test.ts"),
    isSuite: true,
  },
  { name: "grammar", args: () => grammarTest([bin("tm-grammars/grammars/yaml.json")]), isSuite: true },
  {
    name: "grammar of a newer VS Code",
    args: async () => grammarTest(globSync(join(await vsCodeServer(), "extensions/yaml/syntaxes/*.json"))),
    isSuite: true,
  },
  { name: "vscode", args: () => ["test/vscode/run-code-server.ts"], isSuite: true },
  { name: "package", args: () => nodeTest("test/package/*.test.ts"), isSuite: true },
];

async function run({ name, args, isSuite }: Step): Promise<Result> {
  stdout.write(`\n━━━ ${name} ${"━".repeat(Math.max(0, 72 - name.length))}\n`);
  const start = performance.now();
  const { code, output } = await start24(args);
  const count = (pattern: RegExp): number =>
    [...output.matchAll(pattern)].reduce((sum, [, number = "1"]) => sum + Number(number), 0);
  let passed = isSuite ? count(/^ℹ pass (\d+)$/gm) + count(/^✓ .* run successful/gm) : code === 0 ? 1 : 0;
  let failed = count(/^ℹ (?:fail|cancelled) (\d+)$/gm);
  // A step that crashed, or a suite in which nothing ran, has failed whatever it counted.
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
  if (!isSuite && failed > 0) passed = 0;
  return { name, passed, failed, seconds: (performance.now() - start) / 1000 };
}

async function start24(args: Step["args"]): Promise<{ readonly code: number | null; readonly output: string }> {
  try {
    const child = spawn(execPath, [...(await args())], {
      cwd: root,
      env: { ...env, NO_COLOR: "1", FORCE_COLOR: undefined },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
        stdout.write(text);
      });
    const timer = setTimeout(() => {
      stdout.write(`This step did not end within ${STEP_LIMIT_MS / 60_000} minutes.\n`);
      child.kill("SIGKILL");
    }, STEP_LIMIT_MS);
    const code = await new Promise<number | null>((done, failed) => child.once("error", failed).once("close", done));
    clearTimeout(timer);
    return { code, output: stripVTControlCharacters(output) };
  } catch (error) {
    stdout.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return { code: 1, output: "" };
  }
}

const wanted = argv.slice(2);
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  stdout.write(`No step is called ${unknown.join(", ")}; there are: ${STEPS.map(({ name }) => name).join(", ")}\n`);
  process.exit(2);
}
const results: Result[] = [];
for (const step of STEPS) if (wanted.length === 0 || wanted.includes(step.name)) results.push(await run(step));

stdout.write("\n");
for (const { name, passed, failed, seconds } of results)
  stdout.write(
    `${failed > 0 ? "✖" : "✔"} ${name.padEnd(28)} ${`${passed}`.padStart(5)} passed ${`${failed}`.padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s\n`,
  );
const total = (key: "passed" | "failed"): number => results.reduce((sum, result) => sum + result[key], 0);
stdout.write(`\n${total("passed")} passed, ${total("failed")} failed\n`);
process.exitCode = total("failed") > 0 ? 1 : 0;
