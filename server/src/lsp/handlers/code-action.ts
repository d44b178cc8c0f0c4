import { type CodeAction, CodeActionKind, type CodeActionParams } from "vscode-languageserver";
import { offeredFixes } from "../../core/features/code-actions.ts";
import type { Session } from "../session.ts";
import { toDiagnostic, toWorkspaceEdit } from "../to-lsp.ts";

/** `textDocument/codeAction`. */
export function codeActions(session: Session, { textDocument, range, context }: CodeActionParams): CodeAction[] {
  const document = session.sync(textDocument.uri);
  if (!document) return [];
  const { uri, text, lines, folder } = document;
  const { workspace } = folder;
  const wanted = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
  if (context.only && !context.only.some((kind) => kind === CodeActionKind.QuickFix)) return [];
  const findings = workspace.findings(uri).filter(({ start, end }) => start <= wanted.end && wanted.start <= end);
  return findings.flatMap((finding) =>
    offeredFixes({ uri, text, workspace, fixes: session.fixes }, finding).map(({ title, change }) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(finding, lines, session.linesOfUri, session.clientUri)],
      edit: toWorkspaceEdit(change, session.linesOfUri, session.clientUri, session.versionOf),
    })),
  );
}
