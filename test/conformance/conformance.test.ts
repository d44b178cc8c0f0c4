import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { disagreements } from "./agreement.ts";
import { decidedByServer } from "./decided.ts";
import { findingsOf } from "./findings.ts";
import { CASES, manifestOf } from "./verdicts.ts";

const listed = readFileSync(join(import.meta.dirname, "disagreements.md"), "utf8");

describe("agreement with a real cluster", () => {
  for (const verdict of CASES) {
    test(`${verdict.id}: ${verdict.about}`, () => {
      const manifest = manifestOf(verdict);
      const found = disagreements(verdict, findingsOf(verdict, manifest), manifest, decidedByServer);
      const isListed = listed.includes(`| ${verdict.id} |`);
      if (isListed) assert.notDeepEqual(found, [], "it agrees by now: take it out of disagreements.md");
      else assert.deepEqual(found, []);
    });
  }
});
