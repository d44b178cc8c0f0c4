import process, { argv, env, stdout } from "node:process";
import { runTests } from "@vscode/test-electron";
import { compiledTests, compileSuites, copyWorkspace, helperExtension, root, SUITES, suiteNamed } from "./suites.ts";

/**
 * Runs suites in a desktop VS Code: `node test/vscode/run-electron.ts [SUITE …]`. VSCODE_EXECUTABLE names the one to
 * use, VSCODE_VERSION the one to download; without either it is the newest. Restricted Mode cannot be had this way.
 */
const names = argv.slice(2);
const suites = names.length > 0 ? names.map(suiteNamed) : SUITES;
await compileSuites();
for (const suite of suites) {
  if (suite.installed || suite.trusted === false) continue;
  stdout.write(`\n${suite.name}\n`);
  const workspace = copyWorkspace(suite);
  try {
    const code = await runTests({
      ...(env.VSCODE_EXECUTABLE ? { vscodeExecutablePath: env.VSCODE_EXECUTABLE } : {}),
      ...(env.VSCODE_VERSION ? { version: env.VSCODE_VERSION } : {}),
      extensionDevelopmentPath: [root, helperExtension],
      extensionTestsPath: compiledTests,
      extensionTestsEnv: { PORTOLAN_SUITE: suite.name },
      launchArgs: [workspace.opens, "--disable-extensions"],
    });
    if (code !== 0) process.exitCode = 1;
  } catch (error) {
    stdout.write(`✖ ${suite.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  } finally {
    workspace.dispose();
  }
}
