import { readFileSync, statSync } from "node:fs";
import { URI } from "vscode-uri";
import type { FileContent, Host } from "./host.ts";
import { pathFilter } from "./path-filter.ts";
import { walk } from "./walk.ts";

/** The file system of this machine. Folders of other schemes are not listed: what is open in them is all there is. */
export const nodeHost: Host = {
  *list(rootUri, options, below = rootUri) {
    const root = pathOf(rootUri);
    const from = pathOf(below);
    if (root === undefined || from === undefined) return;
    for (const path of walk(root, options, from)) yield flat(URI.file(path).toString());
  },
  isListed(rootUri, uri, options) {
    const root = pathOf(rootUri);
    const path = pathOf(uri);
    return root !== undefined && path !== undefined && pathFilter(root, options).takes(path);
  },
  read(uri, maxSize) {
    const path = pathOf(uri);
    return path === undefined ? { type: "absent" } : readContent(path, maxSize);
  },
};

/** A file's content, unless it is too large or cannot be read. */
export function readContent(path: string, maxSize: number): FileContent {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return { type: "absent" };
    if (stats.size > maxSize) return { type: "tooLarge", size: stats.size };
    return { type: "text", text: readFileSync(path, "utf8") };
  } catch {
    return { type: "absent" };
  }
}

/** A string that was put together keeps its parts; this one, of ASCII alone as URIs are, does not. There are many files. */
function flat(uri: string): string {
  return Buffer.from(uri, "latin1").toString("latin1");
}

function pathOf(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? parsed.fsPath : undefined;
}
