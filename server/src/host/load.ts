import { statSync } from "node:fs";
import { resolve } from "node:path";
import { URI } from "vscode-uri";
import type { ListOptions } from "./host.ts";
import { readContent } from "./node.ts";
import type { Project } from "./project.ts";
import { walk } from "./walk.ts";

/** The URI of a path, in the spelling that the engine uses. */
export function uriOfPath(path: string): string {
  return URI.file(resolve(path)).toString();
}

/**
 * Reads files and directories into an engine, in one go.
 * @returns the path of each file as it was given or found, by URI
 * @throws Error where a path does not exist
 */
export function loadPaths(
  { workspace, listing, maxFileSize, isExcluded }: Project,
  paths: readonly string[],
): ReadonlyMap<string, string> {
  const found = paths.flatMap((path) =>
    [...filesAt(path, listing)].map((file) => [uriOfPath(file), file] as const).filter(([uri]) => !isExcluded(uri)),
  );
  const files = new Map(found);
  workspace.list([...files.keys()]);
  // What the kustomizations say decides how the rest is read; reading one may make others wanted again.
  for (let wanted = workspace.wanted(); wanted.length > 0; wanted = workspace.wanted())
    for (const uri of wanted) {
      const content = readContent(files.get(uri) ?? "", maxFileSize);
      if (content.type === "tooLarge") workspace.skip(uri, content.size);
      else workspace.update(uri, content.type === "text" ? content.text : "");
    }
  return files;
}

function* filesAt(path: string, options: ListOptions): Generator<string> {
  if (statSync(path).isDirectory()) yield* walk(path, options);
  else yield path;
}
