import type {
  CancellationToken,
  ResultProgressReporter,
  WorkspaceDiagnosticParams,
  WorkspaceDiagnosticReport,
  WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import type { Session } from "../session.ts";
import { normalizeUri } from "../uri.ts";
import { diagnosticsOfFile, resultIdOf, tellsOfFiles } from "./diagnostic.ts";

/** Told when findings of files that are not open may have changed. */
export interface Changes {
  /** Resolves at the next change, or when the request is over. */
  next(token: CancellationToken): Promise<void>;
  notify(): void;
  /**
   * A document was closed. What a client has of it came from another request, so that its file has to be told of
   * anew, also where nothing is found in it or it is gone.
   */
  closed(clientUri: string): void;
  /** The documents that were closed since the last call. */
  takeClosed(): readonly string[];
}

export function createChanges(): Changes {
  const waiting = new Set<() => void>();
  let closed: string[] = [];
  const notify = (): void => {
    for (const done of [...waiting]) done();
  };
  return {
    next: (token) =>
      new Promise((resolve) => {
        const done = (): void => {
          waiting.delete(done);
          resolve();
        };
        waiting.add(done);
        token.onCancellationRequested(done);
      }),
    notify,
    closed(clientUri) {
      closed.push(clientUri);
      notify();
    },
    takeClosed() {
      const taken = closed;
      closed = [];
      return taken;
    },
  };
}

/**
 * `workspace/diagnostic`: what is found in files that are not open. A client that takes partial results keeps the
 * request open and is told of changes as they come; it would ask again every two seconds otherwise.
 */
export async function workspaceDiagnostics(
  session: Session,
  changes: Changes,
  { previousResultIds }: WorkspaceDiagnosticParams,
  token: CancellationToken,
  progress: ResultProgressReporter<WorkspaceDiagnosticReport> | undefined,
): Promise<WorkspaceDiagnosticReport> {
  const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
  // The token itself is taken out of the parameters by what makes `progress` of it.
  if (!progress) return { items: changedReports(session, known) };
  while (!token.isCancellationRequested) {
    for (const clientUri of changes.takeClosed()) known.set(clientUri, UNKNOWN);
    const items = changedReports(session, known);
    if (items.length > 0) progress.report({ items });
    await changes.next(token);
  }
  return { items: [] };
}

/** The result id of a file of which the client may have anything: no report equals it. */
const UNKNOWN = "";

/** The reports that differ from what the client knows; `known` is brought up to date. */
function changedReports(session: Session, known: Map<string, string>): WorkspaceDocumentDiagnosticReport[] {
  const reports: WorkspaceDocumentDiagnosticReport[] = [];
  const seen = new Set<string>();
  for (const folder of session.folders) {
    if (!tellsOfFiles(folder)) continue;
    for (const uri of folder.workspace.uris) {
      if (session.isOpen(uri)) continue;
      const clientUri = session.clientUri(uri);
      const items = diagnosticsOfFile(session, folder, uri);
      if (items.length === 0 && !known.has(clientUri)) continue;
      seen.add(clientUri);
      const resultId = resultIdOf(items);
      if (known.get(clientUri) === resultId) continue;
      known.set(clientUri, resultId);
      reports.push({ kind: "full", uri: clientUri, version: null, resultId, items });
    }
  }
  for (const clientUri of known.keys()) {
    if (seen.has(clientUri)) continue;
    known.delete(clientUri);
    // A document that is open is asked about by itself, and what was told of its file may still be on its way.
    if (session.isOpen(normalizeUri(clientUri))) continue;
    reports.push({ kind: "full", uri: clientUri, version: null, items: [] });
  }
  return reports;
}
