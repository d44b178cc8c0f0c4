import * as v from "valibot";
import { nearest } from "../text/nearest.ts";
import { type Config, configSchema } from "./config.ts";

/** A part of a configuration that is wrong: where, and what. */
export interface ConfigProblem {
  /** Keys and indices from the root. */
  readonly path: readonly (string | number)[];
  /** The last key of the path is itself what is wrong, not its value. */
  readonly isKey?: true;
  readonly message: string;
}

export interface ReadConfig {
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Validates a configuration from anywhere. What is wrong is left out and reported; the rest counts.
 * @param ruleIds the rules that there are; others are reported
 */
export function readConfig(value: unknown, ruleIds: readonly string[]): ReadConfig {
  if (value === null || value === undefined) return { config: {}, problems: [] };
  if (!isRecord(value))
    return { config: {}, problems: [{ path: [], message: "the configuration is a mapping of settings" }] };
  const problems: ConfigProblem[] = [];
  const kept: Record<string, unknown> = {};
  const entries: Readonly<Record<string, v.GenericSchema>> = configSchema.entries;
  for (const [key, part] of Object.entries(value)) {
    // A setting without a value is not set.
    if (part === null) continue;
    const schema = Object.hasOwn(entries, key) ? entries[key] : undefined;
    if (!schema) {
      const message = `there is no setting "${key}"${insteadOf(key, Object.keys(entries))}`;
      problems.push({ path: [key], isKey: true, message });
      continue;
    }
    const read = readSetting(schema, key, part);
    problems.push(...read.problems);
    if (read.value !== undefined) kept[key] = read.value;
  }
  return { config: kept, problems: [...problems, ...unknownRules(value, ruleIds)] };
}

/** How deep the pieces of a setting lie that may be left out without changing what the others say: a setting of a cluster. */
const DEPTH: Readonly<Record<string, number>> = { clusters: 2 };

function readSetting(
  schema: v.GenericSchema,
  key: string,
  part: unknown,
): { readonly value: unknown; readonly problems: readonly ConfigProblem[] } {
  const parse = (value: unknown) => v.safeParse(schema, value, { abortPipeEarly: true });
  let result = parse(part);
  const problems = (result.issues ?? []).map((issue) => problemOf(issue, key));
  let rest = part;
  // Where a piece cannot be left out, as a cluster's paths, what it is a piece of is left out.
  for (let depth = DEPTH[key] ?? 1; !result.success && depth > 0; depth--) {
    const paths = result.issues.map((issue) => keysOf(issue).slice(0, depth));
    rest = without(rest, paths);
    result = parse(rest);
  }
  return { value: result.success ? result.output : undefined, problems };
}

/** A copy without what stands at the paths. */
function without(value: unknown, paths: readonly (readonly (string | number)[])[]): unknown {
  if (paths.some((path) => path.length === 0)) return undefined;
  const below = (key: string | number) => paths.filter(([first]) => first === key).map(([, ...rest]) => rest);
  const keeps = (key: string | number): boolean => below(key).every((path) => path.length > 0);
  if (Array.isArray(value)) return value.filter((_, index) => keeps(index));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (keeps(key) ? [[key, without(part, below(key))]] : [])),
  );
}

function problemOf(issue: v.BaseIssue<unknown>, key: string): ConfigProblem {
  const isKey = issue.path?.at(-1)?.origin === "key" && issue.received !== "undefined";
  return { path: [key, ...keysOf(issue)], ...(isKey ? { isKey } : {}), message: messageOf(issue) };
}

const WANTED: Readonly<Record<string, string>> = {
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  string: "a text",
  array: "a list",
  record: "a mapping",
  strict_object: "a mapping",
};

/** What is wrong in plain words. Words of the schema's own are taken as they are. */
function messageOf(issue: v.BaseIssue<unknown>): string {
  const { type, expected, input, received, message } = issue;
  const written = typeof input === "object" ? (Array.isArray(input) ? "a list" : "a mapping") : JSON.stringify(input);
  if (type === "strict_object" && expected === "never") return `there is no ${received} here`;
  if (type === "strict_object" && received === "undefined") return `${expected} is missing`;
  if (type === "picklist" && expected) {
    const options = [...expected.matchAll(/"([^"]*)"/g)].map(([, option = ""]) => option);
    return `${written} is none of ${options.join(", ")}${insteadOf(String(input), options)}`;
  }
  if (type === "min_value") return `${written} is too small: 1 is the least`;
  if (type === "min_length") return "it names nothing";
  const wanted = WANTED[type];
  return wanted !== undefined && message.startsWith("Invalid ") ? `${written} stands where ${wanted} belongs` : message;
}

/** What may have been meant: a word that begins so, or that is near, whatever its capitals. */
function insteadOf(written: string, candidates: readonly string[]): string {
  const lower = written.toLowerCase();
  const words = candidates.map((candidate) => candidate.toLowerCase());
  const meant = (lower.length >= 3 ? words.find((word) => word.startsWith(lower)) : undefined) ?? nearest(lower, words);
  const candidate = candidates.find((own) => own.toLowerCase() === meant);
  return candidate === undefined ? "" : `; "${candidate}" perhaps`;
}

/** Rules that are named and that there are not. Globs are left alone. */
function unknownRules(
  { rules, exempt }: Readonly<Record<string, unknown>>,
  ruleIds: readonly string[],
): ConfigProblem[] {
  const exemptions: readonly unknown[] = Array.isArray(exempt) ? exempt : [];
  const named = [
    ...Object.keys(isRecord(rules) ? rules : {}).map((id) => ({ id, path: ["rules", id], isKey: true as const })),
    ...exemptions.flatMap((exemption, index) => {
      const id = isRecord(exemption) ? exemption["rule"] : undefined;
      return typeof id !== "string" || /[*?{[!(]/.test(id) ? [] : [{ id, path: ["exempt", index, "rule"] }];
    }),
  ];
  return named
    .filter(({ id }) => !ruleIds.includes(id))
    .map(({ id, ...place }) => ({ ...place, message: `there is no rule "${id}"${insteadOf(id, ruleIds)}` }));
}

function keysOf(issue: v.BaseIssue<unknown>): (string | number)[] {
  return (issue.path ?? []).flatMap(({ key }) => (typeof key === "string" || typeof key === "number" ? [key] : []));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
