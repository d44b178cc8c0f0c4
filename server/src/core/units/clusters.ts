import picomatch from "picomatch/posix.js";
import type { Config } from "../settings/config.ts";
import { withCluster } from "../settings/resolve.ts";
import type { Settings } from "../settings/settings.ts";
import { resolvePath } from "./paths.ts";
import type { ClusterPaths } from "./plan.ts";

/**
 * The clusters of a configuration with the settings that hold in them.
 * @param directory the URI of the directory that the configuration's paths count from
 */
export function clustersOf(
  config: Config,
  directory: string,
  settings: Settings,
): (ClusterPaths & { readonly settings: Settings })[] {
  return Object.entries(config.clusters ?? {}).map(([name, { paths, ...cluster }]) => {
    const isIn = picomatch(
      paths.flatMap((path) => patternsOf(directory, path)),
      { dot: true },
    );
    return { name, directory, holds: (uri) => isIn(uri), settings: withCluster(settings, cluster) };
  });
}

/** A path names a file, or a directory with all below it. */
function patternsOf(directory: string, path: string): string[] {
  const uri = path.includes("*") ? `${directory}/${path.replace(/^\.\//, "")}` : resolvePath(directory, path);
  return [uri, `${uri.replace(/\/$/, "")}/**`];
}
