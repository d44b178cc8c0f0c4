import {
  createConnection,
  DiagnosticSeverity,
  ProposedFeatures,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";

/** A language server that takes part in the protocol and parses nothing: what is left is the price of talking. */
const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
connection.onInitialize(() => ({
  capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, hoverProvider: true },
}));
connection.onHover(() => ({ contents: { kind: "markdown", value: "**hostPort**" } }));
documents.onDidChangeContent(({ document }) => {
  const start = { line: 0, character: 0 };
  const end = document.positionAt(Math.min(1, document.getText().length));
  void connection.sendDiagnostics({
    uri: document.uri,
    version: document.version,
    diagnostics: [{ range: { start, end }, severity: DiagnosticSeverity.Information, message: "Nothing was read." }],
  });
});
documents.listen(connection);
connection.listen();
