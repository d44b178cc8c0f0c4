import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { env } from "node:process";
import { test } from "node:test";
import { annotate } from "../testing/fixture.ts";
import { RULES } from "./registry.generated.ts";

/** Each rule's fixture says what the rule says: no finding more, none less. `UPDATE=1` writes what it says now. */
for (const path of globSync(join(import.meta.dirname, "*", "*.yaml")).sort()) {
  const id = basename(path, ".yaml");
  test(`fixture ${id}`, () => {
    const text = readFileSync(path, "utf8");
    const rule = RULES.find((candidate) => candidate.id === id);
    assert.ok(rule, `no rule is called ${id}`);
    const annotated = annotate(text, [rule]);
    if (env.UPDATE && annotated !== text) writeFileSync(path, annotated);
    else assert.equal(annotated, text);
  });
}
