import { entryOf, type YamlEntry, type YamlMap, type YamlNode, type YamlScalar, type YamlSeq } from "./node.ts";
import { isNull, isPlaceholder, isTemplated, resolveScalar } from "./scalar.ts";

/**
 * A field of an object as the text has it; a rule faces all three:
 * `present` with its value, `opaque` (templated, conditional, of a wrong type: nothing may be concluded from it), `absent` (not written, or null).
 */
export type Field<T> = Present<T> | Opaque | Absent;

export interface Present<T> {
  readonly kind: "present";
  readonly value: T;
  /** The value's node: the place of a finding about the value. */
  readonly node: YamlNode;
  /** Key and value. */
  readonly entry: YamlEntry;
}

export interface Opaque {
  readonly kind: "opaque";
  /** Missing where a template may add the field. */
  readonly entry?: YamlEntry;
  /** What the text says in place of a value: the template expression's stand-in, or the mistyped text. */
  readonly text: string;
}

export interface Absent {
  readonly kind: "absent";
  /** The entry of a field that is written as null. */
  readonly entry?: YamlEntry;
}

export const ABSENT: Absent = { kind: "absent" };
const UNSEEN: Opaque = { kind: "opaque", text: "" };

/** The value where it is known, else undefined: for uses to which opaque and absent are the same. */
export function known<T>(field: Field<T>): T | undefined {
  return field.kind === "present" ? field.value : undefined;
}

/** The value of a field that has a default: undefined where it is opaque. */
export function knownOr<T>(field: Field<T>, whenAbsent: T): T | undefined {
  return field.kind === "absent" ? whenAbsent : known(field);
}

type Read<T> = (node: YamlNode) => { readonly value: T } | undefined;

/** Reads `key` of `map`; without a map everything is absent. */
function read<T>(map: YamlMap | undefined, key: string, decode: Read<T>): Field<T> {
  if (!map) return ABSENT;
  const entry = entryOf(map, key);
  if (!entry) return map.open ? UNSEEN : ABSENT;
  const { value: node } = entry;
  if (entry.conditional) return { kind: "opaque", entry, text: node.kind === "scalar" ? node.text : "" };
  if (node.kind === "scalar" && isNull(node)) return { kind: "absent", entry };
  const decoded = decode(node);
  if (!decoded) return { kind: "opaque", entry, text: node.kind === "scalar" ? node.text : "" };
  return { kind: "present", value: decoded.value, node, entry };
}

/** An int32 field; fractions, other types and numbers beyond int32 are opaque, as they fail decoding. */
export function integerField(map: YamlMap | undefined, key: string): Field<number> {
  return read(map, key, decodeInteger);
}

export function booleanField(map: YamlMap | undefined, key: string): Field<boolean> {
  return read(map, key, (node) => {
    if (node.kind !== "scalar") return undefined;
    const resolved = resolveScalar(node);
    return resolved.type === "boolean" ? { value: resolved.value } : undefined;
  });
}

/** A string field; placeholders (`${NAME}`) are opaque. */
export function stringField(map: YamlMap | undefined, key: string): Field<string> {
  return read(map, key, decodeString);
}

/** A field of type IntOrString, as `targetPort`. */
export function integerOrStringField(map: YamlMap | undefined, key: string): Field<number | string> {
  return read<number | string>(map, key, (node) => decodeInteger(node) ?? decodeString(node));
}

export function mapField(map: YamlMap | undefined, key: string): Field<YamlMap> {
  return read(map, key, (node) => (node.kind === "map" ? { value: node } : undefined));
}

export function seqField(map: YamlMap | undefined, key: string): Field<YamlSeq> {
  return read(map, key, (node) => (node.kind === "seq" ? { value: node } : undefined));
}

function decodeInteger(node: YamlNode): { readonly value: number } | undefined {
  if (node.kind !== "scalar") return undefined;
  const resolved = resolveScalar(node);
  if (resolved.type !== "number" || !isInt32(resolved.value)) return undefined;
  return { value: resolved.value };
}

function decodeString(node: YamlNode): { readonly value: string } | undefined {
  if (node.kind !== "scalar") return undefined;
  const resolved = resolveScalar(node);
  return resolved.type === "string" && !isPlaceholder(resolved.value) ? { value: resolved.value } : undefined;
}

export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 31;
}

/** Whether a scalar's value is not in the text: a template expression or a placeholder for another tool. */
export function isUnknownScalar(node: YamlScalar): boolean {
  return isTemplated(node.text) || isPlaceholder(node.text);
}
