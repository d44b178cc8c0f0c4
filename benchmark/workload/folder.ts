import { relative } from "node:path";
import { DEFAULT_MAX_FILE_SIZE } from "../../server/src/host/host.ts";
import { readContent } from "../../server/src/host/node.ts";
import { walk } from "../../server/src/host/walk.ts";
import type { Files } from "./workspace.ts";

/** The files of a folder that the product would look at. */
export function readFolder(root: string): Files {
  const files: Files = new Map();
  for (const path of walk(root, { exclude: [], gitignore: false })) {
    const content = readContent(path, DEFAULT_MAX_FILE_SIZE);
    if (content.type === "text") files.set(relative(root, path).replaceAll("\\", "/"), content.text);
  }
  return files;
}
