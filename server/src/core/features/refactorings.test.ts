import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { env } from "node:process";
import { test } from "node:test";
import type { FixCall } from "../fixes/fix-call.ts";
import { FIXES } from "../fixes/registry.generated.ts";
import { RULES } from "../rules/registry.generated.ts";
import {
  environmentOf,
  type FixtureCase,
  type FixtureFile,
  parseFixture,
  shownChange,
  textOf,
  workspaceOf,
} from "../testing/fixture.ts";
import { linesOf } from "../text/lines.ts";
import { refactoringsAt } from "./code-actions.ts";

/**
 * The fixtures beside this file: manifests in which a comment's caret marks a cursor, and below it stands what is offered
 * there: `refactor KIND FIX ARG`, or `disabled KIND FIX ARG` where it cannot be done. What it changes stands below it once in a
 * fixture, and once in a case for each fix. `UPDATE=1` writes all but the caret.
 */
const MARK = /^#(?:<| +)\^$/;
const EXPECTATION = /^# {3}(?:refactor |disabled |\|)/;

const seen = new Set<string>();

for (const path of globSync(join(import.meta.dirname, "refactorings.*.yaml")).sort())
  test(`what is offered in ${basename(path)}`, () => {
    const fixture = readFileSync(path, "utf8");
    const annotated = annotate(fixture);
    if (env.UPDATE && annotated !== fixture) writeFileSync(path, annotated);
    else assert.equal(annotated, fixture);
  });

test("the fixtures show every refactoring done and refused", () => {
  const all = FIXES.flatMap(({ id, refactoring }) => (refactoring ? [`refactor ${id}`, `disabled ${id}`] : []));
  assert.deepEqual(
    all.filter((name) => !seen.has(name)),
    [],
  );
});

function annotate(fixture: string): string {
  const shown = new Set<string>();
  const lines = parseFixture(fixture).flatMap((own, number) => {
    const files = own.files.map((file) => ({ ...file, lines: file.lines.filter((line) => !isMark(line)) }));
    const stripped = { ...own, files };
    return [
      ...own.header,
      ...own.files.flatMap((file, index) => [
        ...(file.header === undefined ? [] : [file.header]),
        ...annotateFile(file.lines, files[index] ?? file, stripped, (call) => {
          const isNew = !shown.has(`${call.fix} ${call.arg}`) || !shown.has(`${number} ${call.fix}`);
          shown.add(`${call.fix} ${call.arg}`).add(`${number} ${call.fix}`);
          return isNew;
        }),
      ]),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function isMark(line: string): boolean {
  return MARK.test(line) || EXPECTATION.test(line);
}

function annotateFile(
  marked: readonly string[],
  file: FixtureFile,
  fixtureCase: FixtureCase,
  isShown: (call: FixCall) => boolean,
): string[] {
  const environment = environmentOf(file, fixtureCase.files, workspaceOf(fixtureCase, RULES));
  const index = linesOf(textOf(file));
  let line = -1;
  return marked.flatMap((own) => {
    if (EXPECTATION.test(own)) return [];
    if (!MARK.test(own)) {
      line++;
      return [own];
    }
    const start = index.offsetAt({ line, character: own.startsWith("#<") ? 0 : own.indexOf("^") });
    const offered = refactoringsAt(environment, { start, end: start });
    return [
      own,
      ...offered.flatMap(({ call, kind, result }) => {
        const state = "change" in result ? "refactor" : "disabled";
        seen.add(`${state} ${call.fix}`);
        const name = `${kind.slice("refactor.rewrite.".length)} ${call.fix} ${call.arg}`.trim();
        const head = `#   ${state} ${name}`;
        return "change" in result && isShown(call)
          ? [head, ...shownChange(file, fixtureCase.files, result.change)]
          : [head];
      }),
    ];
  });
}
