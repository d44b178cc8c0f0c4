import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { stderr } from "node:process";
import { URI } from "vscode-uri";
import type { Rule } from "../core/rules/rule.ts";
import { CONFIG_FILES, type ConfigFile, readConfigFile } from "../core/settings/config-file.ts";
import { RULE_IDS } from "../core/workspace/rule-ids.ts";
import { DEFAULT_EXCLUDE } from "../host/host.ts";
import { readContent } from "../host/node.ts";
import { createProject, type Project } from "../host/project.ts";
import { UsageError } from "./usage-error.ts";

/** A project as the command line opens it, with the configuration file that counts for it. */
export interface OpenedProject extends Project {
  readonly configFile: (ConfigFile & { readonly path: string; readonly text: string }) | undefined;
}

/**
 * Opens what the paths belong to: the directory of the nearest `portolan.yaml` at or above the first of them.
 * @param options.config a configuration file to use instead
 * @param options.rules all of them by default
 * @throws UsageError where a path or the configuration file does not exist
 */
export function openProject(
  paths: readonly string[],
  { config, rules }: { readonly config?: string | undefined; readonly rules?: readonly Rule[] } = {},
): OpenedProject {
  for (const path of paths) if (!existsSync(path)) throw new UsageError(`${path}: there is no such file or directory.`);
  const path = config ?? nearestConfig(resolve(paths[0] ?? "."));
  const configFile = path === undefined ? undefined : read(path);
  const root = path === undefined ? undefined : URI.file(dirname(resolve(path))).toString();
  const project = createProject({
    root,
    config: configFile?.config ?? {},
    exclude: DEFAULT_EXCLUDE,
    gitignore: true,
    ...(rules ? { rules } : {}),
    log: (message) => stderr.write(`${message}\n`),
  });
  return { ...project, configFile };
}

function nearestConfig(path: string): string | undefined {
  const directory = statSync(path).isDirectory() ? path : dirname(path);
  const name = CONFIG_FILES.find((candidate) => existsSync(join(directory, candidate)));
  if (name !== undefined) return join(directory, name);
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestConfig(parent);
}

function read(path: string): OpenedProject["configFile"] {
  const content = readContent(path, Number.POSITIVE_INFINITY);
  if (content.type !== "text") throw new UsageError(`${path}: this configuration file cannot be read.`);
  return { ...readConfigFile(content.text, RULE_IDS), path, text: content.text };
}
