import type { Span } from "../text/span.ts";
import { childrenOf, entryOf, type YamlNode } from "../yaml/node.ts";
import { parseSection } from "../yaml/parse.ts";
import { resolveScalar } from "../yaml/scalar.ts";
import type { Config } from "./config.ts";
import { readConfig } from "./read-config.ts";

/** A configuration file's content, and what is wrong in it with its place in the file. */
export interface ConfigFile {
  readonly config: Config;
  readonly problems: readonly (Span & { readonly message: string })[];
}

/** The code of what is wrong in a configuration. */
export const INVALID_CONFIGURATION = "invalid-configuration";

/** Names of the configuration at the root of a workspace, the first one found counts. */
export const CONFIG_FILES = ["portolan.yaml", "portolan.yml", "portolan.json"] as const;

export function isConfigFile(uri: string): boolean {
  return CONFIG_FILES.some((name) => uri.endsWith(`/${name}`));
}

/** Reads `portolan.yaml`. Never throws: what is wrong is left out and reported, the rest counts. */
export function readConfigFile(text: string, ruleIds: readonly string[]): ConfigFile {
  const { root, problems } = parseSection(text);
  const { config, problems: wrong } = readConfig(root && plainValue(root), ruleIds);
  // Behind a mistake in the syntax nothing is certain to stand where it was meant to.
  const [broken] = problems;
  if (broken)
    return {
      config,
      problems: [
        {
          start: broken.start,
          end: Math.max(broken.end, broken.start + 1),
          message: "This is no valid YAML; what cannot be read is left out.",
        },
      ],
    };
  return {
    config,
    problems: [
      ...(root ? repeatedKeys(root) : []),
      ...wrong.map(({ path, isKey, message }) => ({
        ...placeOf(root, path, isKey === true),
        message: `${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`,
      })),
    ],
  };
}

/** Keys that their mapping has already: what was written before is lost. */
function repeatedKeys(node: YamlNode): ConfigFile["problems"] {
  const own =
    node.kind === "map"
      ? node.entries.filter(({ key, merged }) => !merged && entryOf(node, key.text)?.key !== key).map(({ key }) => key)
      : [];
  return [
    ...own.map(({ start, end, text }) => ({
      start,
      end,
      message: `${text} is written once more below, and that one counts.`,
    })),
    ...[...childrenOf(node)].flatMap(repeatedKeys),
  ];
}

/**
 * The data of a configuration. Unlike in manifests `on`, `off`, `yes` and `no` are words, as `off` is a severity, and what
 * is written with a point is a version.
 */
function plainValue(node: YamlNode): unknown {
  if (node.kind === "seq") return node.items.map(plainValue);
  if (node.kind === "map")
    return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plainValue(value)]));
  const resolved = resolveScalar(node);
  if (resolved.type === "boolean") return /^(?:true|false)$/i.test(node.text) ? resolved.value : node.text;
  if (resolved.type === "null") return null;
  return resolved.type === "number" && !node.text.includes(".") ? resolved.value : node.text;
}

/** The scalar at a path, else its key, or that of the nearest parent; the start of the file where there is neither. */
function placeOf(root: YamlNode | undefined, path: readonly (string | number)[], isKey: boolean): Span {
  let node = root;
  let place: Span = { start: 0, end: 0 };
  for (const step of path) {
    if (node?.kind === "map" && typeof step === "string") {
      const entry = entryOf(node, step);
      if (!entry) break;
      place = entry.key;
      node = entry.value;
    } else if (node?.kind === "seq" && typeof step === "number" && node.items[step]) {
      node = node.items[step];
      place = node;
    } else break;
  }
  return !isKey && node?.kind === "scalar" && path.length > 0 && node.end > node.start ? node : place;
}
