import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ListOptions } from "./host.ts";
import { pathFilter } from "./path-filter.ts";

/**
 * The files below `root` that may hold manifests, in the order of their names. Directories that cannot be read and
 * loops of symbolic links are passed over. A generator, so that the caller may pause between two files.
 * @param from where to begin, below the root: nothing where the way there is excluded
 */
export function* walk(root: string, options: ListOptions, from: string = root): Generator<string> {
  const filter = pathFilter(root, options);
  const seen = new Set<string>();
  if (from === root || filter.enters(from)) yield* walkDirectory(from);

  function* walkDirectory(directory: string): Generator<string> {
    const real = realPath(directory);
    if (real === undefined || seen.has(real)) return;
    seen.add(real);
    for (const entry of entriesOf(directory)) {
      const path = join(directory, entry.name);
      const kind = kindOf(entry, path);
      if (kind === "file" && filter.takesFile(path)) yield path;
      else if (kind === "directory" && filter.entersDirectory(path)) yield* walkDirectory(path);
    }
  }
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // Not readable, or gone since it was listed.
  }
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function kindOf(entry: Dirent, path: string): "file" | "directory" | undefined {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  if (!entry.isSymbolicLink()) return undefined;
  try {
    const target = statSync(path);
    return target.isFile() ? "file" : target.isDirectory() ? "directory" : undefined;
  } catch {
    return undefined;
  }
}
