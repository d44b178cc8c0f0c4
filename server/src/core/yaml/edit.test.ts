import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../text/edit.ts";
import { replaceScalar } from "./edit.ts";
import { nodeAt } from "./node.ts";
import { parseSection } from "./parse.ts";

/** The text with another value behind `key`, a key of the outermost map. */
function replaced(text: string, key: string, value: string | number | boolean): string {
  const { root } = parseSection(text);
  const node = root?.kind === "map" ? nodeAt(root, key) : undefined;
  assert.equal(node?.kind, "scalar");
  return applyEdits(text, [replaceScalar(text, node, value)]);
}

test("a value keeps its quotes and its comment", () => {
  assert.equal(replaced("a: 'x' # why\n", "a", "y"), "a: 'y' # why\n");
  assert.equal(replaced('{"a": "x"}\n', "a", "y"), '{"a": "y"}\n');
});

test("a number loses the quotes that would make it text", () => {
  assert.equal(replaced('a: "8080"\n', "a", 80), "a: 80\n");
});

test("a text that reads as something else gets quotes", () => {
  assert.equal(replaced("a: x\n", "a", "yes"), 'a: "yes"\n');
  assert.equal(replaced("a: x\n", "a", "80"), 'a: "80"\n');
});

test("a value is written where none is", () => {
  assert.equal(replaced("a:\nb: 1\n", "a", true), "a: true\nb: 1\n");
  assert.equal(replaced("a: # why\nb: 1\n", "a", true), "a: true # why\nb: 1\n");
  assert.equal(replaced("a:", "a", "x"), "a: x");
  assert.equal(replaced("{a: , b: 1}\n", "a", 2), "{a: 2, b: 1}\n");
  assert.equal(replaced("{a:, b: 1}\n", "a", 2), "{a: 2, b: 1}\n");
  assert.equal(replaced("a: ~\n", "a", 2), "a: 2\n");
});
