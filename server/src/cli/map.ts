import { relative } from "node:path";
import { cwd } from "node:process";
import { URI } from "vscode-uri";
import { type MappedUnit, mapUnit } from "../core/features/port-map.ts";
import { loadPaths } from "../host/load.ts";
import { openProject } from "./open-project.ts";

/**
 * What each unit below the paths deploys.
 * @throws UsageError where a path does not exist
 */
export function map(paths: readonly string[], config?: string): MappedUnit[] {
  const project = openProject(paths, { config, rules: [] });
  loadPaths(project, paths);
  const nameOf = (uri: string): string => relative(cwd(), URI.parse(uri).fsPath).replaceAll("\\", "/") || ".";
  return project.workspace.units().map((unit) => mapUnit(unit, nameOf));
}
