import assert from "node:assert/strict";
import { test } from "node:test";
import { DidChangeConfigurationNotification } from "vscode-languageserver-protocol/node";
import { edited, eventually, rangeOf, startClient, underlined } from "./client.ts";
import { PROXY, RULE } from "./manifests.ts";

const URI = "file:///shop/proxy.yaml";

test("a hover says something about the field under the cursor, and where it stands", async (context) => {
  const client = await startClient(context);
  await client.open(URI, PROXY);
  const range = rangeOf(PROXY, "hostPort");
  const hover = await client.hover(URI, range.start);
  assert.ok(hover && typeof hover.contents === "object" && "value" in hover.contents);
  assert.match(hover.contents.value, /hostPort/);
  assert.deepEqual(hover.range?.start, range.start);
  assert.equal(await client.hover(URI, rangeOf(PROXY, "image").start), null);
});

test("a fix edits the version that it was made for, and keeps everything else", async (context) => {
  const client = await startClient(context);
  await client.open(URI, PROXY);
  await client.replace(URI, "haproxy:3.2", "haproxy:3.3");
  const text = client.text(URI);
  const actions = await client.codeActions(URI, rangeOf(text, "80 #"));
  const action = actions.find(({ title }) => /remove hostPort/i.test(title));
  assert.ok(action, actions.map(({ title }) => title).join(" | "));
  assert.equal(action.kind, "quickfix");
  assert.ok(action.diagnostics?.some(({ code }) => code === RULE));
  const after = edited(URI, text, action.edit, 2);
  assert.doesNotMatch(after, /hostPort/);
  assert.equal(after, text.slice(0, after.length));
});

test("a fix keeps the line ends of the file", async (context) => {
  const client = await startClient(context);
  const text = PROXY.replaceAll("\n", "\r\n");
  await client.open(URI, text);
  for (const action of await client.codeActions(URI, rangeOf(text, "80 #"), ["quickfix"])) {
    if (!action.edit?.documentChanges) continue;
    assert.doesNotMatch(edited(URI, text, action.edit, 1), /(?<!\r)\n/, action.title);
  }
});

test("only the kinds that are asked for are offered", async (context) => {
  const client = await startClient(context);
  await client.open(URI, PROXY);
  const range = rangeOf(PROXY, "80 #");
  assert.ok((await client.codeActions(URI, range, ["quickfix"])).length > 0);
  for (const { kind = "" } of await client.codeActions(URI, range, ["quickfix"])) assert.match(kind, /^quickfix/);
  assert.deepEqual(await client.codeActions(URI, range, ["source.organizeImports"]), []);
});

test("nothing is offered away from a finding", async (context) => {
  const client = await startClient(context);
  await client.open(URI, PROXY);
  const { start } = rangeOf(PROXY, "apiVersion");
  assert.deepEqual(await client.codeActions(URI, { start, end: start }, ["quickfix"]), []);
});

test("settings are asked for, and heeded when they change", async (context) => {
  let rules: Record<string, string> = {};
  const client = await startClient(context, { settings: () => ({ rules }) });
  await client.open(URI, PROXY);
  assert.deepEqual(underlined(PROXY, await client.pull(URI), RULE), ["80"]);
  const before = client.refreshes();
  rules = { [RULE]: "off" };
  await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  await eventually("the server asks for everything to be pulled again", () => client.refreshes() > before);
  await eventually("the rule is off", async () => underlined(PROXY, await client.pull(URI), RULE).length === 0);
});
