import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { judge } from "../../scripts/conversions/judge.ts";
import { conversionsIn, type Offer } from "../../scripts/conversions/offers.ts";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { type FixtureCase, parseFixture, textOf, workspaceOf } from "../../server/src/core/testing/fixture.ts";
import { lineDiff } from "../../server/src/core/testing/line-diff.ts";
import { applyEdits } from "../../server/src/core/text/edit.ts";

/**
 * Conversions where a Service or a pod might come to harm. Below each case of the fixture stands what is offered and what
 * is refused in all its forms; the first with the lines that it changes, the others where these are few. Everything that is offered is
 * judged by the API's schemas, too.
 */

const path = join(import.meta.dirname, "conversions.yaml");
const written = readFileSync(path, "utf8");
const read: string[] = [];

const FEW = 8;

for (const fixtureCase of parseFixture(written)) {
  test(fixtureCase.title, async () => {
    const texts = new Map(fixtureCase.files.map((file) => [file.uri, textOf(file)]));
    const workspace = workspaceOf(fixtureCase, RULES);
    const { offers, refused } = conversionsIn(workspace, texts);
    for (const offer of offers) assert.deepEqual(await judge(offer, workspace, texts), [], offer.title);
    const notes = [
      ...offers.flatMap((offer, index) => {
        const lines = linesOf(offer, texts);
        return [`#   fix ${nameOf(offer.call)}`, ...(index === 0 || lines.length <= FEW ? lines : [])];
      }),
      ...[...new Set(refused.map(({ fix }) => fix.replace(/ .*/, "")))]
        .filter((fix) => !offers.some(({ call }) => call.fix === fix))
        .map((fix) => `#   fix ${fix} refused`),
    ];
    read.push(...casesLines(fixtureCase), ...notes);
  });
}

test("the fixture says what is offered and what is refused", () => {
  const text = `${read.join("\n")}\n`;
  if (process.env.UPDATE) writeFileSync(path, text);
  else assert.equal(written, text);
});

function nameOf({ fix, arg }: Offer["call"]): string {
  return `${fix} ${arg.replace(/file:\S*\//, "")}`.trim();
}

function casesLines({ header, files }: FixtureCase): string[] {
  return [...header, ...files.flatMap(({ header: own, lines }) => [...(own === undefined ? [] : [own]), ...lines])];
}

function linesOf({ change }: Offer, texts: ReadonlyMap<string, string>): string[] {
  return change.edits.flatMap(({ uri, edits }) => {
    const before = texts.get(uri) ?? "";
    return lineDiff(before, applyEdits(before, edits)).map((line) => `#   |${line}`);
  });
}
