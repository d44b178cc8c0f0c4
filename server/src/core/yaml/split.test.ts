import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitNext, splitSections } from "./split.ts";

function texts(text: string): string[] {
  return splitSections(text).map((section) => section.text);
}

test("a section begins at its marker and ends where the next one begins", () => {
  assert.deepEqual(texts("a: 1\n---\nb: 2\n--- # why\nc: 3"), ["a: 1\n", "---\nb: 2\n", "--- # why\nc: 3"]);
});

test("the first marker begins no section of its own", () => {
  assert.deepEqual(texts("---\na: 1\n"), ["---\na: 1\n"]);
  assert.deepEqual(texts("# head\n---\na: 1\n"), ["# head\n", "---\na: 1\n"]);
});

test("what follows the end marker is another section", () => {
  assert.deepEqual(texts("a: 1\n...\nb: 2\n"), ["a: 1\n...\n", "b: 2\n"]);
  assert.deepEqual(texts("a: 1\n..."), ["a: 1\n..."]);
});

test("only three signs at the start of a line, with white space behind them, are a marker", () => {
  for (const text of ["a: 1\n ---\nb: 2\n", "a: 1\n----\n", "a: 1\n---b\n", "a: '---'\n", "a: 1\n--\n"])
    assert.deepEqual(texts(text), [text]);
});

test("all line breaks count", () => {
  assert.deepEqual(texts("a: 1\r\n---\r\nb: 2\r\n"), ["a: 1\r\n", "---\r\nb: 2\r\n"]);
  assert.deepEqual(texts(""), []);
  assert.deepEqual(texts("---"), ["---"]);
});

test("a block of a template that spans sections is known in each of them", () => {
  const text = "{{ if .a }}\na: 1\n---\nb: 2\n{{ end }}\n---\nc: 3\n";
  assert.deepEqual(
    splitSections(text).map(({ openBlocks }) => openBlocks),
    [0, 1, 0],
  );
});

test("splitting and joining is the identity, and each section stands where it says", () => {
  const line = fc.constantFrom(
    "---",
    "...",
    "--- x",
    "a: 1",
    "----",
    "",
    " ---",
    "{{ if x }}",
    "{{ end }}",
    "- b",
    "é: 😀",
  );
  const newline = fc.constantFrom("\n", "\r\n");
  const text = fc
    .array(fc.tuple(line, newline), { maxLength: 12 })
    .chain((lines) => fc.tuple(fc.constant(lines.flat().join("")), line))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (whole) => {
      const sections = splitSections(whole);
      assert.equal(sections.map((section) => section.text).join(""), whole);
      for (const section of sections) {
        assert.notEqual(section.text, "");
        assert.equal(whole.slice(section.start, section.start + section.text.length), section.text);
      }
    }),
  );
});

test("what a file was before changes nothing about how it is split", () => {
  const line = fc.constantFrom("a: 1\n", "b: {{ x }}\n", "{{ if x }}\n", "{{ end }}\n", "---\n", "...\n", "x");
  const text = fc.array(line).map((lines) => lines.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const anew = splitSections(after);
      assert.deepEqual(splitNext(after, splitSections(before)), anew);
    }),
  );
});
