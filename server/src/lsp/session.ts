import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Fix } from "../core/fixes/fix.ts";
import { FIXES } from "../core/fixes/registry.generated.ts";
import { RULES } from "../core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../core/settings/settings.ts";
import { type Lines, linesOf } from "../core/text/lines.ts";
import { createWorkspace, type Workspace } from "../core/workspace/workspace.ts";
import { normalizeUri } from "./uri.ts";

/** What the handlers share: the engine, and the open documents that it is fed from. */
export interface Session {
  readonly documents: TextDocuments<TextDocument>;
  readonly workspace: Workspace;
  readonly fixes: ReadonlyMap<string, Fix>;
  /** Brings the engine up to a document's current text; its engine URI, or undefined for a document that is not ours. */
  sync(clientUri: string): OpenDocument | undefined;
  forget(clientUri: string): void;
  linesOfUri(uri: string): Lines | undefined;
  /** The URI as the client spells it. */
  clientUri(uri: string): string;
  versionOf(uri: string): number | null;
}

export interface OpenDocument {
  readonly uri: string;
  readonly text: string;
  readonly lines: Lines;
  readonly version: number;
}

export function createSession(documents: TextDocuments<TextDocument>, log: (message: string) => void): Session {
  const workspace = createWorkspace({
    rules: RULES,
    settings: DEFAULT_SETTINGS,
    ruleFailed: (rule, error) => log(`rule ${rule} failed: ${error instanceof Error ? error.stack : String(error)}`),
  });
  const open = new Map<string, OpenDocument>();
  const spelling = new Map<string, string>();
  return {
    documents,
    workspace,
    fixes: new Map(FIXES.map((fix) => [fix.id, fix])),
    sync(clientUri) {
      const document = documents.get(clientUri);
      if (!document || !isOurs(document)) return undefined;
      const uri = normalizeUri(clientUri);
      const known = open.get(uri);
      if (known?.version === document.version) return known;
      const text = document.getText();
      const current = { uri, text, lines: linesOf(text), version: document.version };
      open.set(uri, current);
      spelling.set(uri, clientUri);
      workspace.update(uri, text, true);
      return current;
    },
    forget(clientUri) {
      const uri = normalizeUri(clientUri);
      open.delete(uri);
      spelling.delete(uri);
      workspace.remove(uri);
    },
    linesOfUri: (uri) => open.get(uri)?.lines,
    clientUri: (uri) => spelling.get(uri) ?? uri,
    versionOf: (uri) => open.get(uri)?.version ?? null,
  };
}

const LANGUAGES = ["yaml", "helm", "kubernetes", "json", "jsonc", "k8s", "helm-template"];
/** Documents that are not files of the workspace: the old side of a diff, output panels. */
const FOREIGN_SCHEMES = [
  "git",
  "gitfs",
  "vscode-scm",
  "output",
  "conflictResolution",
  "review",
  "pr",
  "gitlens",
  "vscode-local-history",
  "chat-editing-text-model",
  "search-editor",
];

function isOurs({ languageId, uri }: TextDocument): boolean {
  return LANGUAGES.includes(languageId) && !FOREIGN_SCHEMES.includes(uri.slice(0, uri.indexOf(":")));
}
