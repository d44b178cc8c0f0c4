import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MASK } from "./mask.ts";
import { childrenOf, entryOf, nodeAt, type YamlMap, type YamlNode } from "./node.ts";
import { isShared, parseSection } from "./parse.ts";

function rootMap(text: string, openBlocks = 0): YamlMap {
  const { root } = parseSection(text, openBlocks);
  assert.equal(root?.kind, "map");
  return root;
}

/** The node at a path of keys and indices. */
function at(node: YamlNode, ...path: readonly (string | number)[]): YamlNode {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  const child =
    typeof step === "number"
      ? node.kind === "seq"
        ? node.items[step]
        : undefined
      : node.kind === "map"
        ? nodeAt(node, step)
        : undefined;
  assert.ok(child, `nothing at ${step}`);
  return at(child, ...rest);
}

function scalarText(node: YamlNode): string {
  assert.equal(node.kind, "scalar");
  return node.text;
}

test("every node is a span of the text", () => {
  const text = "a: 'x'\nlist:\n  - one # first\n  - {k: \"v\"}\nlast: |\n  two\n  lines\n\n";
  const root = rootMap(text);
  const slice = (node: YamlNode): string => text.slice(node.start, node.end);
  assert.equal(slice(at(root, "a")), "'x'");
  assert.equal(slice(at(root, "list")), '- one # first\n  - {k: "v"}');
  assert.equal(slice(at(root, "list", 1)), '{k: "v"}');
  assert.equal(slice(at(root, "last")), "|\n  two\n  lines");
  assert.equal(slice(root), text.trimEnd());
});

test("scalars have their content and their style", () => {
  const root = rootMap(
    "p: a b # c\nd: \"x\\ny\"\ns: 'it''s'\nb: |\n  one\n  two\nf: >-\n  one\n  two\ne:\nt: !!str 80\n",
  );
  for (const [key, text, style] of [
    ["p", "a b", "plain"],
    ["d", "x\ny", "quoted"],
    ["s", "it's", "quoted"],
    ["b", "one\ntwo\n", "block"],
    ["f", "one two", "block"],
    ["e", "", "plain"],
    ["t", "80", "plain"],
  ] as const) {
    const node = at(root, key);
    assert.equal(scalarText(node), text);
    assert.equal(node.kind === "scalar" && node.style, style);
  }
  const tagged = at(root, "t");
  assert.equal(tagged.kind === "scalar" && tagged.tag, "tag:yaml.org,2002:str");
});

test("of a key that is written twice all entries are there, and the last one counts", () => {
  const root = rootMap("a: 1\nb: 2\na: 3\n");
  assert.deepEqual(
    root.entries.map(({ key }) => key.text),
    ["a", "b", "a"],
  );
  assert.equal(scalarText(at(root, "a")), "3");
});

test("an alias has the content of its anchor and a span of its own", () => {
  const text = "a: &x {port: 80}\nb: *x\n";
  const tree = parseSection(text);
  assert.equal(tree.root?.kind, "map");
  const alias = at(tree.root, "b");
  assert.equal(alias.alias, true);
  assert.equal(text.slice(alias.start, alias.end), "*x");
  assert.equal(scalarText(at(alias, "port")), "80");
  assert.equal(isShared(tree, at(tree.root, "a")), true);
  assert.equal(isShared(tree, alias), false);
});

test("a merge key brings in what the map does not have", () => {
  const root = rootMap("base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\nboth:\n  <<: [{z: 1}, *b]\n");
  const own = at(root, "own");
  assert.equal(own.kind, "map");
  assert.equal(scalarText(at(own, "x")), "1");
  assert.equal(scalarText(at(own, "y")), "3");
  assert.equal(entryOf(own as YamlMap, "x")?.merged, true);
  assert.equal(entryOf(own as YamlMap, "y")?.merged, undefined);
  assert.equal(scalarText(at(root, "both", "z")), "1");
  assert.equal(scalarText(at(root, "both", "x")), "1");
});

test("a map ends behind its merge key, so that what is written behind it stands behind that", () => {
  const text = "a: &a {x: 1}\nb:\n  y: 2\n  <<: *a\n";
  assert.equal(at(rootMap(text), "b").end, text.length - 1);
});

test("an alias without an anchor, and a merge of one, leave all unknown", () => {
  const root = rootMap("a: *nobody\nb:\n  <<: *nobody\n  x: 1\n");
  assert.equal(scalarText(at(root, "a")), MASK);
  const merged = at(root, "b");
  assert.equal(merged.kind === "map" && merged.open, true);
});

test("aliases that stand for too much are unknown from there on", () => {
  const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}*l${i}]`);
  const root = rootMap(`l0: &l0 [1, 2]\n${levels.join("\n")}\n`);
  assert.equal(at(root, "l2").kind, "seq");
  assert.equal(scalarText(at(root, "l12", 9)), MASK);
});

test("entries under a template's condition say so, those of the map's own branch do not", () => {
  const root = rootMap("a: 1\n{{ if .x }}\nb: 2\nc:\n  d: 3\n{{ else }}\nb: 4\n{{ end }}\ne: 5\n");
  assert.deepEqual(
    root.entries.map(({ key, conditional }) => [key.text, conditional ?? false]),
    [
      ["a", false],
      ["b", true],
      ["c", true],
      ["b", true],
      ["e", false],
    ],
  );
  const inner = at(root, "c");
  assert.equal(inner.kind === "map" && inner.entries[0]?.conditional, undefined);
  assert.notDeepEqual(root.entries[1]?.key.branch, root.entries[3]?.key.branch);
});

test("an object that a condition holds as a whole has no conditional fields of its own", () => {
  const root = rootMap("{{- if .enabled }}\nkind: Service\nspec: {}\n{{- end }}\n");
  assert.equal(root.branch?.length, 2);
  assert.equal(entryOf(root, "spec")?.conditional, undefined);
  const later = rootMap("kind: Service\nspec: {}\n", 1);
  assert.equal(later.branch?.length, 2);
});

test("what a template prints may add to the collection at its column, and fills empty values", () => {
  const root = rootMap(
    'meta:\n  name: x\n  {{- include "labels" . | nindent 2 }}\nports:\n  - a\n  {{- range .p }}\n  - b\n  {{- end }}\nspec:\n  {{- toYaml .s | nindent 2 }}\nend: 1\n',
  );
  const isOpen = (node: YamlNode): boolean => node.kind !== "scalar" && node.open;
  assert.equal(isOpen(at(root, "meta")), true);
  assert.equal(isOpen(at(root, "ports")), false);
  assert.equal(scalarText(at(root, "spec")), MASK);
  assert.equal(isOpen(root), false);
});

test("a text that cannot be read in full is read as far as it goes, and is open around the gap", () => {
  const tree = parseSection("a: 1\nb:\n  c: 2\n  - d\ne: 3\n");
  assert.ok(tree.problems.length > 0);
  assert.equal(tree.root?.kind, "map");
  assert.equal(scalarText(at(tree.root, "a")), "1");
  assert.equal(tree.root.open, true);
});

test("nothing is in an empty section, and too deep a one is given up", () => {
  assert.equal(parseSection("").root, undefined);
  assert.equal(parseSection("# only\n").root, undefined);
  const deep = parseSection("[".repeat(100_000));
  assert.ok(deep.problems.length > 0);
});

/** Pieces that manifests, and manifests that somebody is typing, consist of. */
const PIECES = [
  "apiVersion: v1\n",
  "kind: Pod\n",
  "metadata: {name: web}\n",
  "spec:\n",
  "  containers:\n",
  "    - name: web\n",
  "      ports:\n",
  "        - containerPort: 80\n",
  "          hostPort: 80 # why\n",
  "        - {containerPort: 81, hostPort: 81}\n",
  "  hostNetwork: true\r\n",
  "  x: &a {b: *a}\n",
  "  <<: *a\n",
  "  <<: [*a, {c: 1}]\n",
  "text: |\n  a: 1\n\n  b\n",
  "t: >2-\n",
  "{{- if .x }}\n",
  "{{- else }}\n",
  "{{- end }}\n",
  '  {{- include "x" . | nindent 2 }}\n',
  "  p: {{ .x }}-y\n",
  "? [a, b]\n: c\n",
  "!!map {a: !!str 1}\n",
  "%YAML 1.1\n",
  '"a',
  "'",
  "[",
  "]",
  "{",
  "}",
  ": ",
  "- ",
  "\t",
  "  ",
  "*x",
  "&y ",
  "😀: é\n",
];

test("damaged text never throws, and every span lies in it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 5 })), {
        maxLength: 25,
      }),
      fc.nat(3),
      (parts, openBlocks) => {
        const text = parts.join("");
        const { root, problems } = parseSection(text, openBlocks);
        for (const { start, end } of problems) assert.ok(start >= 0 && start <= end);
        if (root) checkSpans(root, text.length);
      },
    ),
    { numRuns: 500 },
  );
});

function checkSpans(node: YamlNode, length: number): void {
  assert.ok(node.start >= 0 && node.start <= node.end && node.end <= length);
  if (node.alias) return;
  for (const child of childrenOf(node)) checkSpans(child, length);
  if (node.kind === "map") for (const { start, end } of node.entries) assert.ok(start <= end && end <= length);
}
