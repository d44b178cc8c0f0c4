import assert from "node:assert/strict";
import { test } from "node:test";
import { editDistance, nearest } from "./nearest.ts";

test("edits are counted, a swap as one", () => {
  for (const [a, b, distance] of [
    ["", "", 0],
    ["", "web", 3],
    ["web", "wbe", 1],
    ["http", "https", 1],
    ["kitten", "sitting", 3],
  ] as const) {
    assert.equal(editDistance(a, b), distance, `${a} ${b}`);
    assert.equal(editDistance(b, a), distance, `${b} ${a}`);
  }
});

test("the nearest candidate is near, or there is none", () => {
  assert.equal(nearest("htpp", ["https", "http"]), "http");
  assert.equal(nearest("metrics", ["http", "admin"]), undefined);
  assert.equal(nearest("a", ["b", "a"]), "a");
});
