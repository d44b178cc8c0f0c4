import picomatch from "picomatch/posix.js";
import { RULES } from "../core/rules/registry.generated.ts";
import type { Rule } from "../core/rules/rule.ts";
import type { Config } from "../core/settings/config.ts";
import { resolveSettings } from "../core/settings/resolve.ts";
import { clustersOf } from "../core/units/clusters.ts";
import { createWorkspace, type Workspace } from "../core/workspace/workspace.ts";
import { DEFAULT_MAX_FILE_SIZE, type ListOptions } from "./host.ts";

/** An engine with the configuration that holds below one directory: the same for the server and the command line. */
export interface Project {
  readonly workspace: Workspace;
  readonly listing: ListOptions;
  readonly maxFileSize: number;
  /** Whether the configuration leaves the file out. */
  isExcluded(uri: string): boolean;
}

export interface ProjectOptions {
  /** The directory's URI without a slash at its end; undefined for documents that belong to none. */
  readonly root: string | undefined;
  /** What `portolan.yaml` says. */
  readonly config: Config;
  /** What is said elsewhere, as in the editor's settings; the file wins. */
  readonly base?: Config;
  readonly exclude: readonly string[];
  readonly gitignore: boolean;
  /** All of them by default; none for whoever asks what is deployed and not what is wrong. */
  readonly rules?: readonly Rule[];
  readonly log: (message: string) => void;
}

/** Makes the engine, empty as yet. */
export function createProject({
  root,
  config,
  base = {},
  exclude,
  gitignore,
  rules = RULES,
  log,
}: ProjectOptions): Project {
  const settings = resolveSettings(base, config);
  const excluded = [...exclude, ...(config.exclude ?? [])];
  const isExcludedName = picomatch(excluded, { dot: true });
  const workspace = createWorkspace({
    rules,
    settings,
    clusters: root === undefined ? [] : clustersOf({ ...base, ...config }, root, settings),
    ruleFailed: (rule, error) => log(`rule ${rule} failed: ${error instanceof Error ? error.stack : String(error)}`),
  });
  return {
    workspace,
    listing: { exclude: excluded, gitignore },
    maxFileSize: config.maxFileSize ?? base.maxFileSize ?? DEFAULT_MAX_FILE_SIZE,
    isExcluded: (uri) =>
      root !== undefined &&
      excluded.length > 0 &&
      uri.startsWith(`${root}/`) &&
      isExcludedName(decodeURIComponent(uri.slice(root.length + 1))),
  };
}
