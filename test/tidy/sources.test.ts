import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { CORE } from "../../scripts/layers.ts";

const sources: ReadonlyMap<string, string> = new Map(
  globSync("{server,client,scripts,test,benchmark}/**/*.ts", { exclude: (path) => /node_modules|\.work/.test(path) })
    .filter((file) => !file.includes(".generated."))
    .map((file) => [file, readFileSync(file, "utf8")]),
);
const engine = [...sources].filter(([file]) => file.startsWith(`${CORE}/`) && !/\.test\.ts$|\/testing\//.test(file));

/** The one place that turns a manifest's text into a number, as the API server does. */
const RESOLVER = `${CORE}/yaml/scalar.ts`;

test("a rule is three files of one name", () => {
  const rules = engine.filter(([, text]) => /= defineRule[<(]/.test(text)).map(([file]) => file.replace(/\.ts$/, ""));
  assert.ok(rules.length >= 86);
  const missing = rules.flatMap((rule) => [`${rule}.md`, `${rule}.yaml`].filter((file) => !existsSync(file)));
  assert.deepEqual(missing, []);
});

test("one resolver reads scalars", () => {
  const wrong = engine.filter(([file, text]) => file !== RESOLVER && /\bNumber\(|\bparse(?:Int|Float)\(/.test(text));
  assert.deepEqual(
    wrong.map(([file]) => file),
    [],
  );
});

test("YAML is never written anew: edits are spans on the author's text", () => {
  const wrong = engine.filter(([, text]) => /(?<!JSON)\.stringify\(|\bString\((?:doc|document)\b|\.toJS\(/.test(text));
  assert.deepEqual(
    wrong.map(([file]) => file),
    [],
  );
});

/** One class that reads a text from front to back. */
const LONGER: readonly string[] = ["server/src/core/yaml/quick-read.ts"];

test("nothing is left for later, and no file outgrows a reader", () => {
  const long = [...sources]
    .filter(([file, text]) => text.split("\n").length > 360 && !LONGER.includes(file))
    .map(([file]) => file);
  const marked = [...sources]
    .filter(([, text]) => /(?:\/\/|\*) ?(?:TODO|FIXME|XXX)\b/.test(text))
    .map(([file]) => file);
  assert.deepEqual({ long, marked }, { long: [], marked: [] });
});
