import { cpSync, globSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
export const root = join(here, "../..");
export const helperExtension = join(here, "helper-extension");
export const compiledTests = join(root, "out", "vscode", "index.js");

export interface Suite {
  /** A folder of `suite/`. */
  readonly name: string;
  /** What is opened: a folder of `workspaces/`, or a `.code-workspace` file in one. */
  readonly opens: string;
  readonly trusted?: boolean;
  /** The extension is installed from the package, not loaded from the sources. */
  readonly installed?: boolean;
}

export const SUITES: readonly Suite[] = [
  { name: "single-folder", opens: "single-folder" },
  { name: "multi-root", opens: "multi-root/all.code-workspace" },
  { name: "restricted", opens: "single-folder", trusted: false },
  { name: "installed", opens: "single-folder", installed: true },
];

/** @throws Error naming the suites that there are */
export function suiteNamed(name: string): Suite {
  const suite = SUITES.find((candidate) => candidate.name === name);
  if (!suite) throw new Error(`There is no suite ${name}; there are ${SUITES.map((each) => each.name).join(", ")}.`);
  return suite;
}

/** Bundles the tests for the extension host, which gives them `vscode`. */
export async function compileSuites(): Promise<void> {
  rmSync(join(root, "out", "vscode"), { recursive: true, force: true });
  await build({
    entryPoints: ["index.ts", ...globSync("*/*.test.ts", { cwd: join(here, "suite") })].map((file) =>
      join(here, "suite", file),
    ),
    outbase: join(here, "suite"),
    outdir: join(root, "out", "vscode"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
}

/** A copy of a suite's workspace, for the tests to change; `dispose` removes it. */
export function copyWorkspace(suite: Suite): { readonly opens: string; dispose(): void } {
  const [folder = ""] = suite.opens.split("/");
  // Real paths: VS Code resolves links, and the tests compare what it says with what they know.
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "portolan-workspace-")));
  cpSync(join(here, "workspaces", folder), join(directory, folder), { recursive: true });
  return {
    opens: join(directory, suite.opens),
    dispose: () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}
