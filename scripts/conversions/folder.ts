import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import { createWorkspace, type Workspace } from "../../server/src/core/workspace/workspace.ts";
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE } from "../../server/src/host/host.ts";
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
 * @throws Error where it does not exist
 */
export function readFolder(folder: string): Folder {
  const workspace = createWorkspace({ rules: RULES, settings: DEFAULT_SETTINGS });
  const paths = loadPaths(workspace, [folder], { exclude: DEFAULT_EXCLUDE, gitignore: true }, DEFAULT_MAX_FILE_SIZE);
  const texts = new Map(
    [...paths].flatMap(([uri, path]) => {
      const content = readContent(path, DEFAULT_MAX_FILE_SIZE);
      return content.type === "text" ? [[uri, content.text] as const] : [];
    }),
  );
  return { workspace, texts, paths };
}
