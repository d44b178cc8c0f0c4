import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  CodeActionTriggerKind,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { type Client, edited, rangeOf, startClient } from "./client.ts";
import { temporaryFolder } from "./folder.ts";

const URI = "file:///shop/web.yaml";

/** Three pods that each want port 8081 of a node. */
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: nginx
          image: nginx:1.29
          ports:
            - containerPort: 8080
              hostPort: 8081 # known to the balancer
`;

const SERVICE = `apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 8080
`;

/** What VS Code can do with an edit. */
const ANNOTATES: NonNullable<ClientCapabilities["workspace"]> = {
  configuration: true,
  workspaceFolders: true,
  workspaceEdit: {
    documentChanges: true,
    resourceOperations: ["create", "rename", "delete"],
    changeAnnotationSupport: { groupsOnLabel: true },
  },
};

async function titled(client: Client, uri: string, place: string, title: RegExp, only?: string[]): Promise<CodeAction> {
  const actions = await client.codeActions(uri, rangeOf(client.text(uri), place), only);
  const found = actions.find((action) => title.test(action.title));
  assert.ok(found, actions.map((action) => action.title).join(" | "));
  return found;
}

/** What an edit does to each file, in its order: the URI, whether it is created, and whether it wants to be confirmed. */
function stepsOf({ documentChanges = [], changeAnnotations = {} }: WorkspaceEdit) {
  return documentChanges.map((change) => {
    const ids = "edits" in change ? change.edits.map((edit) => "annotationId" in edit && edit.annotationId) : [];
    const id = "edits" in change ? ids[0] : "annotationId" in change && change.annotationId;
    const annotation = typeof id === "string" ? changeAnnotations[id] : undefined;
    assert.ok(ids.every((each) => each === ids[0]));
    return {
      uri: "edits" in change ? change.textDocument.uri : "uri" in change ? change.uri : "",
      does: "edits" in change ? "edit" : change.kind,
      confirm: annotation?.needsConfirmation,
    };
  });
}

test("the conversion to a NodePort Service comes first, what silences the finding last", async (context) => {
  const client = await startClient(context);
  await client.open(URI, DEPLOYMENT);
  const actions = await client.codeActions(URI, rangeOf(DEPLOYMENT, "8081"));
  const [first] = actions;
  assert.equal(first?.kind, "quickfix");
  const made = edited(URI, DEPLOYMENT, first.edit, 1);
  assert.match(made, /^ {2}type: NodePort$/m);
  assert.doesNotMatch(made, /hostPort/);
  const silencing = actions.map(({ edit }) => edit !== undefined && /portolan-disable/.test(JSON.stringify(edit)));
  const from = silencing.indexOf(true);
  assert.ok(from > 0);
  assert.ok(silencing.slice(from).every((silences) => silences));
  assert.ok(actions.slice(from).every(({ kind }) => kind === "quickfix"));
});

test("only a fix that is safe is preferred, and never one that changes who reaches a port", async (context) => {
  const client = await startClient(context);
  await client.open(URI, DEPLOYMENT);
  for (const { isPreferred, title } of await client.codeActions(URI, rangeOf(DEPLOYMENT, "8081")))
    assert.equal(isPreferred, undefined, title);
  const text = SERVICE.replace("NodePort", "nodeport").replace("port: 80\n", "port: 80\n      protocol: tcp\n");
  const service = "file:///shop/service.yaml";
  await client.open(service, text);
  const preferred = (await client.codeActions(service, rangeOf(text, "tcp"))).filter(({ isPreferred }) => isPreferred);
  assert.deepEqual(
    preferred.map(({ edit }) => edited(service, text, edit, 1)),
    [text.replace("tcp", "TCP")],
  );
});

test("edits are made when an action is picked; at once for a client that cannot ask for them", async (context) => {
  const request = (uri: string) => ({
    textDocument: { uri },
    range: rangeOf(DEPLOYMENT, "8081"),
    context: { diagnostics: [] },
  });
  const lazy = await startClient(context);
  await lazy.open(URI, DEPLOYMENT);
  const offered = (await lazy.connection.sendRequest(CodeActionRequest.type, request(URI))) as CodeAction[];
  assert.ok(offered.length > 0 && offered.every(({ edit, data, disabled }) => !edit && (data || disabled)));
  const eager = await startClient(context, { capabilities: { textDocument: { codeAction: {} } } });
  await eager.open(URI, DEPLOYMENT);
  const ready = (await eager.connection.sendRequest(CodeActionRequest.type, request(URI))) as CodeAction[];
  assert.ok(ready.length > 0 && ready.every(({ edit, disabled }) => edit || disabled));
});

test("an action that was offered for an older text is not made", async (context) => {
  const client = await startClient(context);
  await client.open(URI, DEPLOYMENT);
  const range = rangeOf(DEPLOYMENT, "8081");
  const params = { textDocument: { uri: URI }, range, context: { diagnostics: [], only: ["quickfix"] } };
  const [stale] = (await client.connection.sendRequest(CodeActionRequest.type, params)) as CodeAction[];
  await client.replace(URI, "replicas: 3", "replicas: 2");
  const resolved: CodeAction = await client.connection.sendRequest("codeAction/resolve", stale);
  assert.ok(!resolved.edit && resolved.disabled);
});

async function startIn(context: TestContext, files: Readonly<Record<string, string>>, workspace = ANNOTATES) {
  const folder = temporaryFolder(context);
  const uris = Object.entries(files).map(([name, text]) => folder.write(name, text));
  const client = await startClient(context, {
    folders: [folder.root],
    capabilities: {
      workspace,
      textDocument: {
        diagnostic: {},
        codeAction: { dataSupport: true, resolveSupport: { properties: ["edit"] } },
      },
    },
  });
  await client.ready();
  return { client, uris, folder };
}

test("a Service in another file is changed there; the file in front of the user comes first", async (context) => {
  const inside = SERVICE.replace("  type: NodePort\n", "");
  const { client, uris } = await startIn(context, {
    "deployment.yaml": DEPLOYMENT,
    "kustomization.yaml": "resources: [deployment.yaml, service.yaml]\n",
    "service.yaml": inside,
  });
  const [deployment = "", , service = ""] = uris;
  await client.open(deployment, DEPLOYMENT);
  const { edit } = await titled(client, deployment, "8081", /NodePort/, ["quickfix"]);
  assert.ok(edit);
  assert.deepEqual(stepsOf(edit), [
    { uri: deployment, does: "edit", confirm: false },
    { uri: service, does: "edit", confirm: false },
  ]);
});

test("lines of a file that is not in front of the user go after a confirmation", async (context) => {
  const { client, uris } = await startIn(context, {
    "deployment.yaml": DEPLOYMENT.replace("8081", "8080"),
    "kustomization.yaml": "resources: [deployment.yaml, service.yaml]\n",
    "service.yaml": SERVICE,
  });
  const [deployment = "", , service = ""] = uris;
  await client.open(service, SERVICE);
  const { edit } = await titled(client, service, "NodePort", /hostPort/, ["quickfix"]);
  assert.ok(edit);
  assert.deepEqual(stepsOf(edit), [{ uri: deployment, does: "edit", confirm: true }]);
});

test("a file is created after a confirmation, beside the others and named where they are", async (context) => {
  const other = SERVICE.replaceAll("web", "other");
  const { client, uris, folder } = await startIn(context, {
    "base/deployment.yaml": DEPLOYMENT,
    "base/other.yaml": other,
    "base/kustomization.yaml": "resources:\n  - deployment.yaml\n  - other.yaml\n",
  });
  const [deployment = "", , kustomization = ""] = uris;
  await client.open(deployment, DEPLOYMENT);
  const { edit } = await titled(client, deployment, "8081", /NodePort/, ["quickfix"]);
  assert.ok(edit);
  const created = `${folder.root}/base/web-nodeport.yaml`;
  assert.deepEqual(stepsOf(edit), [
    { uri: deployment, does: "edit", confirm: false },
    { uri: kustomization, does: "edit", confirm: false },
    { uri: created, does: "create", confirm: true },
    { uri: created, does: "edit", confirm: true },
  ]);
});

test("an editor that cannot create files is not asked to", async (context) => {
  const { client, uris } = await startIn(
    context,
    {
      "deployment.yaml": DEPLOYMENT,
      "other.yaml": SERVICE.replaceAll("web", "other"),
      "kustomization.yaml": "resources: [deployment.yaml, other.yaml]\n",
    },
    { ...ANNOTATES, workspaceEdit: { documentChanges: true } },
  );
  const [deployment = ""] = uris;
  await client.open(deployment, DEPLOYMENT);
  const actions = await client.codeActions(deployment, rangeOf(DEPLOYMENT, "8081"));
  const steps = actions.flatMap(({ edit }) => (edit ? stepsOf(edit) : []));
  assert.ok(steps.length > 0 && steps.every(({ does }) => does === "edit"));
  assert.ok(actions.some(({ kind, disabled }) => kind === "refactor.rewrite.expose" && disabled));
});

test("a refactoring that cannot be done says why, to whoever asks for it", async (context) => {
  const client = await startClient(context);
  const text = DEPLOYMENT.replace("name: web", "name: {{ .Release.Name }}");
  await client.open(URI, text);
  const range = rangeOf(text, "hostPort");
  const asked = await client.codeActions(URI, range, ["refactor.rewrite.expose"]);
  assert.ok(asked.length > 0);
  for (const { kind, disabled, edit } of asked) {
    assert.equal(kind, "refactor.rewrite.expose");
    assert.ok(disabled && disabled.reason !== "" && !edit);
  }
  const unasked = (await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: URI },
    range,
    context: { diagnostics: [], triggerKind: CodeActionTriggerKind.Automatic },
  })) as CodeAction[];
  assert.ok(unasked.every(({ disabled }) => !disabled));
});

test("all that is safe is fixed at once, for whoever asks for that", async (context) => {
  const client = await startClient(context);
  const text = SERVICE.replace("NodePort", "nodeport").replace("port: 80\n", 'port: "80"\n      protocol: tcp\n');
  await client.open(URI, text);
  const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  for (const only of ["source", "source.fixAll", "source.fixAll.portolan"]) {
    const [action, ...others] = await client.codeActions(URI, start, [only]);
    assert.deepEqual(others, []);
    assert.equal(action?.kind, "source.fixAll.portolan");
    assert.equal(
      edited(URI, text, action.edit, 1),
      text.replace("nodeport", "NodePort").replace('"80"', "80").replace("tcp", "TCP"),
    );
  }
  assert.deepEqual(await client.codeActions(URI, start, ["source.organizeImports"]), []);
  const everything = await client.codeActions(URI, rangeOf(text, "tcp"));
  assert.ok(everything.every(({ kind }) => !kind?.startsWith("source")));
});

test("a Service that no edit can write into a template is there to copy, for a client that can show it", async (context) => {
  const text = DEPLOYMENT.replace("name: web", "name: {{ .Release.Name }}");
  const commandsOf = async (client: Client): Promise<unknown[]> => {
    await client.open(URI, text);
    const actions = await client.codeActions(URI, rangeOf(text, "8081"));
    return actions.flatMap(({ kind, command, diagnostics }) =>
      command ? [{ kind, command, found: diagnostics?.length }] : [],
    );
  };
  const [action, ...others] = await commandsOf(
    await startClient(context, { initializationOptions: { showsManifests: true } }),
  );
  const service = SERVICE.replace("name: web", "name: {{ .Release.Name }}-nodeport").replace(
    "port: 80\n",
    "port: 8081\n",
  );
  const title = "Show a NodePort Service for Deployment {{ .Release.Name }} in a new file";
  assert.deepEqual(others, []);
  assert.deepEqual(action, {
    kind: "quickfix",
    command: { title, command: "portolan.showManifest", arguments: [service] },
    found: 1,
  });
  assert.deepEqual(await commandsOf(await startClient(context)), []);
});
