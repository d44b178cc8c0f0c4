import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Fix } from "../core/fixes/fix.ts";
import { FIXES } from "../core/fixes/registry.generated.ts";
import { type Lines, linesOf } from "../core/text/lines.ts";
import { isWithin } from "../core/units/paths.ts";
import type { Workspace } from "../core/workspace/workspace.ts";
import type { Host } from "../host/host.ts";
import type { ClientSettings } from "./client-settings.ts";
import { createFolder, type Folder } from "./folder.ts";
import { feed } from "./indexing.ts";
import { normalizeUri } from "./uri.ts";

/** What the handlers share: the folders with their engines, and the open documents that feed them. */
export interface Session {
  readonly host: Host;
  readonly fixes: ReadonlyMap<string, Fix>;
  readonly folders: readonly Folder[];
  /** Replaces all folders; each with the settings that the client has for it. */
  configure(roots: readonly { readonly root: string | undefined; readonly settings: ClientSettings }[]): void;
  /** A document was opened: from now on it is known by every spelling of its address. */
  opened(clientUri: string): void;
  /** Brings the engine up to a document's current text; undefined for a document that is not ours. */
  sync(clientUri: string): OpenDocument | undefined;
  /** The documents that are open and ours, brought up to date. */
  openDocuments(): readonly OpenDocument[];
  isOpen(uri: string): boolean;
  /** A document was closed: its file counts again, as it stands on disk. */
  close(clientUri: string): void;
  folderOf(uri: string): Folder;
  linesOfUri(uri: string): Lines | undefined;
  /** The text of any file: of an open document, or from disk. */
  textOf(uri: string): string | undefined;
  /** The URI as the client spells it. */
  clientUri(uri: string): string;
  versionOf(uri: string): number | null;
  /** Whether the client shows annotated changes in a preview. */
  annotates: boolean;
  /** Whether an edit may create files. */
  createsFiles: boolean;
  /** Whether the client can show a manifest that is nobody's file. */
  showsManifests: boolean;
}

export interface OpenDocument {
  readonly uri: string;
  readonly clientUri: string;
  readonly text: string;
  readonly lines: Lines;
  readonly version: number;
  readonly folder: Folder;
}

export interface SessionOptions {
  readonly documents: TextDocuments<TextDocument>;
  readonly host: Host;
  readonly log: (message: string) => void;
}

export function createSession({ documents, host, log }: SessionOptions): Session {
  const open = new Map<string, OpenDocument>();
  const spelling = new Map<string, string>();
  const openText = (uri: string): string | undefined => documents.get(spelling.get(uri) ?? uri)?.getText();
  let folders: Folder[] = [createFolder({ root: undefined, settings: undefined, host, openText, log })];

  const folderOf = (uri: string): Folder => {
    const holding = folders.filter(({ root }) => root !== undefined && isWithin(root, uri));
    const loose = folders.find(({ root }) => root === undefined);
    const innermost = holding.reduce<Folder | undefined>(
      (found, folder) => ((found?.root?.length ?? -1) > (folder.root?.length ?? 0) ? found : folder),
      undefined,
    );
    const folder = innermost ?? loose ?? folders[0];
    if (!folder) throw new Error("a session has at least one folder");
    return folder;
  };

  const session: Session = {
    host,
    fixes: new Map(FIXES.map((fix) => [fix.id, fix])),
    get folders() {
      return folders;
    },
    configure(roots) {
      for (const document of documents.all()) spelling.set(normalizeUri(document.uri), document.uri);
      folders = [
        ...roots,
        ...(roots.some(({ root }) => root === undefined) ? [] : [{ root: undefined, settings: undefined }]),
      ].map(({ root, settings }) => createFolder({ root, settings, host, openText, log }));
      open.clear();
    },
    opened: (clientUri) => void spelling.set(normalizeUri(clientUri), clientUri),
    sync(clientUri) {
      const uri = normalizeUri(clientUri);
      // A client may spell a document otherwise than when it opened it: a drive letter, an escaped character.
      const document = documents.get(clientUri) ?? documents.get(spelling.get(uri) ?? uri);
      if (!document || !isOurs(document)) return undefined;
      const before = open.get(uri);
      if (before?.version === document.version) return before;
      const folder = folderOf(uri);
      if (!folder.settings.enable || folder.isExcluded(uri)) return undefined;
      const text = document.getText();
      const current = { uri, clientUri: document.uri, text, lines: linesOf(text), version: document.version, folder };
      open.set(uri, current);
      if (text.length > folder.maxFileSize) folder.workspace.skip(uri, text.length);
      else folder.workspace.update(uri, text, true);
      readNeighbours(folder.workspace, folder, host, uri, (other) => open.has(other));
      return current;
    },
    openDocuments: () => documents.all().flatMap(({ uri }) => session.sync(uri) ?? []),
    isOpen: (uri) => open.has(uri) || documents.get(spelling.get(uri) ?? uri) !== undefined,
    close(clientUri) {
      const uri = normalizeUri(clientUri);
      // Not known where the folders were made anew since it was last asked about; the index has passed it over all the same.
      const folder = open.get(uri)?.folder ?? folderOf(uri);
      open.delete(uri);
      spelling.delete(uri);
      if (folder.root === undefined || !host.isListed(folder.root, uri, folder.listing)) folder.workspace.remove(uri);
      else for (const _ of feed(folder, host, uri));
    },
    folderOf,
    linesOfUri(uri) {
      const document = open.get(uri);
      if (document) return document.lines;
      const text = session.textOf(uri);
      return text === undefined ? undefined : linesOf(text);
    },
    textOf(uri) {
      const document = open.get(uri);
      if (document) return document.text;
      const content = host.read(uri, folderOf(uri).maxFileSize);
      return content.type === "text" ? content.text : undefined;
    },
    clientUri: (uri) => spelling.get(uri) ?? uri,
    versionOf: (uri) => open.get(uri)?.version ?? null,
    annotates: false,
    createsFiles: false,
    showsManifests: false,
  };
  return session;
}

/** How many files around an open one are read at once, before the index gets to them. */
const NEIGHBOURS = 100;

/** Reads what bears on a file and has not been read yet, so that an open file is answered before the rest of the folder. */
function readNeighbours(
  workspace: Workspace,
  folder: Folder,
  host: Host,
  uri: string,
  isOpen: (uri: string) => boolean,
): void {
  const wanted = workspace.wanted(uri).filter((other) => other !== uri && !isOpen(other));
  if (wanted.length > NEIGHBOURS) return;
  for (const other of wanted) for (const _ of feed(folder, host, other));
}

const LANGUAGES = ["yaml", "helm", "kubernetes", "json", "jsonc", "k8s", "helm-template", "gotmpl"];
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
