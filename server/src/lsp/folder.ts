import type { Config } from "../core/settings/config.ts";
import { CONFIG_FILES, readConfigFile } from "../core/settings/config-file.ts";
import { RULE_IDS } from "../core/workspace/rule-ids.ts";
import { DEFAULT_MAX_FILE_SIZE, type Host } from "../host/host.ts";
import { createProject, type Project } from "../host/project.ts";
import { type ClientSettings, DEFAULT_CLIENT_SETTINGS } from "./client-settings.ts";

/**
 * One workspace folder with an engine of its own; documents outside of all folders share one without a root.
 * Replaced as a whole when its configuration changes.
 */
export interface Folder extends Project {
  /** The folder's URI without a slash at its end; undefined for documents outside of all folders. */
  readonly root: string | undefined;
  readonly settings: ClientSettings;
  /** The configuration file that counts; undefined where there is none. */
  readonly configUri: string | undefined;
}

export interface FolderOptions {
  readonly root: string | undefined;
  readonly settings: ClientSettings | undefined;
  readonly host: Host;
  /** The text of a document that is open. */
  readonly openText: (uri: string) => string | undefined;
  readonly log: (message: string) => void;
}

/** Makes the engine of a folder, empty as yet, with the configuration that stands at the folder's root. */
export function createFolder({ root, settings = DEFAULT_CLIENT_SETTINGS, host, openText, log }: FolderOptions): Folder {
  const { uri: configUri, config } = (root === undefined ? undefined : configOf(root, host, openText)) ?? NO_CONFIG;
  const { exclude, gitignore } = settings;
  const project = createProject({ root, config, base: settings.config, exclude, gitignore, log });
  if (root !== undefined) project.workspace.list(undefined);
  return { root, settings, configUri, ...project };
}

const NO_CONFIG: { readonly uri: undefined; readonly config: Config } = { uri: undefined, config: {} };

/** The configuration at a folder's root, as it is being edited or as it stands on disk. */
function configOf(
  root: string,
  host: Host,
  openText: (uri: string) => string | undefined,
): { readonly uri: string; readonly config: Config } | undefined {
  for (const name of CONFIG_FILES) {
    const uri = `${root}/${name}`;
    const open = openText(uri);
    const content = open === undefined ? host.read(uri, DEFAULT_MAX_FILE_SIZE) : { type: "text" as const, text: open };
    if (content.type === "text") return { uri, config: readConfigFile(content.text, RULE_IDS).config };
  }
  return undefined;
}
