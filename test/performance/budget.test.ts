import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseAllDocuments } from "yaml";
import { measureRules } from "../../benchmark/measure/rules.ts";
import { median } from "../../benchmark/measure/statistics.ts";
import { readFolder } from "../../benchmark/workload/folder.ts";
import { type Files, generateLargeFile, generateWorkspace } from "../../benchmark/workload/workspace.ts";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import { createWorkspace } from "../../server/src/core/workspace/workspace.ts";

/**
 * Budgets that hold on any machine, however busy: both sides are measured at the same time, and the limits are far from
 * what is usual. `npm run benchmark` says how fast the product really is.
 */

const SEED = 42;
const REAL_FILES = join(import.meta.dirname, "../../../shared/corpus/dev");

/** Real manifests where there are any beside the repository; else generated ones. */
function filesToRead(): Files {
  if (existsSync(REAL_FILES)) return readFolder(REAL_FILES);
  return generateWorkspace(SEED, 1000).set("large.yaml", generateLargeFile(SEED, 5000));
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function parse(text: string): unknown {
  // The parser itself gives up on some files: nesting so deep that its stack overflows.
  try {
    return parseAllDocuments(text, { prettyErrors: false, logLevel: "silent" });
  } catch {
    return undefined;
  }
}

/** @throws what a rule throws */
function analyse(path: string, text: string): void {
  const workspace = createWorkspace({
    rules: RULES,
    settings: DEFAULT_SETTINGS,
    ruleFailed(rule, error) {
      throw new Error(`${rule} failed on ${path}`, { cause: error });
    },
  });
  const uri = `file:///${path}`;
  workspace.update(uri, text, true);
  workspace.findings(uri);
}

/** How much more than allowed the engine takes for a file, in milliseconds: three parses and 50 ms are. */
function excess(path: string, text: string): number {
  const parsed = timed(() => parse(text));
  return timed(() => analyse(path, text)) - 3 * parsed - 50;
}

test("no file takes the engine more than three parses and 50 ms, and none makes it throw", () => {
  const files = filesToRead();
  assert.notEqual(files.size, 0);
  const slow = [...files].filter(([path, text]) => excess(path, text) > 0);
  // A pause of the machine hits any file; what is really slow is slow again.
  for (const [path, text] of slow) {
    const again = median(Array.from({ length: 5 }, () => excess(path, text)));
    assert.ok(again <= 0, `${path} takes ${again.toFixed(0)} ms more than it may`);
  }
});

test("all rules together cost less than the parse of what they look at", () => {
  const files = generateWorkspace(SEED, 600);
  const ratios = Array.from({ length: 5 }, () => {
    const { yaml, localRules, unitRules, objectCount, findings } = measureRules(files);
    assert.ok(objectCount > 0 && findings > 0, "nothing was looked at");
    return (localRules + unitRules) / yaml;
  });
  assert.ok(median(ratios) < 1, `rules ÷ parse: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}`);
});
