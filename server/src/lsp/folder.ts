import picomatch from "picomatch/posix.js";
import { RULES } from "../core/rules/registry.generated.ts";
import { CONFIG_FILES, type ConfigFile, readConfigFile } from "../core/settings/config-file.ts";
import { resolveSettings } from "../core/settings/resolve.ts";
import { clustersOf } from "../core/units/clusters.ts";
import { RULE_IDS } from "../core/workspace/rule-ids.ts";
import { createWorkspace, type Workspace } from "../core/workspace/workspace.ts";
import { DEFAULT_MAX_FILE_SIZE, type Host, type ListOptions } from "../host/host.ts";
import { type ClientSettings, DEFAULT_CLIENT_SETTINGS } from "./client-settings.ts";

/**
 * One workspace folder with an engine of its own; documents outside of all folders share one without a root.
 * Replaced as a whole when its configuration changes.
 */
export interface Folder {
  /** The folder's URI without a slash at its end; undefined for documents outside of all folders. */
  readonly root: string | undefined;
  readonly settings: ClientSettings;
  readonly workspace: Workspace;
  readonly listing: ListOptions;
  readonly maxFileSize: number;
  /** Whether the configuration leaves the file out. */
  isExcluded(uri: string): boolean;
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
  const { config } = (root === undefined ? undefined : configOf(root, host, openText)) ?? EMPTY;
  const engine = resolveSettings(settings.config, config);
  const exclude = [...settings.exclude, ...(config.exclude ?? [])];
  const isExcludedName = picomatch(exclude, { dot: true });
  const workspace = createWorkspace({
    rules: RULES,
    settings: engine,
    clusters: root === undefined ? [] : clustersOf(config, root, engine),
    ruleFailed: (rule, error) => log(`rule ${rule} failed: ${error instanceof Error ? error.stack : String(error)}`),
  });
  if (root !== undefined) workspace.list(undefined);
  return {
    root,
    settings,
    workspace,
    listing: { exclude, gitignore: settings.gitignore },
    maxFileSize: config.maxFileSize ?? settings.config.maxFileSize ?? DEFAULT_MAX_FILE_SIZE,
    isExcluded: (uri) =>
      root !== undefined &&
      exclude.length > 0 &&
      uri.startsWith(`${root}/`) &&
      isExcludedName(decodeURIComponent(uri.slice(root.length + 1))),
  };
}

const EMPTY: ConfigFile = { config: {}, problems: [] };

/** The configuration at a folder's root, as it is being edited or as it stands on disk. */
function configOf(root: string, host: Host, openText: (uri: string) => string | undefined): ConfigFile | undefined {
  for (const name of CONFIG_FILES) {
    const uri = `${root}/${name}`;
    const open = openText(uri);
    const content = open === undefined ? host.read(uri, DEFAULT_MAX_FILE_SIZE) : { type: "text" as const, text: open };
    if (content.type === "text") return readConfigFile(content.text, RULE_IDS);
  }
  return undefined;
}
