import assert from "node:assert/strict";
import { test } from "node:test";
import { DiagnosticSeverity } from "vscode-languageserver-protocol/node";
import { rangeOf, startClient, underlined } from "./client.ts";
import { PROXY, RULE } from "./manifests.ts";

const URI = "file:///shop/proxy.yaml";
const REPORTED = ["80"];

test("a pulled diagnostic has its rule, its page and its range", async (context) => {
  const client = await startClient(context);
  await client.open(URI, PROXY);
  const diagnostic = (await client.pull(URI)).find(({ code }) => code === RULE);
  assert.ok(diagnostic);
  assert.equal(diagnostic.source, "portolan");
  assert.equal(diagnostic.severity, DiagnosticSeverity.Error);
  assert.match(diagnostic.codeDescription?.href ?? "", /^https:.*\/docs\/rules\/host-network-port-mismatch\.md$/);
  const line = rangeOf(PROXY, "hostPort: 80").start.line;
  assert.deepEqual(diagnostic.range, { start: { line, character: 20 }, end: { line, character: 22 } });
});

test("a client that cannot pull is pushed to, and told when a document is closed", async (context) => {
  const client = await startClient(context, { pulls: false });
  await client.open(URI, PROXY);
  const found = await client.pushed(URI, (diagnostics) => diagnostics.length > 0);
  assert.deepEqual(underlined(PROXY, found, RULE), REPORTED);
  await client.replace(URI, "hostPort: 80 ", "hostPort: 8080 ");
  await client.pushed(URI, (diagnostics) => !diagnostics.some(({ code }) => code === RULE));
  await client.replace(URI, "hostPort: 8080 ", "hostPort: 81 ");
  await client.pushed(URI, (diagnostics) => diagnostics.some(({ code }) => code === RULE));
  await client.close(URI);
  await client.pushed(URI, (diagnostics) => diagnostics.length === 0);
});

test("incremental edits are followed", async (context) => {
  const client = await startClient(context);
  await client.open(URI, PROXY);
  await client.replace(URI, "hostPort: 80 ", "hostPort: 8080 ");
  assert.deepEqual(underlined(client.text(URI), await client.pull(URI), RULE), []);
  await client.replace(URI, "containerPort: 8080", "containerPort: 9090");
  assert.deepEqual(underlined(client.text(URI), await client.pull(URI), RULE), ["8080"]);
  await client.replace(URI, "apiVersion: v1\n", "# three\n# lines\n# above\napiVersion: v1\n");
  assert.deepEqual(underlined(client.text(URI), await client.pull(URI), RULE), ["8080"]);
});

test("edits that come faster than answers leave nothing stale", async (context) => {
  const client = await startClient(context);
  await client.open(URI, PROXY);
  const asked: Promise<unknown>[] = [];
  for (let port = 1000; port < 1200; port++) {
    const before = port === 1000 ? "80 " : `${port - 1} `;
    await client.replace(URI, `hostPort: ${before}`, `hostPort: ${port} `);
    if (port % 10 === 0) asked.push(client.pull(URI));
  }
  await Promise.all(asked);
  assert.deepEqual(underlined(client.text(URI), await client.pull(URI), RULE), ["1199"]);
});

test("every state of a manifest that is being typed has an answer", async (context) => {
  const client = await startClient(context);
  await client.open(URI, "");
  const document = (): string => client.text(URI);
  for (const character of PROXY) {
    const { end } = rangeOf(document(), document());
    await client.change(URI, [{ range: { start: end, end }, text: character }]);
    assert.ok(Array.isArray(await client.pull(URI)));
  }
  assert.deepEqual(underlined(PROXY, await client.pull(URI), RULE), REPORTED);
});

test("a manifest is read as far as it is whole", async (context) => {
  const client = await startClient(context);
  await client.open(URI, `${PROXY}---\napiVersion: v1\nkind: Service\nmetadata: {name: \nspec:\n\t- [`);
  assert.deepEqual(underlined(client.text(URI), await client.pull(URI), RULE), REPORTED);
});

for (const [name, text] of [
  ["Windows line ends", PROXY.replaceAll("\n", "\r\n")],
  ["a byte order mark", `\uFEFF${PROXY}`],
  ["a directive and an end mark", `%YAML 1.2\n---\n${PROXY}...\n`],
] as const)
  test(`with ${name} the range is right`, async (context) => {
    const client = await startClient(context);
    await client.open(URI, text);
    assert.deepEqual(underlined(text, await client.pull(URI), RULE), REPORTED);
  });

test("columns count UTF-16 units, also behind characters that take two", async (context) => {
  const client = await startClient(context);
  const text = PROXY.replace(
    "        - name: http\n          containerPort: 8080\n          hostPort: 80 #",
    '        - {name: "🚢🚢", containerPort: 8080, hostPort: 80} #',
  );
  await client.open(URI, text);
  const diagnostics = await client.pull(URI);
  assert.deepEqual(underlined(text, diagnostics, RULE), REPORTED);
  assert.deepEqual(diagnostics.find(({ code }) => code === RULE)?.range.start, rangeOf(text, "80} #").start);
});

test("the same file is known by every spelling of its address", async (context) => {
  const client = await startClient(context);
  await client.open("file:///C%3A/my%20shop/proxy.yaml", PROXY);
  for (const spelling of ["file:///c:/my%20shop/proxy.yaml", "file:///C:/my shop/proxy.yaml"])
    assert.deepEqual(underlined(PROXY, await client.pull(spelling), RULE), REPORTED, spelling);
});

test("what is no manifest is left alone", async (context) => {
  const client = await startClient(context);
  const texts = [
    "",
    "\n\n",
    "a: 1",
    "- hostPort: 80",
    "services: {web: {ports: ['80:80']}}",
    "\0\0\0",
    "<<<<<<< HEAD\n",
  ];
  for (const [index, text] of texts.entries()) {
    const uri = `file:///shop/${index}.yaml`;
    await client.open(uri, text);
    assert.deepEqual(await client.pull(uri), [], JSON.stringify(text));
  }
});

test("documents of other languages and views of old text are left alone", async (context) => {
  const client = await startClient(context);
  await client.open("file:///shop/notes.md", PROXY, "markdown");
  assert.deepEqual(await client.pull("file:///shop/notes.md"), []);
  await client.open("git:/shop/proxy.yaml?ref=HEAD", PROXY);
  assert.deepEqual(await client.pull("git:/shop/proxy.yaml?ref=HEAD"), []);
});
