import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ignore, { type Ignore } from "ignore";
import picomatch from "picomatch/posix.js";

export interface WalkOptions {
  /** Globs, relative to the root, of what is left out. */
  readonly exclude: readonly string[];
  /** Whether `.gitignore` files are heeded. */
  readonly gitignore: boolean;
}

/** Files that may hold manifests, or that say how manifests belong together. */
const WANTED = /\.(?:ya?ml|json)$|^Kustomization$/i;
/** Never of interest, and large. */
const SKIPPED = new Set([".git", ".hg", ".svn", "node_modules"]);

interface Rules {
  readonly directory: string;
  readonly ignore: Ignore;
}

/**
 * The files below `root` that may hold manifests, in the order of their names. Directories that cannot be read and
 * loops of symbolic links are passed over. A generator, so that the caller may stop between two files.
 */
export function* walk(root: string, { exclude, gitignore }: WalkOptions): Generator<string> {
  const isExcluded = exclude.length > 0 ? picomatch([...exclude], { dot: true }) : () => false;
  const seen = new Set<string>();
  yield* walkDirectory(root, []);

  function* walkDirectory(directory: string, above: readonly Rules[]): Generator<string> {
    const real = realPath(directory);
    if (real === undefined || seen.has(real)) return;
    seen.add(real);
    const entries = entriesOf(directory);
    const own = gitignore && entries.some(({ name }) => name === ".gitignore") ? rulesOf(directory) : undefined;
    const rules = own ? [...above, own] : above;
    for (const entry of entries) {
      const path = join(directory, entry.name);
      const kind = kindOf(entry, path);
      if (kind === undefined || SKIPPED.has(entry.name)) continue;
      if (kind === "file" && !WANTED.test(entry.name)) continue;
      const name = relative(root, path).split(sep).join("/");
      if (isExcluded(name) || (kind === "directory" && isExcluded(`${name}/`)) || isIgnored(path, kind, rules))
        continue;
      if (kind === "file") yield path;
      else yield* walkDirectory(path, rules);
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

function rulesOf(directory: string): Rules {
  try {
    return { directory, ignore: ignore().add(readFileSync(join(directory, ".gitignore"), "utf8")) };
  } catch {
    return { directory, ignore: ignore() };
  }
}

function isIgnored(path: string, kind: "file" | "directory", rules: readonly Rules[]): boolean {
  let ignored = false;
  for (const { directory, ignore: own } of rules) {
    const name = relative(directory, path).split(sep).join("/") + (kind === "directory" ? "/" : "");
    const result = own.test(name);
    if (result.ignored) ignored = true;
    else if (result.unignored) ignored = false;
  }
  return ignored;
}
