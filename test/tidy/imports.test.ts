import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { CORE, LAYERS, WRAPPED_PACKAGES } from "../../scripts/layers.ts";

/** The last line of an import or of a re-export. */
const IMPORT = /^(?:(?:import|export|\}) .*?from|import) "([^"]+)";$/gm;

/** What each source file imports: paths of this repository, or names of packages. */
const imports: ReadonlyMap<string, readonly string[]> = new Map(
  globSync("{server,client}/src/**/*.ts")
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => {
      const text = readFileSync(file, "utf8");
      const specifiers = [...text.matchAll(IMPORT)].map(([, from = ""]) => from);
      return [file, specifiers.map((from) => (from.startsWith(".") ? join(dirname(file), from) : from))];
    }),
);

test("there are sources, and every import of a file finds it", () => {
  assert.ok(imports.size > 300);
  for (const [file, targets] of imports)
    for (const target of targets) assert.ok(imports.has(target) || !target.includes("/src/"), `${file}: ${target}`);
});

test("every folder of the server is a layer", () => {
  const known: readonly string[] = LAYERS.map(({ folder }) => folder);
  const folders = [...imports.keys()]
    .map((file) =>
      dirname(file)
        .split("/")
        .slice(0, file.startsWith(`${CORE}/`) ? 4 : 3)
        .join("/"),
    )
    .filter((folder) => folder.startsWith("server/src/"));
  assert.deepEqual(
    [...new Set(folders)].filter((folder) => !known.includes(folder)),
    [],
  );
});

test("no layer looks up", () => {
  const rankOf = (path: string): number => LAYERS.findIndex(({ folder }) => path.startsWith(`${folder}/`));
  const wrong = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => rankOf(file) >= 0 && rankOf(target) > rankOf(file))
      .map((target) => `${file} → ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test("the client knows the server by its messages alone", () => {
  const wrong = [...imports].flatMap(([file, targets]) =>
    file.startsWith("client/") ? targets.filter((target) => target.startsWith("server/")) : [],
  );
  assert.deepEqual([...new Set(wrong)], ["server/src/lsp/protocol.ts"]);
});

test("the engine imports no part of node, and packages with a home are imported there alone", () => {
  const wrong = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => {
        const home = Object.entries(WRAPPED_PACKAGES).find(
          ([name]) => target === name || target.startsWith(`${name}/`),
        )?.[1];
        const isStrange =
          home !== undefined && !file.startsWith(`${home}/`) && !/\/(main|extension)\.\w+\.ts$/.test(file);
        const isNode =
          target.startsWith("node:") && file.startsWith(`${CORE}/`) && !file.startsWith(`${CORE}/testing/`);
        return isStrange || isNode;
      })
      .map((target) => `${file} → ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test("no file imports itself by a detour", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file) || path.includes(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  assert.deepEqual(circles, []);
});
