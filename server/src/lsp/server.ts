import {
  type CancellationToken,
  type Connection,
  DidChangeConfigurationNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { isConfigFile } from "../core/settings/config-file.ts";
import { RULE_IDS } from "../core/workspace/rule-ids.ts";
import type { Host } from "../host/host.ts";
import { readClientSettings } from "./client-settings.ts";
import { CODE_ACTION_KINDS, codeActions, resolveCodeAction } from "./handlers/code-action.ts";
import { diagnosticsOf, documentDiagnostics } from "./handlers/diagnostic.ts";
import { hover } from "./handlers/hover.ts";
import { createChanges, workspaceDiagnostics } from "./handlers/workspace-diagnostic.ts";
import { type IndexProgress, indexFolder } from "./indexing.ts";
import { type InitializationOptions, statusNotification } from "./protocol.ts";
import { createSession } from "./session.ts";
import { normalizeUri } from "./uri.ts";
import { createWatcher, registerWatchers } from "./watch.ts";

interface ClientAbilities {
  readonly pulls: boolean;
  readonly refreshes: boolean;
  readonly configuration: boolean;
  readonly watches: boolean;
  readonly folders: boolean;
  /** Asks for the edit of a code action when it is picked. */
  readonly resolves: boolean;
  /** Renders HTML that stands in Markdown. */
  readonly rendersHtml: boolean;
}

/** How often progress is told of, in milliseconds. */
const PROGRESS_INTERVAL = 200;

/** Wires the engine to a connection. One handler a file; nothing here knows Kubernetes. */
export function startServer(connection: Connection, host: Host): void {
  const documents = new TextDocuments(TextDocument);
  const session = createSession({ documents, host, log: (message) => connection.console.error(message) });
  const changes = createChanges();
  let client: ClientAbilities = {
    pulls: false,
    refreshes: false,
    configuration: false,
    watches: false,
    folders: false,
    resolves: false,
    rendersHtml: false,
  };
  let roots: readonly string[] = [];
  /** Counts the configurations: work that was begun under an older one is given up. */
  let generation = 0;
  /** Nothing is pushed before the client's settings are known: they may say otherwise, and all would be read twice. */
  let isConfigured = false;

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { capabilities, workspaceFolders, rootUri } = params;
    client = {
      pulls: capabilities.textDocument?.diagnostic !== undefined,
      refreshes: capabilities.workspace?.diagnostics?.refreshSupport === true,
      configuration: capabilities.workspace?.configuration === true,
      watches: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
      folders: capabilities.workspace?.workspaceFolders === true,
      resolves:
        capabilities.textDocument?.codeAction?.resolveSupport?.properties.includes("edit") === true &&
        capabilities.textDocument.codeAction.dataSupport === true,
      rendersHtml: (capabilities.general?.markdown?.allowedTags ?? []).length > 0,
    };
    const { workspaceEdit } = capabilities.workspace ?? {};
    session.annotates = workspaceEdit?.changeAnnotationSupport !== undefined;
    session.createsFiles = workspaceEdit?.resourceOperations?.includes("create") === true;
    const { showsManifests }: InitializationOptions = params.initializationOptions ?? {};
    session.showsManifests = showsManifests === true;
    roots = (workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : [])).map(withoutSlash);
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: CODE_ACTION_KINDS, resolveProvider: client.resolves },
        ...(client.pulls
          ? { diagnosticProvider: { identifier: "portolan", interFileDependencies: true, workspaceDiagnostics: true } }
          : {}),
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
      serverInfo: { name: "portolan-language-server" },
    };
  });

  connection.onInitialized(async () => {
    if (client.configuration) void connection.client.register(DidChangeConfigurationNotification.type);
    if (client.watches) registerWatchers(connection);
    if (client.folders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = removed.map(({ uri }) => withoutSlash(uri));
        roots = [...roots.filter((root) => !gone.includes(root)), ...added.map(({ uri }) => withoutSlash(uri))];
        void configure();
      });
    await configure();
  });

  /** While a configuration is being typed, the last word counts. */
  let configuring: NodeJS.Timeout | undefined;
  const configureSoon = (): void => {
    clearTimeout(configuring);
    configuring = setTimeout(() => void configure(), 250);
  };

  /** Makes all folders anew with the settings as they are now, answers what is open, and reads the rest. */
  const configure = async (): Promise<void> => {
    const own = ++generation;
    const scopes = [...roots, undefined];
    const settings = await Promise.all(scopes.map(settingsFor));
    if (own !== generation) return;
    session.configure(
      scopes.map((root, index) => ({ root, settings: settings[index] ?? readClientSettings({}, {}, RULE_IDS) })),
    );
    isConfigured = true;
    refreshAll();
    for (const folder of session.folders) {
      const isDone = await withProgress((report, isUnwanted) =>
        indexFolder(folder, host, session.isOpen, () => own !== generation || isUnwanted(), report),
      );
      if (own !== generation) return;
      refreshAll();
      if (!isDone) break;
    }
    sendStatus("ready");
  };

  const settingsFor = async (root: string | undefined): Promise<ReturnType<typeof readClientSettings>> => {
    if (!client.configuration) return readClientSettings({}, {}, RULE_IDS);
    const scope = root === undefined ? {} : { scopeUri: root };
    const [portolan, exclude] = await connection.workspace
      .getConfiguration([
        { ...scope, section: "portolan" },
        { ...scope, section: "files.exclude" },
      ])
      .catch(() => []);
    return readClientSettings(portolan, exclude, RULE_IDS);
  };

  /**
   * Shows how far work has come, where it takes longer than a moment, and lets a person end it.
   * @returns whether it was left to finish; what was not read is unknown then
   */
  const withProgress = async (
    work: (report: IndexProgress, isUnwanted: () => boolean) => Promise<void>,
  ): Promise<boolean> => {
    const progress = await connection.window.createWorkDoneProgress();
    let isShown = false;
    let last = performance.now();
    const report: IndexProgress = (files, total) => {
      const now = performance.now();
      if (now - last < PROGRESS_INTERVAL) return;
      last = now;
      sendStatus("indexing");
      const message = total === undefined ? `${files} files` : `${files} of ${total} files`;
      const percentage = total === undefined ? 0 : Math.floor((100 * files) / Math.max(1, total));
      if (isShown) progress.report(percentage, message);
      else progress.begin("Portolan", percentage, message, true);
      isShown = true;
    };
    await work(report, () => progress.token.isCancellationRequested);
    const isDone = !progress.token.isCancellationRequested;
    if (isShown) progress.done();
    return isDone;
  };

  const sendStatus = (state: "indexing" | "ready"): void => {
    const files = session.folders.reduce((sum, { workspace }) => sum + workspace.uris.length, 0);
    void connection.sendNotification(statusNotification, { state, files });
  };

  const refreshAll = (): void => {
    if (!client.pulls) publish(session.openDocuments().map(({ clientUri }) => clientUri));
    else if (client.refreshes) connection.languages.diagnostics.refresh();
    changes.notify();
  };

  const publish = (clientUris: Iterable<string>): void => {
    for (const clientUri of clientUris) {
      const document = session.sync(clientUri);
      void connection.sendDiagnostics({
        uri: clientUri,
        ...(document ? { version: document.version } : {}),
        diagnostics: document ? diagnosticsOf(session, document) : [],
      });
    }
  };

  /** After an edit: tells of the other files whose findings it has changed, and of no more. */
  const settle = (): void => {
    isSettling = false;
    const edited = new Set(pending);
    pending.clear();
    if (!isConfigured) return;
    const documentsNow = session.openDocuments();
    if (!client.pulls) publish(edited);
    const affected = new Set(session.folders.flatMap(({ workspace }) => [...workspace.refresh()]));
    const others = documentsNow.filter(({ uri, clientUri }) => affected.has(uri) && !edited.has(clientUri));
    if (others.length > 0 && !client.pulls) publish(others.map(({ clientUri }) => clientUri));
    if (others.length > 0 && client.refreshes) connection.languages.diagnostics.refresh();
    if ([...affected].some((uri) => !session.isOpen(uri))) changes.notify();
  };
  const pending = new Set<string>();
  let isSettling = false;
  /** How many changes have come in. */
  let changesSoFar = 0;
  const settleSoon = (): void => {
    changesSoFar++;
    if (isSettling) return;
    isSettling = true;
    settleWhenQuiet();
  };
  /**
   * Of many changes that have come in at once, only the last is answered. They are handed over one in each turn of the event
   * loop: when two turns have brought none, there is none left.
   */
  const settleWhenQuiet = (): void => {
    const seen = changesSoFar;
    setImmediate(() => setImmediate(() => (changesSoFar === seen ? settle() : settleWhenQuiet())));
  };

  documents.onDidOpen(({ document: { uri } }) => session.opened(uri));
  documents.onDidChangeContent(({ document: { uri } }) => {
    if (isConfigFile(uri)) configureSoon();
    pending.add(uri);
    settleSoon();
  });
  documents.onDidClose(({ document: { uri } }) => {
    session.close(uri);
    pending.delete(uri);
    if (!client.pulls) void connection.sendDiagnostics({ uri, diagnostics: [] });
    changes.closed(uri);
    settleSoon();
  });
  connection.onDidChangeConfiguration(configureSoon);
  const watcher = createWatcher(session, configureSoon, () => {
    settleSoon();
    // What is found in a file may change while nothing that others see does.
    changes.notify();
  });
  connection.onDidChangeWatchedFiles(({ changes: events }) => watcher.changed(events));

  connection.languages.diagnostics.on(({ textDocument: { uri }, previousResultId }) => {
    // As long as a client waits for an answer about a document that it has closed, it passes over what it is told of the file.
    if (!session.isOpen(normalizeUri(uri))) setImmediate(() => changes.closed(uri));
    return documentDiagnostics(session, uri, previousResultId);
  });
  connection.languages.diagnostics.onWorkspace((params, token: CancellationToken, _, progress) =>
    workspaceDiagnostics(session, changes, params, token, progress),
  );
  connection.onHover(({ textDocument, position }) => hover(session, textDocument.uri, position, client.rendersHtml));
  connection.onCodeAction((params) => codeActions(session, params, client.resolves));
  connection.onCodeActionResolve((action) => resolveCodeAction(session, action));

  documents.listen(connection);
  connection.listen();
}

function withoutSlash(uri: string): string {
  return normalizeUri(uri).replace(/\/$/, "");
}
