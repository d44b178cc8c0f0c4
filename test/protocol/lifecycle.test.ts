import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ErrorCodes, ResponseError } from "vscode-languageserver-protocol/node";
import { startClient, underlined } from "./client.ts";
import { temporaryFolder } from "./folder.ts";
import { PROXY, RULE } from "./manifests.ts";

const URI = "file:///shop/proxy.yaml";

test("the server says what it can", async (context) => {
  const { initialized, stop } = await startClient(context);
  const { capabilities, serverInfo } = initialized;
  assert.equal(serverInfo?.name, "portolan-language-server");
  assert.equal(capabilities.hoverProvider, true);
  assert.ok(typeof capabilities.codeActionProvider === "object");
  assert.ok(capabilities.codeActionProvider.codeActionKinds?.includes("quickfix"));
  assert.ok(typeof capabilities.diagnosticProvider === "object");
  assert.equal(capabilities.diagnosticProvider.interFileDependencies, true);
  assert.equal(await stop(), 0);
});

test("a client that cannot pull is not told to", async (context) => {
  const { initialized } = await startClient(context, { pulls: false });
  assert.equal(initialized.capabilities.diagnosticProvider, undefined);
});

test("exit without shutdown is a failure", async (context) => {
  const { connection, process } = await startClient(context);
  const exited = new Promise((resolve) => process.once("exit", resolve));
  await connection.sendNotification("exit");
  assert.equal(await exited, 1);
});

test("what was compiled is kept for the next start where node is told where", async (context) => {
  const folder = temporaryFolder(context);
  const home = fileURLToPath(folder.root);
  const { stop } = await startClient(context, { env: { NODE_COMPILE_CACHE: home } });
  assert.equal(await stop(), 0);
  const kept = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  assert.equal(kept.length, 1);
});

test("a request that does not exist is refused, and the server lives on", async (context) => {
  const client = await startClient(context);
  await assert.rejects(client.connection.sendRequest("portolan/noSuchThing", {}), (error) => {
    assert.ok(error instanceof ResponseError);
    assert.equal(error.code, ErrorCodes.MethodNotFound);
    return true;
  });
  await client.connection.sendNotification("$/portolan/noSuchThing", {});
  await client.open(URI, PROXY);
  assert.deepEqual(underlined(PROXY, await client.pull(URI), RULE), ["80"]);
});

test("documents that are not open, and positions that are not there, have no answer", async (context) => {
  const client = await startClient(context);
  const nowhere = { line: 999, character: 999 };
  assert.equal(await client.hover(URI, nowhere), null);
  assert.deepEqual(await client.pull(URI), []);
  assert.deepEqual(await client.codeActions(URI, { start: nowhere, end: nowhere }), []);
  await client.connection.sendNotification("textDocument/didChange", {
    textDocument: { uri: URI, version: 2 },
    contentChanges: [{ text: PROXY }],
  });
  await client.connection.sendNotification("textDocument/didClose", { textDocument: { uri: URI } });
  await client.open(URI, PROXY);
  assert.equal(await client.hover(URI, nowhere), null);
  assert.deepEqual(await client.codeActions(URI, { start: nowhere, end: nowhere }), []);
  assert.deepEqual(underlined(PROXY, await client.pull(URI), RULE), ["80"]);
});

test("a message that is no JSON does not end the server", async (context) => {
  const client = await startClient(context);
  client.process.stdin?.write("Content-Length: 5\r\n\r\n{bad}");
  await client.open(URI, PROXY);
  assert.deepEqual(underlined(PROXY, await client.pull(URI), RULE), ["80"]);
});

test("parameters of a wrong shape are an error of that request alone", async (context) => {
  const client = await startClient(context);
  for (const method of ["textDocument/hover", "textDocument/codeAction", "textDocument/diagnostic"])
    await assert.rejects(client.connection.sendRequest(method, { textDocument: null }));
  await client.open(URI, PROXY);
  assert.deepEqual(underlined(PROXY, await client.pull(URI), RULE), ["80"]);
});
