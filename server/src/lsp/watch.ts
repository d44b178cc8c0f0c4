import {
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
} from "vscode-languageserver";
import { isConfigFile } from "../core/settings/config-file.ts";
import { createSlices, feed } from "./indexing.ts";
import type { Session } from "./session.ts";
import { normalizeUri } from "./uri.ts";

/** Asks the client to tell of all files that may matter. */
export function registerWatchers(connection: Connection): void {
  void connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: [
      { globPattern: "**/*.{yaml,yml,json}" },
      { globPattern: "**/Kustomization" },
      { globPattern: "**/.gitignore" },
    ],
  });
}

/** Takes in changes of files, however many come at once. */
export interface Watcher {
  changed(events: readonly FileEvent[]): void;
}

/**
 * @param configChanged called when a configuration or an ignore file changes: the folders have to be made anew
 * @param settled called when a batch has been taken in
 */
export function createWatcher(session: Session, configChanged: () => void, settled: () => void): Watcher {
  const pending = new Map<string, FileChangeType>();
  let isRunning = false;
  const run = async (): Promise<void> => {
    const slices = createSlices();
    for (let [next] = pending; next; [next] = pending) {
      const [uri, type] = next;
      pending.delete(uri);
      for (const _ of takeIn(session, uri, type)) if (slices.isOver()) await slices.next();
      if (slices.isOver()) await slices.next();
    }
    isRunning = false;
    settled();
  };
  return {
    changed(events) {
      for (const { uri, type } of events) {
        const own = normalizeUri(uri);
        if (isConfigFile(own) || own.endsWith("/.gitignore")) configChanged();
        else pending.set(own, type);
      }
      if (isRunning || pending.size === 0) return;
      isRunning = true;
      setImmediate(() => void run());
    },
  };
}

/** A file of an open document is the editor's: what happens on disk does not count. */
function* takeIn(session: Session, uri: string, type: FileChangeType): Generator<void, void> {
  if (session.isOpen(uri)) return;
  const folder = session.folderOf(uri);
  if (folder.root === undefined) return;
  if (type === FileChangeType.Deleted) {
    // A directory is one event for all that was in it.
    for (const known of folder.workspace.uris)
      if (known === uri || known.startsWith(`${uri}/`)) folder.workspace.remove(known);
    return;
  }
  if (session.host.isListed(folder.root, uri, folder.listing)) yield* feed(folder, session.host, uri);
}
