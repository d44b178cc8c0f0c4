import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { readConfigFile } from "../../server/src/core/settings/config-file.ts";
import { linesOf } from "../../server/src/core/text/lines.ts";
import { RULE_IDS } from "../../server/src/core/workspace/rule-ids.ts";
import { createProject } from "../../server/src/host/project.ts";
import { eventually, startClient } from "../protocol/client.ts";
import { findingsOf, portolan, root } from "./run.ts";

/** The server, the command line and an engine that sees the same texts for the first time say the same. */
const examples = join(root, "examples");
const uri = pathToFileURL(examples).href;
const files = globSync("**/*.{yaml,json}", { cwd: examples }).sort();
const LEVELS = ["", "error", "warning", "information", "hint"];

type Row = readonly [file: string, line: number, column: number, rule: string, level: string, message: string];

const byPlace = (a: Row, b: Row): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

function fromScratch(): Row[] {
  const { config } = readConfigFile(readFileSync(join(examples, "portolan.yaml"), "utf8"), RULE_IDS);
  const { workspace } = createProject({ root: uri, config, exclude: [], gitignore: false, log: assert.fail });
  const texts = new Map(files.map((file) => [`${uri}/${file}`, readFileSync(join(examples, file), "utf8")]));
  workspace.list([...texts.keys()]);
  for (const [file, text] of texts) workspace.update(file, text);
  for (const file of workspace.wanted()) workspace.update(file, texts.get(file) ?? "");
  return [...texts].flatMap(([file, text]) => {
    const lines = linesOf(text);
    return workspace.findings(file).map(({ start, rule, level, text: message }): Row => {
      const { line, character } = lines.positionAt(start);
      return [file.slice(uri.length + 1), line, character, rule, level, message];
    });
  });
}

test("the three ways in agree on every example", async (context) => {
  const expected = fromScratch().sort(byPlace);
  assert.ok(expected.length > 5);

  const printed = findingsOf(portolan(["check", "--format", "json", "."], examples)).map(
    ({ file, line, column, rule, severity, message }): Row => [file, line - 1, column - 1, rule, severity, message],
  );
  assert.deepEqual(printed.sort(byPlace), expected);

  const client = await startClient(context, { folders: [uri] });
  for (const file of files) await client.open(`${uri}/${file}`, readFileSync(join(examples, file), "utf8"));
  const pull = async (): Promise<Row[]> => {
    const pulled: Row[] = [];
    for (const file of files)
      for (const { range, code, severity, message } of await client.pull(`${uri}/${file}`))
        pulled.push([
          file,
          range.start.line,
          range.start.character,
          `${code}`,
          LEVELS[severity ?? 0] ?? "",
          `${message}`,
        ]);
    return pulled.sort(byPlace);
  };
  await eventually("the folder is indexed", async () => (await pull()).length === expected.length);
  assert.deepEqual(await pull(), expected);
});
