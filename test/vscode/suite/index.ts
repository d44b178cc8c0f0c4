import { readdirSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import Mocha from "mocha";

/**
 * Runs the tests of one suite, a folder beside this file, inside the extension host. Whoever started VS Code names the
 * suite in PORTOLAN_SUITE; the tests do not know who that was.
 * @throws Error when a test failed, which makes VS Code end with a failure
 */
export async function run(): Promise<void> {
  const suite = env.PORTOLAN_SUITE ?? "single-folder";
  const mocha = new Mocha({ ui: "tdd", timeout: 30_000, reporter: Mocha.reporters.Base });
  for (const file of readdirSync(join(__dirname, suite)).sort()) mocha.addFile(join(__dirname, suite, file));
  await mocha.loadFilesAsync();
  const counts = await new Promise<{ pass: number; fail: number }>((resolve) => {
    const count = { pass: 0, fail: 0 };
    mocha
      .run(() => resolve(count))
      .on("pass", (test) => {
        count.pass++;
        print(`✔ ${test.fullTitle()} (${test.duration ?? 0} ms)`);
      })
      .on("fail", (test, error: Error) => {
        count.fail++;
        print(`✖ ${test.fullTitle()}\n${error.stack ?? error.message}`);
      });
  });
  // The form of node's own runner, so that one reader counts both.
  print(`ℹ pass ${counts.pass}\nℹ fail ${counts.fail}`);
  if (counts.fail > 0 || counts.pass === 0) throw new Error(`${counts.fail} tests failed`);
}

function print(text: string): void {
  console.log(text);
}
