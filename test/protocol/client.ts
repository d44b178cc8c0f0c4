import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import process, { execPath } from "node:process";
import type { TestContext } from "node:test";
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  ExitNotification,
  type Hover,
  HoverRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  type Position,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type Range,
  RegistrationRequest,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type TextDocumentContentChangeEvent,
  type WorkspaceEdit,
} from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type InitializationOptions, type ServerStatus, statusNotification } from "../../server/src/lsp/protocol.ts";

const SERVER = join(import.meta.dirname, "../../dist/server.js");

export interface ClientOptions {
  /** False: a client that has diagnostics pushed to it. */
  readonly pulls?: boolean;
  /** What the client answers when asked for the section `portolan`. */
  readonly settings?: () => unknown;
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: InitializationOptions;
  /** More variables for the server's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called before the handshake, to hear all that the server says. */
  readonly listen?: (connection: ProtocolConnection) => void;
}

/** A language client as small as one can be, and the documents it has open. */
export interface Client {
  readonly process: ChildProcess;
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  /** How often the server asked for everything to be pulled again. */
  readonly refreshes: () => number;
  /** Waits until the server has read its folders. */
  ready(): Promise<void>;
  open(uri: string, text: string, languageId?: string): Promise<void>;
  /** Replaces the first occurrence of a text by an incremental change. */
  replace(uri: string, text: string, by: string): Promise<void>;
  change(uri: string, changes: TextDocumentContentChangeEvent[]): Promise<void>;
  close(uri: string): Promise<void>;
  /** The client's own text of an open document. */
  text(uri: string): string;
  pull(uri: string): Promise<Diagnostic[]>;
  /** The diagnostics that were pushed for a document, once they satisfy a condition. */
  pushed(uri: string, holds: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]>;
  hover(uri: string, position: Position): Promise<Hover | null>;
  codeActions(uri: string, range: Range, only?: string[]): Promise<CodeAction[]>;
  /** Shuts the server down in good order; its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts the bundled server over stdio and shakes hands with it. It is ended with the test.
 * @param context the test that it belongs to
 */
export async function startClient(context: TestContext, options: ClientOptions = {}): Promise<Client> {
  const { pulls = true, settings = () => ({}), folders = [], capabilities = {}, env = {}, listen } = options;
  const server = spawn(execPath, [SERVER, "--stdio"], { stdio: "pipe", env: { ...process.env, ...env } });
  const exited = new Promise<number | null>((resolve) => server.once("exit", resolve));
  context.after(async () => {
    connection.dispose();
    server.kill();
    await exited;
    for (const stream of [server.stdin, server.stdout, server.stderr]) stream.destroy();
  });
  server.stderr.on("data", (chunk: Buffer) => context.diagnostic(chunk.toString()));
  const reader = new StreamMessageReader(server.stdout);
  // A timer that asks for the rest of a message would outlive a server that was ended in the middle of one.
  reader.partialMessageTimeout = 0;
  const connection = createProtocolConnection(reader, new StreamMessageWriter(server.stdin));
  const documents = new Map<string, TextDocument>();
  const published = new Map<string, readonly Diagnostic[]>();
  let refreshes = 0;
  connection.onRequest(ConfigurationRequest.type, ({ items }) =>
    items.map(({ section }) => (section === "portolan" ? settings() : null)),
  );
  connection.onRequest(RegistrationRequest.type, () => {});
  connection.onRequest(DiagnosticRefreshRequest.type, () => {
    refreshes++;
  });
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
    published.set(uri, diagnostics);
  });
  let status: ServerStatus | undefined;
  connection.onNotification(statusNotification, (next) => {
    status = next;
  });
  listen?.(connection);
  connection.listen();
  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    initializationOptions: options.initializationOptions,
    rootUri: folders[0] ?? null,
    workspaceFolders: folders.map((uri) => ({ uri, name: uri.slice(uri.lastIndexOf("/") + 1) })),
    capabilities: {
      workspace: {
        configuration: true,
        workspaceFolders: true,
        workspaceEdit: { documentChanges: true, resourceOperations: ["create"] },
        didChangeConfiguration: { dynamicRegistration: true },
        ...(pulls ? { diagnostics: { refreshSupport: true } } : {}),
      },
      textDocument: {
        codeAction: {
          codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "refactor", "source"] } },
          dataSupport: true,
          resolveSupport: { properties: ["edit"] },
        },
        hover: { contentFormat: ["markdown", "plaintext"] },
        ...(pulls ? { diagnostic: {} } : { publishDiagnostics: { versionSupport: true } }),
      },
      ...capabilities,
    },
  });
  await connection.sendNotification(InitializedNotification.type, {});

  const documentOf = (uri: string): TextDocument => {
    const document = documents.get(uri);
    assert.ok(document, `${uri} is not open`);
    return document;
  };
  const change = async (uri: string, changes: TextDocumentContentChangeEvent[]): Promise<void> => {
    const before = documentOf(uri);
    const version = before.version + 1;
    documents.set(uri, TextDocument.update(before, changes, version));
    await connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument: { uri, version },
      contentChanges: changes,
    });
  };
  return {
    process: server,
    connection,
    initialized,
    refreshes: () => refreshes,
    ready: () => eventually("the server is ready", () => status?.state === "ready"),
    change,
    text: (uri) => documentOf(uri).getText(),
    async open(uri, text, languageId = "yaml") {
      documents.set(uri, TextDocument.create(uri, languageId, 1, text));
      await connection.sendNotification(DidOpenTextDocumentNotification.type, {
        textDocument: { uri, languageId, version: 1, text },
      });
    },
    replace: (uri, text, by) => change(uri, [{ range: rangeOf(documentOf(uri).getText(), text), text: by }]),
    async close(uri) {
      documents.delete(uri);
      await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    },
    async pull(uri) {
      const report: DocumentDiagnosticReport = await connection.sendRequest(DocumentDiagnosticRequest.type, {
        textDocument: { uri },
      });
      assert.equal(report.kind, "full");
      return "items" in report ? report.items : [];
    },
    async pushed(uri, holds) {
      const latest = (): readonly Diagnostic[] | undefined => published.get(uri);
      await eventually(`diagnostics of ${uri}`, () => holds(latest() ?? []) && latest() !== undefined);
      return latest() ?? [];
    },
    hover: (uri, position) => connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position }),
    async codeActions(uri, range, only) {
      const actions = await connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri },
        range,
        context: { diagnostics: [], ...(only ? { only } : {}) },
      });
      return Promise.all(
        (actions ?? []).map(async (action) => {
          assert.ok("kind" in action || !("command" in action), "a command without an edit");
          const literal = action as CodeAction;
          return literal.edit || literal.disabled ? literal : connection.sendRequest("codeAction/resolve", literal);
        }),
      );
    },
    async stop() {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      return exited;
    },
  };
}

/** Waits until something holds, ten seconds at most. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** The first place of a text. */
export function rangeOf(text: string, part: string): Range {
  const at = text.indexOf(part);
  assert.ok(at >= 0, `there is no ${JSON.stringify(part)}`);
  const document = TextDocument.create("", "", 0, text);
  return { start: document.positionAt(at), end: document.positionAt(at + part.length) };
}

/** What the diagnostics of a rule underline. */
export function underlined(text: string, diagnostics: readonly Diagnostic[], rule: string): string[] {
  const document = TextDocument.create("", "", 0, text);
  return diagnostics.filter(({ code }) => code === rule).map(({ range }) => document.getText(range));
}

/** What a text is after an edit of this document alone, which has to name the version that it was made for. */
export function edited(uri: string, text: string, edit: WorkspaceEdit | undefined, version: number): string {
  assert.ok(edit?.documentChanges, "the edit has no documentChanges");
  let result = text;
  for (const change of edit.documentChanges) {
    assert.ok("edits" in change && change.textDocument.uri === uri, "the edit changes other files");
    assert.equal(change.textDocument.version, version);
    const edits = change.edits.map((each) => {
      assert.ok("newText" in each);
      return each;
    });
    result = TextDocument.applyEdits(TextDocument.create(uri, "", 0, result), edits);
  }
  return result;
}
