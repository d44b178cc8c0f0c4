import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import { type FixtureCase, parseFixture, textOf, workspaceOf } from "../testing/fixture.ts";
import { RULES } from "./registry.generated.ts";
import type { Rule } from "./rule.ts";

/** What stands for a value that the text does not hold: a template, a placeholder, part of an object. */
const UNKNOWN = /\{\{|\$\{|\$\(|<[A-Za-z][\w-]*>|\$patch|__\w+__/;

const FILES = new Map(
  globSync(join(import.meta.dirname, "*", "*.{md,yaml}")).map((path) => [basename(path), path] as const),
);

/**
 * Each rule is shown at work: a page; a fixture case that it reports; one that it does not; and a trap, where it keeps
 * silent because nobody knows a value. The title of a case says which it is: those without a finding begin with "silent".
 */
describe("every rule is shown at work", () => {
  for (const rule of RULES) test(rule.id, () => assert.deepEqual(missing(rule), []));
});

function missing(rule: Rule): string[] {
  const path = FILES.get(`${rule.id}.yaml`);
  const problems = FILES.has(`${rule.id}.md`) ? [] : ["a page"];
  if (path === undefined) return [...problems, "a fixture"];
  const cases = parseFixture(readFileSync(path, "utf8")).map((fixtureCase) => ({
    ...fixtureCase,
    isSilent: isSilent(fixtureCase, rule),
    text: fixtureCase.files.map(textOf).join(""),
  }));
  const silent = cases.filter((fixtureCase) => fixtureCase.isSilent);
  return [
    ...problems,
    ...(silent.length < cases.length ? [] : ["a case that is reported"]),
    ...(silent.length > 0 ? [] : ["a case that is not reported"]),
    ...(silent.some(({ text }) => UNKNOWN.test(text)) ? [] : ["a trap: silent because a value is unknown"]),
    ...cases
      .filter(({ title, isSilent }) => title.startsWith("silent") !== isSilent)
      .map(
        ({ title, isSilent }) =>
          `a title that says what the case shows: ${title} (${isSilent ? "nothing" : "something"} is reported)`,
      ),
  ];
}

function isSilent(fixtureCase: FixtureCase, rule: Rule): boolean {
  const workspace = workspaceOf(fixtureCase, [rule]);
  return fixtureCase.files.every(({ uri }) => workspace.findings(uri).length === 0);
}
