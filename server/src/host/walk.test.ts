import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { type TestContext, test } from "node:test";
import type { ListOptions } from "./host.ts";
import { readContent } from "./node.ts";
import { pathFilter } from "./path-filter.ts";
import { walk } from "./walk.ts";

/** A directory with these files; those whose text is undefined are directories. */
function directoryOf(context: TestContext, files: Readonly<Record<string, string | undefined>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "portolan walk-")));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(text === undefined ? path : dirname(path), { recursive: true });
    if (text !== undefined) writeFileSync(path, text);
  }
  return root;
}

function listed(root: string, options: Partial<ListOptions> = {}, from?: string): string[] {
  const paths = [...walk(root, { exclude: [], gitignore: true, ...options }, from)];
  return paths.map((path) => relative(root, path).replaceAll("\\", "/"));
}

test("files that may hold manifests are found, and no others", (context) => {
  const root = directoryOf(context, {
    "a.yaml": "",
    "b.YML": "",
    "c.json": "",
    Kustomization: "",
    "d.md": "",
    "e.yaml.bak": "",
    "node_modules/f.yaml": "",
    ".git/g.yaml": "",
    ".github/h.yaml": "",
    "i.yaml/j.yaml": "",
  });
  assert.deepEqual(listed(root), [".github/h.yaml", "Kustomization", "a.yaml", "b.YML", "c.json", "i.yaml/j.yaml"]);
});

test("loops of symbolic links end, and what is linked is read once", (context) => {
  const root = directoryOf(context, { "a/x.yaml": "", "b/y.yaml": "" });
  symlinkSync(root, join(root, "a/loop"), "dir");
  symlinkSync(join(root, "b"), join(root, "a/again"), "dir");
  symlinkSync(join(root, "nowhere"), join(root, "dangling.yaml"));
  symlinkSync(join(root, "self.yaml"), join(root, "self.yaml"));
  assert.deepEqual(listed(root), ["a/again/y.yaml", "a/x.yaml"]);
  assert.deepEqual(readContent(join(root, "self.yaml"), 100), { type: "absent" });
  assert.deepEqual(readContent(join(root, "dangling.yaml"), 100), { type: "absent" });
});

test("ignore files count where they stand, the inner one last", (context) => {
  const root = directoryOf(context, {
    ".gitignore": "/out\n*.json\n!keep.json\n",
    "out/a.yaml": "",
    "b.json": "",
    "keep.json": "",
    "sub/.gitignore": "!b.json\nown.yaml\n",
    "sub/b.json": "",
    "sub/own.yaml": "",
    "sub/out/c.yaml": "",
  });
  const found = ["keep.json", "sub/b.json", "sub/out/c.yaml"];
  assert.deepEqual(listed(root), found);
  assert.equal(listed(root, { gitignore: false }).length, 6);
  const { takes } = pathFilter(root, { exclude: [], gitignore: true });
  for (const name of listed(root, { gitignore: false }))
    assert.equal(takes(join(root, name)), found.includes(name), name);
});

test("excluded globs leave out files, and directories with all below them", (context) => {
  const root = directoryOf(context, { "a/vendor/x.yaml": "", "vendor/y.yaml": "", "b/test.yaml": "", "b/c.yaml": "" });
  assert.deepEqual(listed(root, { exclude: ["**/vendor/**", "b/test.*"] }), ["b/c.yaml"]);
});

test("a part of the root is listed as it would be with the whole", (context) => {
  const root = directoryOf(context, {
    ".gitignore": "hidden\n",
    "a/b/x.yaml": "",
    "a/y.yaml": "",
    "hidden/in/z.yaml": "",
  });
  assert.deepEqual(listed(root, {}, join(root, "a/b")), ["a/b/x.yaml"]);
  assert.deepEqual(listed(root, {}, join(root, "hidden/in")), []);
  assert.deepEqual(listed(root, {}, join(root, "gone")), []);
  assert.deepEqual(listed(root, {}, join(root, "a/y.yaml")), []);
});

test("a file above the size is not read, nor is what is no file", (context) => {
  const root = directoryOf(context, { "a.yaml": "0123456789", "b.yaml": undefined });
  assert.deepEqual(readContent(join(root, "a.yaml"), 10), { type: "text", text: "0123456789" });
  assert.deepEqual(readContent(join(root, "a.yaml"), 9), { type: "tooLarge", size: 10 });
  assert.deepEqual(readContent(join(root, "b.yaml"), 10), { type: "absent" });
});
