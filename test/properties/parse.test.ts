import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { maskTemplates } from "../../server/src/core/yaml/mask.ts";
import { fullRead } from "../../server/src/core/yaml/parse.ts";
import { quickRead } from "../../server/src/core/yaml/quick-read.ts";
import { splitSections } from "../../server/src/core/yaml/split.ts";
import { runs, SEED } from "./seed.ts";

/** Two readers and one meaning: what the quick one reads, it reads as the `yaml` package does, or it leaves it alone. */

const root = join(import.meta.dirname, "../..");
const SECTIONS = ["server/src/core/rules/**/*.yaml", "examples/**/*.yaml"]
  .flatMap((glob) => globSync(glob, { cwd: root }))
  .sort()
  .flatMap((path) => splitSections(readFileSync(join(root, path), "utf8")));

/** @returns whether the quick reader has read it */
function agrees(text: string, openBlocks = 0): boolean {
  const masked = maskTemplates(text, openBlocks);
  const quick = quickRead(masked.text, masked.regions);
  if (quick) assert.deepEqual(quick, fullRead(masked.text, masked.regions), JSON.stringify(text));
  return quick !== undefined;
}

test("manifests as people write them are read alike, and most of them quickly", () => {
  const quick = SECTIONS.filter(({ text, openBlocks }) => agrees(text, openBlocks));
  assert.ok(quick.length > SECTIONS.length / 2, `${quick.length} of ${SECTIONS.length}`);
});

/** Whatever means something to YAML, and what stands around it in manifests. */
const PIECES = fc.constantFrom(
  ..."\n|\n|\n  |\n    | |  |- |-|: |:|#| #|'|\"|''|\\\"|>|[|]|{|}|,|, |? |&a |*a|!t |---\n|...\n|\t|\r\n|<<: |%|@|`|x|key: value\n|- item\n|~".split(
    "|",
  ),
  "|\n",
  "|-\n",
  "|+\n",
  "\uE000",
  "\uFEFF",
  "{{ .Values.a }}",
  "{{- if .b }}\n",
  "{{- end }}\n",
);

test("manifests that are being changed are read alike", () => {
  const short = SECTIONS.filter(({ text }) => text.length < 1200).map(({ text }) => text);
  const edit = fc.record({
    at: fc.nat({ max: 1200 }),
    removed: fc.nat({ max: 6 }),
    added: fc.option(PIECES, { nil: "" }),
  });
  fc.assert(
    fc.property(fc.constantFrom(...short), fc.array(edit, { minLength: 1, maxLength: 3 }), (text, edits) => {
      const changed = edits.reduce((before, { at, removed, added }) => {
        const offset = at % (before.length + 1);
        return before.slice(0, offset) + added + before.slice(offset + removed);
      }, text);
      for (const section of splitSections(changed)) agrees(section.text, section.openBlocks);
    }),
    { numRuns: runs(30_000), seed: SEED },
  );
});

test("texts out of nothing but YAML's own marks are read alike", () => {
  fc.assert(
    fc.property(fc.array(PIECES, { maxLength: 24, size: "max" }), (pieces) => {
      agrees(pieces.join(""));
    }),
    { numRuns: runs(100_000), seed: SEED },
  );
});
