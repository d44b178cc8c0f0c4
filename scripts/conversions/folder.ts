import { openProject } from "../../server/src/cli/open-project.ts";
import type { Workspace } from "../../server/src/core/workspace/workspace.ts";
import { loadPaths } from "../../server/src/host/load.ts";
import { readContent } from "../../server/src/host/node.ts";

export interface Folder {
  readonly workspace: Workspace;
  /** By URI. */
  readonly texts: ReadonlyMap<string, string>;
  /** The files' paths by URI. */
  readonly paths: ReadonlyMap<string, string>;
}

/**
 * Reads a folder as `portolan check` does, with the texts of its files.
 * @throws UsageError where it does not exist
 */
export function readFolder(folder: string): Folder {
  const project = openProject([folder]);
  const paths = loadPaths(project, [folder]);
  const texts = new Map(
    [...paths].flatMap(([uri, path]) => {
      const content = readContent(path, project.maxFileSize);
      return content.type === "text" ? [[uri, content.text] as const] : [];
    }),
  );
  return { workspace: project.workspace, texts, paths };
}
