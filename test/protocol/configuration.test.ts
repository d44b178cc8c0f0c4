import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  CancellationTokenSource,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver-protocol/node";
import { type Client, edited, eventually, rangeOf, startClient, underlined } from "./client.ts";
import { PROXY, RULE } from "./manifests.ts";

const WRONG = "invalid-configuration";

/** A folder on disk with these files; its URI, and those of the files. */
function folderWith(context: TestContext, files: Readonly<Record<string, string>>) {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "portolan configuration-")));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  const write = (name: string, text: string): string => {
    const path = join(directory, name);
    mkdirSync(join(path, ".."), { recursive: true });
    writeFileSync(path, text);
    return pathToFileURL(path).href;
  };
  const uris = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, write(name, text)]));
  return { root: pathToFileURL(directory).href, write, uriOf: (name: string): string => uris[name] ?? "" };
}

async function isReported(client: Client, uri: string): Promise<boolean> {
  return (await client.pull(uri)).some(({ code }) => code === RULE);
}

test("a configuration that is wrong is told of in its own file, and the rest of it counts", async (context) => {
  const config = `nodeCount: many\nrules:\n  ${RULE}: off\n  host-network-used: loud\n`;
  const folder = folderWith(context, { "portolan.yaml": config, "proxy.yaml": PROXY });
  const client = await startClient(context, { folders: [folder.root] });
  await client.open(folder.uriOf("proxy.yaml"), PROXY);
  await eventually("the rule is off", async () => !(await isReported(client, folder.uriOf("proxy.yaml"))));
  const uri = folder.uriOf("portolan.yaml");
  await client.open(uri, config);
  assert.deepEqual(underlined(config, await client.pull(uri), WRONG), ["many", "loud"]);
  // Put right while it is being edited: it counts before it is saved.
  await client.replace(uri, "many", "3");
  await client.replace(uri, "loud", "hint");
  await client.replace(uri, `${RULE}: off`, `${RULE}: warning`);
  await eventually("the configuration is right", async () => (await client.pull(uri)).length === 0);
  await eventually("the rule is on", () => isReported(client, folder.uriOf("proxy.yaml")));
});

test("it is told of while it is closed, too, until it is right", async (context) => {
  const folder = folderWith(context, { "portolan.yaml": "nodeCount: many\n", "deep/portolan.yaml": "no: 1\n" });
  const client = await startClient(context, { folders: [folder.root] });
  const found = new Map<string, number>();
  const cancellation = new CancellationTokenSource();
  context.after(() => cancellation.cancel());
  client.connection.onProgress(WorkspaceDiagnosticRequest.partialResult, "all", ({ items }) => {
    for (const item of items) if (item.kind === "full") found.set(item.uri, item.items.length);
  });
  client.connection
    .sendRequest(
      WorkspaceDiagnosticRequest.type,
      { previousResultIds: [], partialResultToken: "all" },
      cancellation.token,
    )
    .catch(() => {});
  const uri = folder.uriOf("portolan.yaml");
  await eventually("the problem", () => found.get(uri) === 1);
  // Only the one at the root is a configuration.
  assert.deepEqual([...found.keys()], [uri]);
  folder.write("portolan.yaml", "nodeCount: 3\n");
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri, type: FileChangeType.Changed }],
  });
  await eventually("no problem any more", () => found.get(uri) === 0);
});

test("a configuration that is no YAML is told of once, and manifests are checked all the same", async (context) => {
  const folder = folderWith(context, { "portolan.yaml": "rules: [\n", "proxy.yaml": PROXY });
  const client = await startClient(context, { folders: [folder.root] });
  await client.open(folder.uriOf("proxy.yaml"), PROXY);
  assert.ok(await isReported(client, folder.uriOf("proxy.yaml")));
  await client.open(folder.uriOf("portolan.yaml"), "rules: [\n");
  assert.equal((await client.pull(folder.uriOf("portolan.yaml"))).length, 1);
});

test("the file wins over the editor's settings; what it does not say is theirs", async (context) => {
  const folder = folderWith(context, { "portolan.yaml": "kubernetesVersion: 1.33\n", "proxy.yaml": PROXY });
  let settings: unknown = { kubernetesVersion: "1.37", rules: { [RULE]: "off" } };
  const client = await startClient(context, { folders: [folder.root], settings: () => settings });
  const uri = folder.uriOf("proxy.yaml");
  await client.open(uri, PROXY);
  await eventually("the editor's rule", async () => !(await isReported(client, uri)));
  settings = { rules: {}, exempt: [{ kind: "Pod", name: "prox*" }] };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await eventually("the exemption", async () => (await client.pull(uri)).length === 0);
  settings = { exempt: [{ kind: "Pod", name: "db" }] };
  await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  await eventually("no exemption", () => isReported(client, uri));
});

test("excluded files are not looked at, closed or open", async (context) => {
  const folder = folderWith(context, {
    "portolan.yaml": "exclude: [generated/**]\n",
    "generated/proxy.yaml": PROXY,
    "own/proxy.yaml": PROXY,
  });
  const client = await startClient(context, { folders: [folder.root] });
  for (const name of ["generated/proxy.yaml", "own/proxy.yaml"]) await client.open(folder.uriOf(name), PROXY);
  await eventually("no finding", async () => (await client.pull(folder.uriOf("generated/proxy.yaml"))).length === 0);
  assert.ok(await isReported(client, folder.uriOf("own/proxy.yaml")));
});

test("a finding is suppressed by a fix that comes last, and a suppression of nothing goes by another", async (context) => {
  const client = await startClient(context);
  const uri = "file:///shop/proxy.yaml";
  await client.open(uri, PROXY);
  const actions = await client.codeActions(uri, rangeOf(PROXY, "80 #"), ["quickfix"]);
  const suppress = actions.at(-1);
  const after = edited(uri, PROXY, suppress?.edit, 1);
  assert.ok(after.includes(`          # portolan-disable-next-line ${RULE}\n          hostPort: 80`), after);
  await client.replace(uri, PROXY, after);
  assert.ok(!(await isReported(client, uri)));
  await client.replace(uri, "hostPort: 80", "hostPort: 8080");
  const unused = (await client.pull(uri)).find(({ code }) => code === "unused-suppression");
  assert.ok(unused);
  const offered = await client.codeActions(uri, unused.range, ["quickfix"]);
  // No comment silences what is said of a comment.
  assert.equal(offered.length, 1);
  assert.equal(edited(uri, client.text(uri), offered[0]?.edit, 3), PROXY.replace("hostPort: 80 ", "hostPort: 8080 "));
});

test("clusters can be named in the editor's settings; those of the file replace them", async (context) => {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {nodeName: one, containers: [{name: c, image: c:1, ports: [{containerPort: 80, hostPort: 8080}]}]}\n`;
  const folder = folderWith(context, { "a/one.yaml": pod("one"), "b/two.yaml": pod("two") });
  const client = await startClient(context, {
    folders: [folder.root],
    settings: () => ({ clusters: { all: { paths: ["a", "b"] } } }),
  });
  const uri = folder.uriOf("a/one.yaml");
  await client.open(uri, pod("one"));
  const collides = async (): Promise<boolean> =>
    (await client.pull(uri)).some(({ code }) => code === "host-port-collision");
  await eventually("the collision", collides);
  const config = folder.write("portolan.yaml", "clusters: {a: {paths: [a]}, b: {paths: [b]}}\n");
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: config, type: FileChangeType.Created }],
  });
  await eventually("no collision", async () => !(await collides()));
});
