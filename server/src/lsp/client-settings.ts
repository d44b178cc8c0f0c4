import type { Config } from "../core/settings/config.ts";
import { readConfig } from "../core/settings/read-config.ts";
import { DEFAULT_EXCLUDE } from "../host/host.ts";

/** The editor's settings `portolan.*` for one folder: those of the server, and the mirror of `portolan.yaml`. */
export interface ClientSettings {
  readonly enable: boolean;
  readonly hover: boolean;
  /** Whether findings are shown for files that are not open. */
  readonly wholeWorkspace: boolean;
  readonly gitignore: boolean;
  readonly exclude: readonly string[];
  readonly config: Config;
}

/**
 * Reads what the client answers for the section `portolan`. What is missing or wrong counts as not set.
 * @param filesExclude the editor's own `files.exclude`
 */
export function readClientSettings(value: unknown, filesExclude: unknown, ruleIds: readonly string[]): ClientSettings {
  const given = isRecord(value) ? value : {};
  const { enable, hover, diagnostics, gitignore, trace: _, exclude, ...rest } = given;
  const set = Object.fromEntries(
    Object.entries(rest).filter(([, part]) => part !== null && part !== undefined && !isEmpty(part)),
  );
  return {
    enable: enable !== false,
    hover: !(isRecord(hover) && hover["enable"] === false),
    wholeWorkspace: !(isRecord(diagnostics) && diagnostics["scope"] === "openFiles"),
    gitignore: gitignore !== false,
    exclude: [...(isStrings(exclude) ? exclude : DEFAULT_EXCLUDE), ...globsOf(filesExclude)],
    config: readConfig(set, ruleIds).config,
  };
}

export const DEFAULT_CLIENT_SETTINGS: ClientSettings = readClientSettings({}, {}, []);

/** `files.exclude` is a map from globs to whether they count. */
function globsOf(value: unknown): string[] {
  return isRecord(value)
    ? Object.entries(value).flatMap(([glob, isOn]) => (isOn === true ? [glob, `${glob}/**`] : []))
    : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
