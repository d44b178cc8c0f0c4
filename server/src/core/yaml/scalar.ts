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
 * Source: sigs.k8s.io/yaml goyaml.v2/resolve.go `resolve`; literals checked against a server (v1.37).
 */
export function resolveScalar({ text, style, tag }: YamlScalar): Resolved {
  if (isTemplated(text)) return { type: "unknown" };
  if (tag === "tag:yaml.org,2002:str" || (style !== "plain" && !isCoreTag(tag))) return { type: "string", value: text };
  const known = WORDS.get(text);
  if (known) return known;
  return resolveNumber(text) ?? { type: "string", value: text };
}

/** Whether a template expression stands in the text. */
export function isTemplated(text: string): boolean {
  return text.includes(MASK);
}

/**
 * Whether a text is a placeholder for a tool that runs before kubectl: `${VAR}`, `$VAR`, `$(VAR)`, `<port>`, `__PORT__`, `@PORT@`, `%PORT%`.
 * Where a number or a word of the API is wanted, such a text is unknown, not wrong.
 */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text);
}

const PLACEHOLDER =
  /\$\{[^}]*\}|\$\([^)]*\)|^\$\w+$|<[A-Za-z][^<>]*>|__[A-Za-z][\w.-]*__|@[A-Za-z][\w.-]*@|^%[A-Za-z]\w*%$|\[\[.*\]\]|^\{\{?.*\}?\}$/;

const WORDS = new Map<string, Resolved>([
  ...["", "~", "null", "Null", "NULL"].map((word) => [word, { type: "null" }] as const),
  ...["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"].map(
    (word) => [word, { type: "boolean", value: true }] as const,
  ),
  ...["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map(
    (word) => [word, { type: "boolean", value: false }] as const,
  ),
]);

function isCoreTag(tag: string | undefined): boolean {
  return (
    tag === "tag:yaml.org,2002:int" ||
    tag === "tag:yaml.org,2002:float" ||
    tag === "tag:yaml.org,2002:bool" ||
    tag === "tag:yaml.org,2002:null"
  );
}

/** Go's strconv.ParseInt with base 0, behind which go-yaml has already removed the underscores. */
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

function resolveNumber(text: string): Resolved | undefined {
  const first = text.charCodeAt(0);
  const isDigit = first >= 48 && first <= 57;
  if (!isDigit && first !== 43 && first !== 45 && first !== 46) return undefined;
  const plain = first === 46 ? text : text.replaceAll("_", "");
  if (INTEGER.test(plain)) return numberOf(integerValue(plain));
  if (FLOAT.test(plain)) return numberOf(Number(plain));
  return undefined;
}

function integerValue(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  const unsigned = text.replace(/^[-+]/, "");
  const octal = /^0[oO]?([0-7]+)$/.exec(unsigned)?.[1];
  return sign * Number(octal === undefined ? unsigned : `0o${octal}`);
}

function numberOf(value: number): Resolved {
  return { type: "number", value: value === 0 ? 0 : value, literal: jsonNumber(value) };
}

/** As Go's encoding/json writes a float64: exponents from 1e21 on, with a sign and two digits at least. */
function jsonNumber(value: number): string {
  return String(value === 0 ? 0 : value).replace(/e([-+])(\d)$/, "e$10$2");
}
