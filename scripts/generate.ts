import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process, { argv, stdout } from "node:process";
import { fieldCards } from "./generators/field-cards.ts";
import { importRules } from "./generators/import-rules.ts";
import { root } from "./generators/paths.ts";
import { registries } from "./generators/registries.ts";

/**
 * Writes everything that is made from the sources: `npm run generate`. With `--check` it writes nothing and fails where
 * a file is stale or should not be there.
 */
const isCheck = argv.includes("--check");
let stale = 0;

function write(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    report(path, "written");
    if (isCheck) continue;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function report(path: string, what: string): void {
  stale++;
  stdout.write(`${isCheck ? "stale" : what}: ${relative(root, path)}\n`);
}

// The registries and cards come first: everything else is made by running what they list.
write(registries());
write(fieldCards());
write(importRules());
const { ruleDocs } = await import("./generators/rule-docs.ts");
const { fieldDocs } = await import("./generators/field-docs.ts");
const { settingsFiles } = await import("./generators/settings-docs.ts");
const { readme } = await import("./generators/readme.ts");
const docs = new Map([...ruleDocs(), ...fieldDocs()]);
write(docs);
write(settingsFiles());
if (existsSync(join(root, "README.md"))) write(readme());

for (const pages of [join(root, "docs/rules"), join(root, "docs/fields")]) {
  for (const name of existsSync(pages) ? readdirSync(pages) : []) {
    const path = join(pages, name);
    if (docs.has(path)) continue;
    report(path, "removed");
    if (!isCheck) rmSync(path);
  }
}

if (isCheck && stale > 0) {
  stdout.write("run: npm run generate\n");
  process.exitCode = 1;
}
