import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch/posix.js";
import type { ListOptions } from "./host.ts";

/** Files that may hold manifests, or that say how manifests belong together. */
const WANTED = /\.(?:ya?ml|json)$|^Kustomization$/i;
/** Never of interest, and large. */
const SKIPPED = new Set([".git", ".hg", ".svn", "node_modules", ".terraform"]);

/** Says which paths below a root are looked at: by their names, the excluded globs, and the `.gitignore` files on the way. */
export interface PathFilter {
  /** Whether a directory is entered; its parents are taken to be. */
  entersDirectory(path: string): boolean;
  /** Whether a file is listed; its directory is taken to be entered. */
  takesFile(path: string): boolean;
  /** Whether a file is listed, with every directory on the way looked at. */
  takes(path: string): boolean;
  /** Whether a directory is entered, with every one on the way looked at. */
  enters(path: string): boolean;
}

export function pathFilter(root: string, { exclude, gitignore }: ListOptions): PathFilter {
  const isExcluded = exclude.length > 0 ? picomatch([...exclude], { dot: true }) : () => false;
  const ignores = new Map<string, Ignore | undefined>();
  const nameIn = (directory: string, path: string): string => relative(directory, path).split(sep).join("/");
  const ignoreIn = (directory: string): Ignore | undefined => {
    if (!ignores.has(directory)) ignores.set(directory, gitignore ? readIgnore(directory) : undefined);
    return ignores.get(directory);
  };
  const isIgnored = (path: string, suffix: string): boolean => {
    let ignored = false;
    for (const directory of directoriesTo(root, path)) {
      const result = ignoreIn(directory)?.test(nameIn(directory, path) + suffix);
      if (result?.ignored) ignored = true;
      else if (result?.unignored) ignored = false;
    }
    return ignored;
  };
  const entersDirectory = (path: string): boolean => {
    const name = nameIn(root, path);
    return (
      !SKIPPED.has(name.slice(name.lastIndexOf("/") + 1)) &&
      !isExcluded(name) &&
      !isExcluded(`${name}/`) &&
      !isIgnored(path, "/")
    );
  };
  const takesFile = (path: string): boolean => {
    const name = nameIn(root, path);
    return WANTED.test(name.slice(name.lastIndexOf("/") + 1)) && !isExcluded(name) && !isIgnored(path, "");
  };
  return {
    entersDirectory,
    takesFile,
    takes: (path) => directoriesTo(root, path).slice(1).every(entersDirectory) && takesFile(path),
    enters: (path) => [...directoriesTo(root, path).slice(1), path].every(entersDirectory),
  };
}

/** The directories from the root to the one that holds the path, both included. */
function directoriesTo(root: string, path: string): string[] {
  const directories: string[] = [];
  for (let directory = dirname(path); directory.length >= root.length; directory = dirname(directory)) {
    directories.unshift(directory);
    if (directory === root || directory === dirname(directory)) break;
  }
  return directories;
}

function readIgnore(directory: string): Ignore | undefined {
  const path = join(directory, ".gitignore");
  try {
    return existsSync(path) ? ignore().add(readFileSync(path, "utf8")) : undefined;
  } catch {
    return undefined; // Not readable: it ignores nothing.
  }
}
