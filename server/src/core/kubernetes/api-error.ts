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

/** @param supported in the order in which the server lists them */
export function unsupportedValue(path: string, value: unknown, supported: readonly string[]): string {
  return `${path}: Unsupported value: ${quoted(value)}: supported values: ${supported.map(quoted).join(", ")}`;
}

/** A value as Go prints it with %q, or as JSON. */
export function quoted(value: unknown): string {
  return JSON.stringify(value);
}
