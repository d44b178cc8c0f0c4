import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { env } from "node:process";
import { test } from "node:test";
import { annotatePage, pageProblems } from "../testing/page.ts";
import { RULES } from "./registry.generated.ts";

/** Each rule's page is there, has its sections, and its examples come true. `UPDATE=1` writes the marks into them. */
for (const path of globSync(join(import.meta.dirname, "*", "*.ts")).sort()) {
  const id = basename(path, ".ts");
  const rule = RULES.find((candidate) => candidate.id === id);
  if (!rule) continue;
  test(`page ${id}`, () => {
    const pagePath = path.replace(/\.ts$/, ".md");
    assert.ok(existsSync(pagePath), `${id} has no page`);
    const page = readFileSync(pagePath, "utf8");
    const annotated = annotatePage(page, rule);
    if (env.UPDATE && annotated !== page) writeFileSync(pagePath, annotated);
    else assert.equal(annotated, page);
    assert.deepEqual(pageProblems(annotated, rule), []);
  });
}
