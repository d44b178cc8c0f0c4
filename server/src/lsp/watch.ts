import {
  type Connection,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type FileEvent,
  WatchKind,
} from "vscode-languageserver";
import { isConfigFile } from "../core/settings/config-file.ts";
import { directoryOf, isWithin, within } from "../core/units/paths.ts";
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
      // A directory that comes or goes is one event for all that is in it, and its name fits none of these.
      { globPattern: "**/*", kind: WatchKind.Create | WatchKind.Delete },
    ],
  });
}

/** Takes in changes of files, however many come at once. */
export interface Watcher {
  changed(events: readonly FileEvent[]): void;
}

/**
 * @param configChanged called when a configuration or an ignore file changes: the folders have to be made anew
 * @param settled called when a batch that concerns any of our files has been taken in
 */
export function createWatcher(session: Session, configChanged: () => void, settled: () => void): Watcher {
  const pending = new Map<string, FileChangeType>();
  let isRunning = false;
  const run = async (): Promise<void> => {
    const slices = createSlices();
    const directories = createDirectories(session);
    let isTouched = false;
    for (let [next] = pending; next; [next] = pending) {
      const [uri, type] = next;
      pending.delete(uri);
      const steps = type === FileChangeType.Deleted ? forget(session, uri, directories) : takeIn(session, uri, type);
      for (const _ of steps) {
        isTouched = true;
        directories.changed();
        if (slices.isOver()) await slices.next();
      }
      if (slices.isOver()) await slices.next();
    }
    isRunning = false;
    if (isTouched) settled();
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

/** A file of an open document is the editor's: what happens on disk does not count. A step for each that is read. */
function* takeIn(session: Session, uri: string, type: FileChangeType): Generator<void, void> {
  const { host } = session;
  const { root, listing } = session.folderOf(uri);
  if (root === undefined) return;
  const isFile = host.isListed(root, uri, listing);
  const come = isFile ? [uri] : type === FileChangeType.Created ? host.list(root, listing, uri) : [];
  for (const each of come) if (!session.isOpen(each)) yield* feed(session.folderOf(each), host, each);
}

/** A directory is one event for all that was in it. A step for each file that goes. */
function* forget(session: Session, uri: string, directories: Directories): Generator<void, void> {
  const { workspace } = session.folderOf(uri);
  const isDirectory = !workspace.has(uri) && directories.has(uri);
  const gone = isDirectory ? workspace.uris.filter((known) => isWithin(uri, known)) : [uri];
  for (const known of gone) {
    if (session.isOpen(known) || !workspace.has(known)) continue;
    workspace.remove(known);
    yield;
  }
}

/** The directories that hold files we know, found out when somebody asks: most of what is deleted is none. */
interface Directories {
  has(uri: string): boolean;
  changed(): void;
}

function createDirectories(session: Session): Directories {
  let known: Set<string> | undefined;
  return {
    has(uri) {
      known ??= new Set(
        session.folders.flatMap(({ workspace }) => workspace.uris.flatMap((each) => within(directoryOf(each)))),
      );
      return known.has(uri);
    },
    changed() {
      known = undefined;
    },
  };
}
