import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DocumentDiagnosticRequest,
  FileChangeType,
  type FileEvent,
} from "vscode-languageserver-protocol/node";
import { type Client, eventually, startClient } from "./client.ts";
import { breaksRule, pullWorkspace, temporaryFolder } from "./folder.ts";
import { PROXY } from "./manifests.ts";

function tell({ connection }: Client, changes: FileEvent[]): Promise<void> {
  return connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
}

const service = (name: string, nodePort: number): string => `apiVersion: v1
kind: Service
metadata: {name: ${name}}
spec: {type: NodePort, selector: {app: ${name}}, ports: [{port: 80, nodePort: ${nodePort}}]}
`;
const TAKEN = "node-port-duplicate-across-services";

test("a directory that goes takes its files along, but not a document that is open", async (context) => {
  const folder = temporaryFolder(context);
  const [one, two] = [folder.write("a/b/one.yaml", PROXY), folder.write("a/two.yaml", PROXY)];
  const client = await startClient(context, { folders: [folder.root] });
  const found = pullWorkspace(context, client);
  await client.open(two, PROXY);
  await eventually("the finding", () => breaksRule(found.get(one)));
  await tell(client, [{ uri: folder.remove("a"), type: FileChangeType.Deleted }]);
  await eventually("no finding in the file that is gone", () => found.get(one)?.length === 0);
  assert.ok(breaksRule(await client.pull(two)));
});

test("a directory that comes brings its files, as far as they are listed", async (context) => {
  const folder = temporaryFolder(context);
  folder.write(".gitignore", "out\n");
  const client = await startClient(context, { folders: [folder.root] });
  const found = pullWorkspace(context, client);
  const one = folder.write("renamed/b/one.yaml", PROXY);
  const ignored = folder.write("renamed/out/two.yaml", PROXY);
  await tell(client, [{ uri: one.slice(0, -"/b/one.yaml".length), type: FileChangeType.Created }]);
  await eventually("the finding", () => breaksRule(found.get(one)));
  assert.equal(found.get(ignored), undefined);
});

test("hundreds of events are one round of work", async (context) => {
  const folder = temporaryFolder(context);
  folder.write("kustomization.yaml", `resources: [web.yaml, ${names(300).join(", ")}]\n`);
  const files = names(300).map((name, index) => folder.write(name, service(`other-${index}`, 30100 + index)));
  const web = folder.write("web.yaml", service("web", 30080));
  const client = await startClient(context, { folders: [folder.root] });
  const isTaken = async (): Promise<boolean> => (await client.pull(web)).some(({ code }) => code === TAKEN);
  await client.open(web, service("web", 30080));
  assert.ok(!(await isTaken()));
  await client.ready();
  const before = client.refreshes();
  for (const name of names(300)) folder.write(name, service(name.replace(".yaml", ""), 30080));
  await tell(
    client,
    files.map((uri) => ({ uri, type: FileChangeType.Changed })),
  );
  await eventually("the conflict", isTaken);
  await eventually("word of it", () => client.refreshes() > before);
  assert.ok(client.refreshes() - before <= 2, `${client.refreshes() - before} times`);
});

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `file-${index}.yaml`);
}

test("what changes in a file alone is told of, too", async (context) => {
  const folder = temporaryFolder(context);
  const proxy = folder.write("proxy.yaml", PROXY);
  const client = await startClient(context, { folders: [folder.root] });
  const found = pullWorkspace(context, client);
  await eventually("the finding", () => breaksRule(found.get(proxy)));
  folder.write("proxy.yaml", `# portolan-disable-file -- a test\n${PROXY}`);
  await tell(client, [{ uri: proxy, type: FileChangeType.Changed }]);
  await eventually("no finding where it is suppressed", () => !breaksRule(found.get(proxy)));
});

test("folders come and go", async (context) => {
  const [first, second] = [temporaryFolder(context), temporaryFolder(context)];
  const [one, two] = [first.write("one.yaml", PROXY), second.write("two.yaml", PROXY)];
  const client = await startClient(context, { folders: [first.root] });
  const found = pullWorkspace(context, client);
  await eventually("the finding in the first folder", () => breaksRule(found.get(one)));
  const folder = (uri: string): { uri: string; name: string } => ({ uri, name: "folder" });
  await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
    event: { added: [folder(second.root)], removed: [folder(first.root)] },
  });
  await eventually("the finding in the second folder", () => breaksRule(found.get(two)));
  await eventually("none in the first folder", () => found.get(one)?.length === 0);
});

test("where only open files count, others are not told of", async (context) => {
  const folder = temporaryFolder(context);
  const [one, two] = [folder.write("one.yaml", PROXY), folder.write("two.yaml", PROXY)];
  const client = await startClient(context, {
    folders: [folder.root],
    settings: () => ({ diagnostics: { scope: "openFiles" } }),
  });
  const found = pullWorkspace(context, client);
  await client.open(one, PROXY);
  assert.ok(breaksRule(await client.pull(one)));
  await tell(client, [{ uri: two, type: FileChangeType.Changed }]);
  await client.close(one);
  await client.open(two, PROXY);
  assert.ok(breaksRule(await client.pull(two)));
  assert.ok(![...found.values()].some(breaksRule));
});

test("a file that is too large has one remark, and the rest is checked", async (context) => {
  const folder = temporaryFolder(context);
  folder.write("portolan.yaml", "maxFileSize: 1024\n");
  const large = folder.write("large.yaml", `${PROXY}# ${"-".repeat(1024)}\n`);
  const small = folder.write("small.yaml", PROXY);
  const client = await startClient(context, { folders: [folder.root] });
  const found = pullWorkspace(context, client);
  await eventually("the finding in the small file", () => breaksRule(found.get(small)));
  await eventually("the remark", () => found.get(large)?.length === 1);
  assert.deepEqual(
    found.get(large)?.map(({ code }) => code),
    ["file-too-large"],
  );
});

test("what a client knows is not sent again", async (context) => {
  const client = await startClient(context);
  const uri = "file:///shop/proxy.yaml";
  await client.open(uri, PROXY);
  const pull = (previousResultId?: string): Promise<{ kind: string; resultId?: string }> =>
    client.connection.sendRequest(DocumentDiagnosticRequest.type, {
      textDocument: { uri },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });
  const first = await pull();
  const second = await pull(first.resultId);
  assert.deepEqual(second, { kind: "unchanged", resultId: first.resultId });
  await client.replace(uri, "hostPort: 80 ", "hostPort: 81 ");
  assert.equal((await pull(first.resultId)).kind, "full");
});

test("indexing tells how far it has come, and stops when somebody ends it", async (context) => {
  const folder = temporaryFolder(context);
  const text = Array.from({ length: 80 }, (_, index) => service(`web-${index}`, 30000 + index)).join("---\n");
  const count = 1500;
  for (const name of names(count)) folder.write(name, text);
  let total = 0;
  const status: { readonly state: string; readonly files: number }[] = [];
  const client = await startClient(context, {
    folders: [folder.root],
    capabilities: { window: { workDoneProgress: true } },
    listen(connection) {
      connection.onNotification("portolan/status", (sent) => {
        status.push(sent);
      });
      connection.onNotification("$/progress", ({ token, value: { kind, message } }) => {
        total = Number(/of (\d+) files/.exec(message ?? "")?.[1] ?? total);
        if (kind === "report" && total > 0)
          void connection.sendNotification("window/workDoneProgress/cancel", { token });
      });
    },
  });
  await eventually("the end", () => status.at(-1)?.state === "ready");
  assert.equal(total, count);
  assert.ok((status.at(-1)?.files ?? count) < count);
  const uri = `${folder.root}/file-${count - 1}.yaml`;
  await client.open(uri, PROXY);
  assert.ok(breaksRule(await client.pull(uri)));
});
