import assert from "node:assert/strict";
import { test } from "node:test";
import { DidChangeWatchedFilesNotification, FileChangeType } from "vscode-languageserver-protocol/node";
import { eventually, startClient } from "./client.ts";
import { breaksRule, pullWorkspace, temporaryFolder } from "./folder.ts";
import { PROXY } from "./manifests.ts";

test("files that are not open are told of, and followed on disk", async (context) => {
  const folder = temporaryFolder(context);
  const [proxy, fine] = [folder.write("a/proxy.yaml", PROXY), folder.write("b/fine.yaml", "apiVersion: v1\n")];
  folder.write("node_modules/x/proxy.yaml", PROXY);
  const client = await startClient(context, { folders: [folder.root] });
  const found = pullWorkspace(context, client);
  await eventually("the finding", () => breaksRule(found.get(proxy)));
  assert.deepEqual([...found.keys()], [proxy]);
  folder.write("b/fine.yaml", PROXY);
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: fine, type: FileChangeType.Changed }],
  });
  await eventually("the finding in the changed file", () => breaksRule(found.get(fine)));
  folder.remove("a/proxy.yaml");
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: proxy, type: FileChangeType.Deleted }],
  });
  await eventually("no finding in the deleted file", () => found.get(proxy)?.length === 0);
});

test("a document that was just closed still has what is found in its file", async (context) => {
  const folder = temporaryFolder(context);
  const proxy = folder.write("proxy.yaml", PROXY);
  const client = await startClient(context, { folders: [folder.root] });
  await client.open(proxy, PROXY);
  await client.ready();
  assert.ok(breaksRule(await client.pull(proxy)));
  await client.close(proxy);
  assert.ok(breaksRule(await client.pull(proxy)));
  assert.deepEqual(await client.pull("file:///elsewhere/proxy.yaml"), []);
});

test("where only open files are to be looked at, nothing is left of one that was closed", async (context) => {
  const folder = temporaryFolder(context);
  const proxy = folder.write("proxy.yaml", PROXY);
  const settings = (): unknown => ({ diagnostics: { scope: "openFiles" } });
  const client = await startClient(context, { folders: [folder.root], settings });
  await client.open(proxy, PROXY);
  await client.ready();
  assert.ok(breaksRule(await client.pull(proxy)));
  await client.close(proxy);
  assert.deepEqual(await client.pull(proxy), []);
});

test("a document that is opened is not told of as a file any more, nor that nothing is found in it", async (context) => {
  const folder = temporaryFolder(context);
  const [proxy, other] = [folder.write("proxy.yaml", PROXY), folder.write("other.yaml", "apiVersion: v1\n")];
  const client = await startClient(context, { folders: [folder.root] });
  const found = pullWorkspace(context, client);
  await eventually("the finding", () => breaksRule(found.get(proxy)));
  await client.open(proxy, PROXY);
  folder.write("other.yaml", PROXY);
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: other, type: FileChangeType.Changed }],
  });
  await eventually("the finding in another file", () => breaksRule(found.get(other)));
  assert.ok(breaksRule(found.get(proxy)));
});

test("a client that asks a last time for a closed document is told of its file behind the answer", async (context) => {
  const folder = temporaryFolder(context);
  const proxy = folder.write("proxy.yaml", PROXY);
  const client = await startClient(context, { folders: [folder.root] });
  await client.open(proxy, PROXY);
  const found = pullWorkspace(context, client);
  await client.close(proxy);
  await eventually("the finding, now of a file", () => breaksRule(found.get(proxy)));
  found.clear();
  const answer = client.pull(proxy).then(() => assert.equal(found.size, 0));
  await eventually("the finding once more", () => breaksRule(found.get(proxy)));
  await answer;
  folder.remove("proxy.yaml");
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: proxy, type: FileChangeType.Deleted }],
  });
  await eventually("no finding in the removed file", () => found.get(proxy)?.length === 0);
  found.clear();
  assert.deepEqual(await client.pull(proxy), []);
  await eventually("that once more", () => found.get(proxy)?.length === 0);
});

test("findings of a document that is closed and then removed go", async (context) => {
  const folder = temporaryFolder(context);
  const proxy = folder.write("proxy.yaml", PROXY);
  const client = await startClient(context, { folders: [folder.root] });
  await client.open(proxy, PROXY);
  assert.ok(breaksRule(await client.pull(proxy)));
  const found = pullWorkspace(context, client);
  await client.close(proxy);
  await eventually("the finding, now of a file", () => breaksRule(found.get(proxy)));
  folder.remove("proxy.yaml");
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: proxy, type: FileChangeType.Deleted }],
  });
  await eventually("no finding in the removed file", () => found.get(proxy)?.length === 0);
});

test("an open document counts, not its file", async (context) => {
  const folder = temporaryFolder(context);
  const proxy = folder.write("proxy.yaml", PROXY);
  const client = await startClient(context, { folders: [folder.root] });
  await client.open(proxy, PROXY.replace("hostPort: 80 ", "hostPort: 8080 "));
  assert.ok(!breaksRule(await client.pull(proxy)));
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: proxy, type: FileChangeType.Changed }],
  });
  assert.ok(!breaksRule(await client.pull(proxy)));
});
