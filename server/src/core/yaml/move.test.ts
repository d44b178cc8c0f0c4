import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { data, mapsIn, STYLED_TEXT } from "../testing/styled-yaml.ts";
import { applyEdits } from "../text/edit.ts";
import { encloses } from "../text/span.ts";
import { moveEntry } from "./move.ts";
import { entryOf, nodeAt, type YamlMap } from "./node.ts";
import { parseSection } from "./parse.ts";

function mapAt(text: string, ...path: readonly string[]): YamlMap {
  let { root } = parseSection(text);
  for (const key of path) root = root?.kind === "map" ? nodeAt(root, key) : undefined;
  assert.equal(root?.kind, "map");
  return root;
}

/** The text with `key` of the outermost map moved into the map at a path. */
function moved(text: string, key: string, ...to: readonly string[]): string | undefined {
  const from = mapAt(text);
  const entry = entryOf(from, key);
  assert.ok(entry);
  const edits = moveEntry(text, from, entry, mapAt(text, ...to));
  return edits && applyEdits(text, edits);
}

test("a line moves to the end of the other map, with its comments", () => {
  assert.equal(moved("# why\nx: 1 # so\na:\n  b: 2\nc: 3\n", "x", "a"), "a:\n  b: 2\n  # why\n  x: 1 # so\nc: 3\n");
  assert.equal(moved("a:\n  b: 2\nx: 1\n", "x", "a"), "a:\n  b: 2\n  x: 1\n");
  assert.equal(moved("a:\n  b: 2\nx: 1", "x", "a"), "a:\n  b: 2\n  x: 1");
  assert.equal(moved("x: 1\r\na:\r\n  b: 2\r\n", "x", "a"), "a:\r\n  b: 2\r\n  x: 1\r\n");
});

test("a comment in another column, or behind a blank line, is another entry's", () => {
  assert.equal(moved("# head\n\nx: 1\na:\n  b: 2\n", "x", "a"), "# head\n\na:\n  b: 2\n  x: 1\n");
  assert.equal(
    moved("c:\n  d: 1\n  # of d\nx: 1\na:\n  b: 2\n", "x", "a"),
    "c:\n  d: 1\n  # of d\na:\n  b: 2\n  x: 1\n",
  );
});

test("a block keeps its shape in its new column", () => {
  assert.equal(
    moved("x:\n  - y: 1\n\n    # in it\n    z: |\n      text\na:\n    b: 2\n", "x", "a"),
    "a:\n    b: 2\n    x:\n      - y: 1\n\n        # in it\n        z: |\n          text\n",
  );
});

test("into a map in flow style goes what is one line and has no comment", () => {
  assert.equal(moved("x: 1\na: {b: 2}\n", "x", "a"), "a: {b: 2, x: 1}\n");
  assert.equal(moved("x: 1\na: {}\n", "x", "a"), "a: {x: 1}\n");
  assert.equal(moved('{"x": 1, "a": {"b": 2}}\n', "x", "a"), '{"a": {"b": 2, "x": 1}}\n');
  assert.equal(moved("x: 1 # so\na: {b: 2}\n", "x", "a"), undefined);
  assert.equal(moved("x:\n  - 1\na: {b: 2}\n", "x", "a"), undefined);
});

test("a field moves out of the map that it moves into", () => {
  const text = "a:\n  b:\n    x: 1\n    y: 2\n";
  const from = mapAt(text, "a", "b");
  const [entry, last] = from.entries;
  assert.ok(entry && last);
  const to = mapAt(text, "a");
  assert.equal(applyEdits(text, moveEntry(text, from, entry, to) ?? []), "a:\n  b:\n    y: 2\n  x: 1\n");
  assert.equal(applyEdits(text, moveEntry(text, from, last, to) ?? []), "a:\n  b:\n    x: 1\n  y: 2\n");
});

test("whatever is moved, the text parses and holds the same in another place", () => {
  fc.assert(
    fc.property(STYLED_TEXT, fc.nat(), fc.nat(), fc.nat(), (text, first, second, which) => {
      const { root } = parseSection(text);
      const maps = mapsIn(root);
      const from = maps[first % Math.max(1, maps.length)];
      const to = maps[second % Math.max(1, maps.length)];
      const entry = from?.entries[which % from.entries.length];
      if (!root || !from || !to || !entry || encloses(entry, to) || entryOf(to, entry.key.text)) return;
      const edits = moveEntry(text, from, entry, to);
      if (!edits) return;
      const after = applyEdits(text, edits);
      const reread = parseSection(after);
      assert.deepEqual(reread.problems, [], after);
      const expected = JSON.stringify(data(root, [entry], new Map([[to, entry]])));
      assert.equal(JSON.stringify(data(reread.root)), expected, `${text}\n${after}`);
    }),
    { numRuns: 500 },
  );
});
