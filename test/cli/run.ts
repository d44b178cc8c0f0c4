import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { execPath } from "node:process";
import type { PrintedFinding } from "../../server/src/cli/check.ts";

export const root = join(import.meta.dirname, "../..");
const CLI = join(root, "dist/cli.js");

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundled command line as a user would. */
export function portolan(args: readonly string[], cwd = root): Run {
  const { status, stdout, stderr } = spawnSync(execPath, [CLI, ...args], { cwd, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

export function findingsOf({ stdout }: Run): readonly PrintedFinding[] {
  return JSON.parse(stdout).findings;
}
