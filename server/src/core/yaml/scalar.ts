import { MASK } from "./mask.ts";
import type { YamlScalar } from "./node.ts";

/** What a scalar means to the API server, which converts YAML to JSON before it decodes. */
export type Resolved =
  | { readonly type: "null" }
  | { readonly type: "boolean"; readonly value: boolean }
  /** `literal` is the number as JSON writes it: it is what decode errors quote. */
  | { readonly type: "number"; readonly value: number; readonly literal: string }
  | { readonly type: "string"; readonly value: string }
  /** A template expression or placeholder stands in it: the value is not in the text. */
  | { readonly type: "unknown" };

/**
 * Resolves a scalar as the API server reads it: YAML 1.1 with the deviations of go-yaml v2 (`0o17`, no base 60).
 * The only place where manifest text becomes a number or a truth value.
 * Source: go.yaml.in/yaml/v2 resolve.go `resolve`, decode.go `scalar`; literals checked against a server (v1.37).
 */
export function resolveScalar({ text, style, tag }: YamlScalar): Resolved {
  if (isTemplated(text)) return { type: "unknown" };
  if (tag === undefined ? style !== "plain" : !RESOLVED_TAGS.has(tag)) return { type: "string", value: text };
  return WORDS.get(text) ?? resolveNumber(text) ?? { type: "string", value: text };
}

/** Whether a scalar resolves to null, which is as good as not written. */
export function isNull({ text, style, tag }: YamlScalar): boolean {
  return WORDS.get(text)?.type === "null" && (tag === undefined ? style === "plain" : RESOLVED_TAGS.has(tag));
}

/** Tags behind which the text is looked at, whatever its quotes. Behind any other one it is a string. */
const RESOLVED_TAGS = new Set(["int", "float", "bool", "null"].map((name) => `tag:yaml.org,2002:${name}`));

/** Whether a template expression stands in the text. */
export function isTemplated(text: string): boolean {
  return text.includes(MASK);
}

/**
 * Whether a text is a placeholder for a tool that runs before kubectl: `${VAR}`, `$VAR`, `$(VAR)`, `<port>`, `__PORT__`,
 * `@PORT@`, `%PORT%`, `<%= port %>` (ERB), `%{ if x }` (Terraform), `#{PORT}#`, `((port))`
 * and `<< port >>` (pipelines).
 * Where a number or a word of the API is wanted, such a text is unknown, not wrong.
 */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

const PLACEHOLDER =
  /[$%#]\{[^}]*\}|\$\([^)]*\)|^\d*\$\w+$|<[A-Za-z][^<>]*>|<%.*%>|<<.*>>|^\(\(.*\)\)$|__[A-Za-z][\w.-]*__|@[A-Za-z][\w.-]*@|^%[A-Za-z]\w*%$|\[\[.*\]\]|^\{\{?.*\}?\}$/;

const WORDS = new Map<string, Resolved>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, { type: "null" }] as const),
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, { type: "boolean", value: true }] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, { type: "boolean", value: false }] as const,
  ),
  // JSON has no such numbers: the server cannot convert a document that holds one.
  ...["inf", "Inf", "INF"].flatMap((word) => [
    [`.${word}`, { type: "number", value: Number.POSITIVE_INFINITY, literal: "+Inf" }] as const,
    [`+.${word}`, { type: "number", value: Number.POSITIVE_INFINITY, literal: "+Inf" }] as const,
    [`-.${word}`, { type: "number", value: Number.NEGATIVE_INFINITY, literal: "-Inf" }] as const,
  ]),
  ...["nan", "NaN", "NAN"].map((word) => [`.${word}`, { type: "number", value: Number.NaN, literal: "NaN" }] as const),
]);

/** A number as nearly all are written: every base reads it alike, and a double holds it. */
const ORDINARY = /^(?:0|[1-9][0-9]{0,14})$/;
/** Go's strconv.ParseInt with base 0, behind which go-yaml has already removed the underscores. */
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

function resolveNumber(text: string): Resolved | undefined {
  if (ORDINARY.test(text)) return { type: "number", value: Number(text), literal: text };
  if (!/^[-+.0-9]/.test(text)) return undefined;
  // Behind a leading dot strconv.ParseFloat wants a digit on both sides of an underscore.
  if (text.startsWith(".") && /(?<![0-9])_|_(?![0-9])/.test(text)) return undefined;
  const plain = text.replaceAll("_", "");
  return integerOf(plain) ?? floatOf(plain);
}

/** Undefined for what fits no 64 bits either: decimal digits are then a float, other digits a string. */
function integerOf(text: string): Resolved | undefined {
  const [, sign, digits] = INTEGER.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const magnitude = BigInt(digits.replace(/^0[oO]?(?=[0-7])/, "0o"));
  const value = sign === "-" ? -magnitude : magnitude;
  // Only a number without a sign may use the 64th bit.
  if (value < MIN_INT64 || value > (sign === "" ? MAX_UINT64 : MAX_INT64)) return undefined;
  return { type: "number", value: Number(value), literal: `${value}` };
}

function floatOf(text: string): Resolved | undefined {
  const value = FLOAT.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) return undefined;
  // JavaScript writes a double as Go's encoding/json does.
  return { type: "number", value: value === 0 ? 0 : value, literal: String(value) };
}
