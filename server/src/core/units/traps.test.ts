import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { env } from "node:process";
import { test } from "node:test";
import { RULES } from "../rules/registry.generated.ts";
import { annotate } from "../testing/fixture.ts";

/** Rules that say that two objects are in one another's way, or that one is missing. */
const ABOUT_OTHERS = [
  "host-network-network-policy",
  "host-port-collision",
  "node-port-duplicate-across-services",
  "node-port-equals-host-port",
  "node-port-service-selects-nothing",
  "target-port-name-missing",
  "target-port-undeclared",
];

/** What meets what, as real repositories have it. Where nothing stands below a line, nothing may be said. */
test("nothing is concluded from files that only stand near one another", () => {
  const fixture = new URL("traps.yaml", import.meta.url);
  const text = readFileSync(fixture, "utf8");
  const rules = RULES.filter(({ id }) => ABOUT_OTHERS.includes(id));
  assert.equal(rules.length, ABOUT_OTHERS.length);
  const annotated = annotate(text, rules);
  if (env["UPDATE"] && annotated !== text) writeFileSync(fixture, annotated);
  else assert.equal(text, annotated);
});
