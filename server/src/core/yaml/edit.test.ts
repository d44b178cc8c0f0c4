import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { data, mapsIn, STYLED_TEXT } from "../testing/styled-yaml.ts";
import { applyEdits } from "../text/edit.ts";
import { appendEntry, appendItem, removeEntries, removeItem, replaceScalar } from "./edit.ts";
import { nodeAt, type YamlMap, type YamlNode, type YamlSeq } from "./node.ts";
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

test("an alias gives way as it stands", () => {
  assert.equal(replaced("x: &x 'a'\nb: *x\n", "b", "c"), "x: &x 'a'\nb: c\n");
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

/** The text without entries of the map at a path; `keys` names them. */
function removed(text: string, path: readonly (string | number)[], ...keys: string[]): string {
  const map = nodeAtPath(text, path);
  assert.equal(map.kind, "map");
  return applyEdits(
    text,
    removeEntries(
      text,
      map,
      map.entries.filter(({ key }) => keys.includes(key.text)),
    ),
  );
}

test("a text without a last line break has none when its last lines are gone", () => {
  assert.equal(removed("a: 1\nb: 2", [], "b"), "a: 1");
  assert.equal(removed("a: 1\r\nb: 2", [], "b"), "a: 1");
  assert.equal(removed("a: 1  \n\n  \nb: 2", [], "b"), "a: 1  ");
  assert.equal(removed("a: 1\n\nb: 2\n\nc: 3", [], "b", "c"), "a: 1");
  assert.equal(removed("a: 1\n\nb: 2\n", [], "b"), "a: 1\n\n");
});

test("a comment between the entries of a flow mapping stays", () => {
  const text = "{\n  a: 1,\n  # about b\n  b: 2\n}\n";
  assert.equal(removed(text, [], "b"), "{\n  a: 1\n  # about b\n  \n}\n");
  assert.equal(removed(text, [], "a"), "{\n  \n  # about b\n  b: 2\n}\n");
});

function nodeAtPath(text: string, path: readonly (string | number)[]): YamlNode {
  let node = parseSection(text).root;
  for (const step of path)
    node = typeof step === "number" ? (node as YamlSeq).items[step] : nodeAt(node as YamlMap, step);
  assert.ok(node);
  return node;
}

test("an entry goes with its lines and the comment behind it; comments above stay", () => {
  assert.equal(removed("a: 1\n# why\nb: 2 # so\nc: 3\n", [], "b"), "a: 1\n# why\nc: 3\n");
  assert.equal(removed("a:\n  b:\n    - 1\n    - 2\n  c: 3\n", ["a"], "b"), "a:\n  c: 3\n");
  assert.equal(removed("a: |\n  x\n  y\nb: 1\n", [], "a"), "b: 1\n");
});

test("the first line of a file leaves the byte order mark behind", () => {
  assert.equal(removed("\uFEFFa: 1\nb: 2\n", [], "a"), "\uFEFFb: 2\n");
});

test("a map that a merge key fills gets its own entry in front of it", () => {
  const appended = (text: string): string => {
    const map = nodeAtPath(text, ["own"]);
    assert.equal(map.kind, "map");
    return applyEdits(text, [appendEntry(text, map, "b", 2)]);
  };
  assert.equal(appended("base: &base {a: 1}\nown:\n  <<: *base\n"), "base: &base {a: 1}\nown:\n  b: 2\n  <<: *base\n");
  assert.equal(appended("base: &base {a: 1}\nown: {<<: *base}\n"), "base: &base {a: 1}\nown: {b: 2, <<: *base}\n");
});

test("the first entry behind a dash gives its place to the next one", () => {
  assert.equal(removed("- a: 1 # x\n  b: 2\n", [0], "a"), "- b: 2\n");
  assert.equal(removed("- a: 1\n  # about b\n  b: 2\n", [0], "a"), "- # about b\n  b: 2\n");
});

test("in flow style a pair goes with one comma", () => {
  assert.equal(removed("{a: 1, b: 2, c: 3}\n", [], "a"), "{b: 2, c: 3}\n");
  assert.equal(removed("{a: 1, b: 2, c: 3}\n", [], "b"), "{a: 1, c: 3}\n");
  assert.equal(removed("{a: 1, b: 2, c: 3}\n", [], "b", "c"), "{a: 1}\n");
  assert.equal(removed("{a: 1}\n", [], "a"), "{}\n");
});

test("a map that loses all entries stays a map", () => {
  assert.equal(removed("a:\n  b: 1\n  c: 2\nd: 3\n", ["a"], "b", "c"), "a:\n  {}\nd: 3\n");
});

test("the last line takes the line break above it where it has none of its own", () => {
  assert.equal(removed("a: 1\nb: 2", [], "b"), "a: 1");
  assert.equal(removed("a: 1\r\nb: 2\r\nc: 3", [], "b", "c"), "a: 1");
  assert.equal(removed("a: 1\r\nb: 2\r\n", [], "a"), "b: 2\r\n");
});

test("items go with their dashes or with one comma", () => {
  const without = (text: string, index: number): string => {
    const list = nodeAtPath(text, ["a"]) as YamlSeq;
    const item = list.items[index];
    assert.ok(item);
    return applyEdits(text, [removeItem(text, list, item)]);
  };
  assert.equal(without("a:\n  - x\n  - y: 1\n    z: 2\n  - w\n", 1), "a:\n  - x\n  - w\n");
  assert.equal(without("a:\n  - x\nb: 1\n", 0), "a:\n  []\nb: 1\n");
  assert.equal(without("a: [x, y]\n", 0), "a: [y]\n");
  assert.equal(without("a: [x, y]\n", 1), "a: [x]\n");
  assert.equal(without("a: [x]\n", 0), "a: []\n");
});

test("new entries and items are written in the style around them", () => {
  const map = (text: string): YamlMap => nodeAtPath(text, []) as YamlMap;
  const appended = (text: string): string => applyEdits(text, [appendEntry(text, map(text), "new", { k: [1, "x"] })]);
  assert.equal(appended("a: 1 # x\n"), "a: 1 # x\nnew:\n  k:\n    - 1\n    - x\n");
  assert.equal(appended("a:\n- 1\nb:\n    c: 2"), "a:\n- 1\nb:\n    c: 2\nnew:\n    k:\n    - 1\n    - x");
  assert.equal(appended("{a: 1}\n"), "{a: 1, new: {k: [1, x]}}\n");
  assert.equal(appended('{"a": 1}\n'), '{"a": 1, "new": {"k":[1,"x"]}}\n');
  assert.equal(appended("{}\n"), "{new: {k: [1, x]}}\n");
  const items = (text: string): string =>
    applyEdits(text, [appendItem(text, nodeAtPath(text, ["a"]) as YamlSeq, { k: 1 })]);
  assert.equal(items("a:\n  - x # y\nb: 1\n"), "a:\n  - x # y\n  - k: 1\nb: 1\n");
  assert.equal(items("a: [x]\n"), "a: [x, {k: 1}]\n");
  assert.equal(items("a: []\n"), "a: [{k: 1}]\n");
});

test("removing entries leaves a text that parses, without them and with everything else", () => {
  fc.assert(
    fc.property(STYLED_TEXT, fc.nat(), fc.nat(15), (text, which, chosen) => {
      const { root, problems } = parseSection(text);
      assert.deepEqual(problems, [], text);
      const maps = mapsIn(root);
      const map = maps[which % Math.max(1, maps.length)];
      if (!map) return;
      const gone = map.entries.filter((_, index) => (chosen >> index) % 2 === 1);
      const after = applyEdits(text, removeEntries(text, map, gone));
      const reread = parseSection(after);
      assert.deepEqual(reread.problems, [], after);
      assert.deepEqual(data(reread.root), data(root, gone), after);
    }),
    { numRuns: 500 },
  );
});
