import type { Diagnostic } from "vscode-languageserver";
import type { Session } from "../session.ts";
import { toDiagnostic } from "../to-lsp.ts";

/** `textDocument/diagnostic`: everything found in an open document. */
export function documentDiagnostics(session: Session, clientUri: string): Diagnostic[] {
  const document = session.sync(clientUri);
  if (!document) return [];
  return session.workspace
    .findings(document.uri)
    .map((finding) => toDiagnostic(finding, document.lines, session.linesOfUri, session.clientUri));
}
