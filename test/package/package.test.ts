import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { globSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execPath } from "node:process";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { packExtension } from "../../scripts/package.ts";
import { filesInZip } from "./zip.ts";

const root = join(import.meta.dirname, "../..");
const LARGEST = 600_000;

let vsix = "";
let archive = Buffer.alloc(0);

before(async () => {
  vsix = await packExtension();
  archive = readFileSync(vsix);
});

after(() => rmSync(vsix, { force: true }));

test("the package holds what is meant to ship, and nothing else", () => {
  const shipped = [...filesInZip(archive).keys()];
  const pages = ["docs/*.md", "docs/rules/*.md", "docs/fields/*.md", "schemas/*.json"].flatMap((glob) =>
    globSync(glob, { cwd: root }),
  );
  const wanted = [
    "[Content_Types].xml",
    "extension.vsixmanifest",
    // The packer gives these three names of its own.
    ...["LICENSE.txt", "changelog.md", "readme.md"].map((file) => `extension/${file}`),
    ...["package.json", "icon.png", "dist/extension.js", "dist/server.js", "syntaxes/exposure.injection.json"].map(
      (file) => `extension/${file}`,
    ),
    ...pages.map((file) => `extension/${file.replaceAll("\\", "/")}`),
  ];
  assert.deepEqual(shipped.sort(), wanted.sort());
});

test("every rule's page ships", () => {
  const rules = globSync("server/src/core/rules/*/*.md", { cwd: root }).map((path) => path.replace(/^.*[\\/]/, ""));
  const shipped = filesInZip(archive);
  assert.deepEqual(
    rules.filter((file) => !shipped.has(`extension/docs/rules/${file}`)),
    [],
  );
});

test(`the package is smaller than ${LARGEST / 1000} kB`, () => {
  assert.ok(archive.length < LARGEST, `${archive.length} bytes`);
});

test("the bundles are made for shipping: no source maps, no path of this machine", () => {
  for (const file of ["extension.js", "server.js"]) {
    const text = readFileSync(join(root, "dist", file), "utf8");
    assert.doesNotMatch(text, /sourceMappingURL/);
    assert.ok(!text.includes(root), file);
  }
});

test("VS Code installs it, and it works there", async () => {
  const run = promisify(execFile)(execPath, ["test/vscode/run-code-server.ts", "--vsix", vsix, "installed"], {
    cwd: root,
  });
  await run.catch((error) => assert.fail(`${error.message}\n${error.stdout}\n${error.stderr}`));
});
