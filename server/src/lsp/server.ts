import {
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { codeActions } from "./handlers/code-action.ts";
import { documentDiagnostics } from "./handlers/diagnostic.ts";
import { hover } from "./handlers/hover.ts";
import { createSession } from "./session.ts";

/** Wires the engine to a connection. One handler a file; nothing here knows Kubernetes. */
export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const session = createSession(documents, (message) => connection.console.error(message));
  let pulls = false;

  connection.onInitialize(({ capabilities }: InitializeParams): InitializeResult => {
    pulls = capabilities.textDocument?.diagnostic !== undefined;
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ["quickfix", "refactor.rewrite"], resolveProvider: true },
        ...(pulls
          ? { diagnosticProvider: { identifier: "portolan", interFileDependencies: true, workspaceDiagnostics: false } }
          : {}),
      },
      serverInfo: { name: "portolan-language-server" },
    };
  });
  connection.onInitialized(() => {
    void connection.client.register(DidChangeConfigurationNotification.type);
  });

  connection.languages.diagnostics.on(({ textDocument }) => ({
    kind: "full",
    items: documentDiagnostics(session, textDocument.uri),
  }));
  connection.onHover(({ textDocument, position }) => hover(session, textDocument.uri, position));
  connection.onCodeAction((params) => codeActions(session, params));

  const pending = new Set<string>();
  documents.onDidChangeContent(({ document: { uri } }) => {
    if (pulls) return;
    if (pending.size === 0) setImmediate(publish);
    pending.add(uri);
  });
  const publish = (): void => {
    for (const uri of pending) void connection.sendDiagnostics({ uri, diagnostics: documentDiagnostics(session, uri) });
    pending.clear();
  };
  documents.onDidClose(({ document: { uri } }) => {
    session.forget(uri);
    if (!pulls) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  documents.listen(connection);
  connection.listen();
}
