/**
 * The API server's words for what it refuses: `<field path>: <Type>[: <value>][: <detail>]`.
 * Source: kubernetes apimachinery/pkg/util/validation/field/errors.go `ErrorBody`.
 */

/** `Invalid value`: strings are quoted, numbers are bare, objects are JSON. */
export function invalidValue(path: string, value: unknown, detail: string): string {
  return `${path}: Invalid value: ${quoted(value)}: ${detail}`;
}

export function requiredValue(path: string, detail?: string): string {
  return detail === undefined ? `${path}: Required value` : `${path}: Required value: ${detail}`;
}

export function duplicateValue(path: string, value: unknown): string {
  return `${path}: Duplicate value: ${quoted(value)}`;
}

export function forbidden(path: string, detail: string): string {
  return `${path}: Forbidden: ${detail}`;
}

/**
 * `Unsupported value`: the values are of types of their own, which are no Go strings and are written as JSON.
 * @param supported in the order in which the server lists them
 */
export function unsupportedValue(path: string, value: unknown, supported: readonly string[]): string {
  return `${path}: Unsupported value: ${json(value)}: supported values: ${supported.map(quoted).join(", ")}`;
}

/** `Unsupported value` of a field that is a plain Go string, as `trafficDistribution` is. */
export function unsupportedText(path: string, text: string, supported: readonly string[]): string {
  return `${path}: Unsupported value: ${quoted(text)}: supported values: ${supported.map(quoted).join(", ")}`;
}

/** A text of a type of its own, for {@link invalidValue}: it is written as JSON, as those of {@link unsupportedValue} are. */
export function typedText(text: string): { toJSON(): string } {
  return { toJSON: () => text };
}

/** A string as Go prints it with %q; anything else as JSON. */
export function quoted(value: unknown): string {
  if (typeof value !== "string") return json(value);
  return `"${value.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escaped)}"`;
}

const GO_ESCAPES: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** Go's escape for a character that it does not print. */
function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return (
    GO_ESCAPES[character] ??
    (code < 0x80
      ? `\\x${hex.padStart(2, "0")}`
      : code < 0x10000
        ? `\\u${hex.padStart(4, "0")}`
        : `\\U${hex.padStart(8, "0")}`)
  );
}

/** As Go's encoding/json writes it: what has a meaning in HTML is escaped. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
