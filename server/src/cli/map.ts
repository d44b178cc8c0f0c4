import { relative } from "node:path";
import { cwd } from "node:process";
import { URI } from "vscode-uri";
import { type MappedUnit, mapUnit } from "../core/features/port-map.ts";
import { DEFAULT_SETTINGS } from "../core/settings/settings.ts";
import { createWorkspace } from "../core/workspace/workspace.ts";
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE } from "../host/host.ts";
import { loadPaths } from "../host/load.ts";

/**
 * What each unit below the paths deploys.
 * @throws Error where a path does not exist
 */
export function map(paths: readonly string[]): MappedUnit[] {
  const workspace = createWorkspace({ rules: [], settings: DEFAULT_SETTINGS });
  loadPaths(workspace, paths, { exclude: DEFAULT_EXCLUDE, gitignore: true }, DEFAULT_MAX_FILE_SIZE);
  const nameOf = (uri: string): string => relative(cwd(), URI.parse(uri).fsPath).replaceAll("\\", "/") || ".";
  return workspace.units().map((unit) => mapUnit(unit, nameOf));
}
