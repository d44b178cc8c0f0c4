import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { branchAt, MASK, maskTemplates } from "./mask.ts";

/** The masked text, with a dot for each masked character. */
function masked(text: string): string {
  return maskTemplates(text).text.replaceAll(MASK, "·");
}

test("an expression inside of a line is masked, sign by sign", () => {
  assert.equal(masked("port: {{ .port }} # why\n"), "port: ··········· # why\n");
  assert.equal(masked('name: "{{ .name }}-web"\n'), 'name: "···········-web"\n');
  assert.equal(masked("a: {{ .x }}{{ .y }}\n"), "a: ················\n");
});

test("a line of nothing but expressions becomes blank", () => {
  assert.equal(masked("a: 1\n  {{- if .x }}\nb: 2\n{{ end -}}\n"), "a: 1\n              \nb: 2\n          \n");
  assert.equal(masked("{{ if .x }}{{ .y }}\na: 1\n"), "                   \na: 1\n");
});

test("strings and comments of a template may hold braces", () => {
  assert.equal(masked('a: {{ "}}" }} b\n'), "a: ·········· b\n");
  assert.equal(masked("a: {{ `}}` }}\n"), "a: ··········\n");
  assert.equal(masked("{{/* a }} b */}}\nc: 1\n"), "                \nc: 1\n");
});

test("an expression over several lines leaves its line breaks where they are", () => {
  assert.equal(masked("a: {{ .x\n  | quote }}\nb: 1\n"), "a: ·····\n            \nb: 1\n");
});

test("one that is not closed ends with its line, or with the quotes around it", () => {
  assert.equal(masked("a: {{ .x\nb: 1\n"), "a: ·····\nb: 1\n");
  assert.equal(masked('a: "{{ .x" # why\nb: 1\n'), 'a: "·····" # why\nb: 1\n');
});

test("Jinja and ytt are templates, too", () => {
  assert.equal(
    masked("{% if x %}\na: {{ x }}\n{% endif %}\n{# no #}\n"),
    "          \na: ·······\n           \n        \n",
  );
  assert.equal(masked("#@ if x:\na: #@ x\n#@ end\n"), "        \na: ····\n      \n");
});

test("a text without expressions is left alone", () => {
  for (const text of ["", "a: {b: {c: 1}}\n", "a: '#'\n", "a: {}\n"]) {
    assert.equal(maskTemplates(text).text, text);
    assert.deepEqual(maskTemplates(text).holes, []);
  }
});

test("lines that a template prints are holes, with the column that it names", () => {
  const text = "a:\n  {{- toYaml .x | nindent 4 }}\n  {{ .y }}\nb: {{ .z }}\n{{ if .w }}\n{{ end }}\n";
  assert.deepEqual(
    maskTemplates(text).holes.map(({ column }) => column),
    [4, 2],
  );
});

test("branches of one condition differ, and stretches behind it are in none", () => {
  const text = "{{ if .a }}\nx: 1\n{{ else }}\ny: 2\n{{ end }}\nz: 3\n{{ range .b }}\nv: 4\n{{ end }}\n";
  const { regions } = maskTemplates(text);
  const at = (key: string) => branchAt(regions, text.indexOf(`${key}:`));
  assert.deepEqual(at("x"), [0, 0]);
  assert.deepEqual(at("y"), [0, 1]);
  assert.equal(at("z"), undefined);
  assert.deepEqual(at("v"), [1, 0]);
});

test("inner branches know the outer ones, and a block that is open from before counts", () => {
  const text = "{{ if .a }}\n{{ with .b }}\nx: 1\n{{ end }}\n{{ end }}\ny: 2\n{{ end }}\nz: 3\n";
  const { regions } = maskTemplates(text, 1);
  const at = (key: string) => branchAt(regions, text.indexOf(`${key}:`));
  assert.deepEqual(at("x"), [0, 0, 1, 0, 2, 0]);
  assert.deepEqual(at("y"), [0, 0]);
  assert.equal(at("z"), undefined);
});

test("a mask is as long as the text, line by line", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "{{ ",
      " }}",
      "{{- if x }}",
      "{{ end }}",
      "{{/* ",
      " */}}",
      "{% ",
      " %}",
      "{# ",
      "#@ if x:",
      "`",
      '"',
      "'",
    ),
    fc.constantFrom("\n", "\r\n", "\r", "a: ", "- ", "  ", "😀", "}}", "{", "\\"),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      const text = parts.join("");
      const { text: mask, holes, regions } = maskTemplates(text);
      assert.equal(mask.length, text.length);
      assert.deepEqual([...mask.matchAll(/[\r\n]/g)].map(at), [...text.matchAll(/[\r\n]/g)].map(at));
      for (const { offset } of holes) assert.ok(offset >= 0 && offset < text.length);
      for (const { start, end } of regions) assert.ok(start < end && end <= text.length);
    }),
  );
});

function at(match: RegExpMatchArray): string {
  return `${match.index} ${JSON.stringify(match[0])}`;
}
