import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { FIXES } from "../../server/src/core/fixes/registry.generated.ts";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import { type FixtureCase, parseFixture, textOf, workspaceOf } from "../../server/src/core/testing/fixture.ts";
import { problemsIn, sceneWith } from "./fix-checks.ts";
import { manifests } from "./manifests.ts";
import { runs, SEED } from "./seed.ts";
import { VARIANTS, type Variant } from "./variants.ts";

/**
 * Whatever is offered, wherever it is offered: the result is read as well as before, the finding is gone, nothing new
 * stands above hint, nothing else of the text has changed, and made once more it changes nothing.
 */

const root = join(import.meta.dirname, "../..");
const CASES = globSync("server/src/core/rules/**/*.yaml", { cwd: root })
  .sort()
  .flatMap((path) =>
    parseFixture(readFileSync(join(root, path), "utf8")).map((fixtureCase) => ({ path, fixtureCase })),
  );

/** In how many other ways each case is written; in which, goes round. `VARIANTS=100` tries nearly all. */
const VARIANTS_PER_CASE = Number(process.env.VARIANTS ?? 2);

const STRIDE = 101;

/** How often each fix has been made. */
const tried = new Map<string, number>();

function problemsOf(fixtureCase: FixtureCase, texts: ReadonlyMap<string, string>): string[] {
  return problemsIn(sceneWith(texts, workspaceOf({ ...fixtureCase, files: [] }, RULES)), tried);
}

function textsOf({ files }: FixtureCase): ReadonlyMap<string, string> {
  return new Map(files.map((file) => [file.uri, textOf(file)]));
}

/** The files so written; undefined where that changes none of them. */
function rewritten(texts: ReadonlyMap<string, string>, { write }: Variant): ReadonlyMap<string, string> | undefined {
  const others = new Map([...texts].map(([uri, text]) => [uri, write(text) ?? text]));
  return [...others].some(([uri, text]) => text !== texts.get(uri)) ? others : undefined;
}

test("in the fixtures of all rules", () => {
  for (const { path, fixtureCase } of CASES) {
    const problems = problemsOf(fixtureCase, textsOf(fixtureCase));
    assert.deepEqual(problems, [], `${path}: ${fixtureCase.title}`);
  }
});

test("in the fixtures as others would have written them", () => {
  const used = new Set<string>();
  CASES.forEach(({ path, fixtureCase }, index) => {
    const texts = textsOf(fixtureCase);
    // Neighbours begin far from one another, so that what can be done to few cases has its turn, too.
    const from = (index * STRIDE) % VARIANTS.length;
    let made = 0;
    for (const variant of [...VARIANTS.slice(from), ...VARIANTS.slice(0, from)]) {
      const others = made < VARIANTS_PER_CASE ? rewritten(texts, variant) : undefined;
      if (!others) continue;
      made++;
      used.add(variant.name);
      assert.deepEqual(problemsOf(fixtureCase, others), [], `${path}: ${fixtureCase.title}: ${variant.name}`);
    }
  });
  assert.ok(used.size > VARIANTS.length / 2, `${used.size} of ${VARIANTS.length} ways were tried`);
});

test("in manifests of all kinds, in all styles", () => {
  const plain: FixtureCase = { title: "", header: [], settings: DEFAULT_SETTINGS, files: [] };
  const variant = fc.option(fc.constantFrom(...VARIANTS), { nil: undefined });
  fc.assert(
    fc.property(manifests, variant, ({ texts }, other) => {
      // The ways to write a manifest otherwise know line feeds alone.
      const isOfUnix = [...texts.values()].every((text) => !text.includes("\r"));
      const written = (other && isOfUnix && rewritten(texts, other)) || texts;
      const problems = problemsOf(plain, written);
      assert.deepEqual(problems, [], `${other?.name ?? "as it is"}\n${[...written.values()].join("\n---\n")}`);
    }),
    { numRuns: runs(150), seed: SEED },
  );
});

after(() => {
  // One that is offered nowhere would be right in any case. Those that write comments alone stand in no rule's fixture.
  const never = FIXES.filter(({ id }) => !tried.has(id) && !/^(?:suppress-finding|remove-suppression)$/.test(id));
  assert.deepEqual(
    never.map(({ id }) => id),
    [],
  );
});
