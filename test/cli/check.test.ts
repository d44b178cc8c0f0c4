import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { findingsOf, portolan, root } from "./run.ts";

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports: [{port: 80, nodePort: 31999}]
`;
const REFUSED = SERVICE.replace("31999", "80");

function folder(context: TestContext, files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "portolan cli-"));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

test("an error ends it with 1, and the place counts from 1", (context) => {
  const cwd = folder(context, { "web.yaml": REFUSED });
  const run = portolan(["check", "--format", "json", "web.yaml"], cwd);
  assert.equal(run.code, 1);
  const [{ message, ...finding } = assert.fail()] = findingsOf(run);
  assert.deepEqual(finding, {
    file: "web.yaml",
    line: 6,
    column: 32,
    endLine: 6,
    endColumn: 34,
    rule: "node-port-out-of-range",
    severity: "error",
  });
  assert.match(
    message,
    /API server: spec\.ports\[0\]\.nodePort: Invalid value: 80: provided port is not in the valid range/,
  );
});

test("less than an error ends it with 0", (context) => {
  const cwd = folder(context, { "web.yaml": SERVICE });
  const run = portolan(["check", "--format", "json", "."], cwd);
  assert.equal(run.code, 0);
  assert.deepEqual(
    findingsOf(run).map(({ file, severity }) => [file, severity]),
    [["web.yaml", "hint"]],
  );
});

test("the nearest portolan.yaml above the first path counts, or one that is named", (context) => {
  const range = "nodePortRange: 80-100\n";
  const cwd = folder(context, { "web.yaml": REFUSED, "portolan.yaml": range });
  assert.deepEqual(findingsOf(portolan(["check", "--format", "json", "web.yaml"], cwd)), []);
  const bare = folder(context, { "web.yaml": REFUSED, "other.yaml": range });
  assert.equal(portolan(["check", "."], bare).code, 1);
  assert.deepEqual(findingsOf(portolan(["check", "--format", "json", "--config", "other.yaml", "."], bare)), []);
});

test("what is wrong in the configuration is a finding in it, and the rest of it counts", (context) => {
  const config = "nodePortRange: 80-100\nrules:\n  no-such-rule: off\n";
  const cwd = folder(context, { "web.yaml": REFUSED, "portolan.yaml": config });
  const run = portolan(["check", "--format", "json", "."], cwd);
  assert.equal(run.code, 1);
  assert.deepEqual(
    findingsOf(run).map(({ file, line, rule }) => [file, line, rule]),
    [["portolan.yaml", 3, "invalid-configuration"]],
  );
});

test("what the configuration excludes is not checked", (context) => {
  const cwd = folder(context, { "web.yaml": REFUSED, "portolan.yaml": "exclude: [web.yaml]\n" });
  assert.deepEqual(findingsOf(portolan(["check", "--format", "json", "."], cwd)), []);
});

test("a call that is wrong ends with 2 and prints nothing but why", (context) => {
  const cwd = folder(context, { "web.yaml": SERVICE });
  for (const args of [
    ["check", "nowhere"],
    ["check", "--format", "yaml", "."],
    ["check", "--unheard-of"],
    ["check", "--config", "nowhere.yaml", "."],
    ["inspect"],
  ]) {
    const { code, stdout, stderr } = portolan(args, cwd);
    assert.deepEqual([code, stdout], [2, ""], args.join(" "));
    assert.doesNotMatch(stderr, / at .*\.js:/, "a message, not a stack");
  }
});

test("text names the file once, and every finding with its place, level and rule", () => {
  const json = findingsOf(portolan(["check", "--format", "json", "examples"]));
  const { stdout } = portolan(["check", "examples"]);
  for (const { line, column, severity, rule, message } of json)
    assert.match(stdout, new RegExp(`^ *${line}:${column} +${severity} +${escaped(message)} +${rule}$`, "m"));
  for (const file of new Set(json.map((finding) => finding.file)))
    assert.equal(stdout.split("\n").filter((text) => text === file).length, 1, file);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

test("help and version", () => {
  assert.match(portolan(["--help"]).stdout, /check \[\.\.\.paths\]/);
  assert.match(portolan(["--version"], root).stdout, /portolan\/\d+\.\d+\.\d+/);
});
