import type { Host } from "../host/host.ts";
import type { Folder } from "./folder.ts";

/** How long one slice of work may keep everybody else waiting, in milliseconds, before the next section's end. */
const SLICE = 4;

/** @param total undefined while files are still being found */
export type IndexProgress = (files: number, total: number | undefined) => void;

/**
 * Reads all files of a folder into its engine, in slices that end at the first section border after 4 ms, so that
 * requests are answered in between. Files that are open are fed by their documents and skipped here.
 * @param isCancelled asked before each slice; a folder that is replaced meanwhile, or that nobody wants to wait for, is given up
 */
export async function indexFolder(
  folder: Folder,
  host: Host,
  isOpen: (uri: string) => boolean,
  isCancelled: () => boolean,
  progress: IndexProgress,
): Promise<void> {
  if (folder.root === undefined) return;
  const slices = createSlices();
  const uris: string[] = [];
  for (const uri of host.list(folder.root, folder.listing)) {
    uris.push(uri);
    progress(uris.length, undefined);
    if (slices.isOver()) await slices.next();
    if (isCancelled()) return;
  }
  // A file that has come while others were found is known from its event.
  folder.workspace.list([...new Set([...uris, ...folder.workspace.uris])]);
  let read = 0;
  for (let wanted = unopened(); wanted.length > 0; wanted = unopened()) {
    for (const uri of wanted) {
      if (!(await inSlices(feed(folder, host, uri)))) return;
      progress(++read, uris.length);
    }
    if (!(await inSlices(folder.workspace.planInSteps()))) return;
  }
  await inSlices(folder.workspace.judgeInSteps());

  function unopened(): string[] {
    return folder.workspace.wanted().filter((uri) => !isOpen(uri));
  }

  /** @returns whether the work was done to its end */
  async function inSlices(steps: Iterable<void>): Promise<boolean> {
    for (const _ of steps) {
      if (slices.isOver()) await slices.next();
      if (isCancelled()) return false;
    }
    return true;
  }
}

/** Reads one file and takes it into the engine, with a pause offered behind each section. Its text is not kept meanwhile. */
export function feed({ workspace, maxFileSize }: Folder, host: Host, uri: string): Iterable<void> {
  const content = host.read(uri, maxFileSize);
  if (content.type === "text") return workspace.updateInSteps(uri, content.text);
  if (content.type === "tooLarge") workspace.skip(uri, content.size);
  else workspace.remove(uri);
  return [undefined];
}

export interface Slices {
  isOver(): boolean;
  /** Lets everything else run that is waiting. */
  next(): Promise<void>;
}

export function createSlices(): Slices {
  let start = performance.now();
  return {
    isOver: () => performance.now() - start >= SLICE,
    next: () =>
      new Promise((resolve) => {
        setImmediate(() => {
          start = performance.now();
          resolve();
        });
      }),
  };
}
