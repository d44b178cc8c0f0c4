import { type Diagnostic, DiagnosticSeverity, type DocumentDiagnosticReport } from "vscode-languageserver";
import { INVALID_CONFIGURATION, isConfigFile, readConfigFile } from "../../core/settings/config-file.ts";
import { linesOf } from "../../core/text/lines.ts";
import { findingPageAddress } from "../../core/workspace/finding-page.ts";
import { RULE_IDS } from "../../core/workspace/rule-ids.ts";
import type { Folder } from "../folder.ts";
import type { OpenDocument, Session } from "../session.ts";
import { toDiagnostic, toRange } from "../to-lsp.ts";
import { normalizeUri } from "../uri.ts";

/** `textDocument/diagnostic`: everything found in a document, or that nothing has changed since `previousResultId`. */
export function documentDiagnostics(
  session: Session,
  clientUri: string,
  previousResultId?: string,
): DocumentDiagnosticReport {
  const document = session.sync(clientUri);
  const items = document ? diagnosticsOf(session, document) : diagnosticsOfClosed(session, normalizeUri(clientUri));
  const resultId = resultIdOf(items);
  return resultId === previousResultId ? { kind: "unchanged", resultId } : { kind: "full", resultId, items };
}

/**
 * A client asks a last time for a document that it has just closed, and may take the answer for later than what it is told
 * of the file: both have to say the same.
 */
function diagnosticsOfClosed(session: Session, uri: string): Diagnostic[] {
  const folder = session.folderOf(uri);
  return tellsOfFiles(folder) && !session.isOpen(uri) ? diagnosticsOfFile(session, folder, uri) : [];
}

/** Whether files of a folder that are not open are told of. */
export function tellsOfFiles({ settings }: Folder): boolean {
  return settings.enable && settings.wholeWorkspace;
}

/** The diagnostics of an open document. */
export function diagnosticsOf(session: Session, { uri, lines, text, folder }: OpenDocument): Diagnostic[] {
  const found = folder.workspace
    .findings(uri)
    .map((finding) => toDiagnostic(finding, lines, session.linesOfUri, session.clientUri));
  return [...found, ...configDiagnostics(folder, uri, text)];
}

/** The diagnostics of a file that is not open; hints, which no list shows, are left out. */
export function diagnosticsOfFile(session: Session, folder: Folder, uri: string): Diagnostic[] {
  if (uri === folder.configUri) return configDiagnostics(folder, uri, session.textOf(uri) ?? "");
  const findings = folder.workspace.findings(uri).filter(({ level }) => level !== "hint");
  if (findings.length === 0) return [];
  const lines = session.linesOfUri(uri) ?? linesOf("");
  return findings.map((finding) => toDiagnostic(finding, lines, session.linesOfUri, session.clientUri));
}

/** What is wrong in a configuration file: in the one that counts, or in any outside of all folders. */
function configDiagnostics({ root, configUri }: Folder, uri: string, text: string): Diagnostic[] {
  if (root === undefined ? !isConfigFile(uri) : uri !== configUri) return [];
  const lines = linesOf(text);
  return readConfigFile(text, RULE_IDS).problems.map((problem) => ({
    range: toRange(lines, problem),
    severity: DiagnosticSeverity.Error,
    source: "portolan",
    code: INVALID_CONFIGURATION,
    codeDescription: { href: findingPageAddress(INVALID_CONFIGURATION) },
    message: problem.message,
  }));
}

/** Equal diagnostics have equal ids (FNV-1a over what a person sees and where). */
export function resultIdOf(items: readonly Diagnostic[]): string {
  const text = JSON.stringify(items);
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${items.length}-${(hash >>> 0).toString(36)}`;
}
