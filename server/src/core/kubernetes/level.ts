/**
 * A level of Kubernetes objects as the API server decodes it, a Go struct: the keys that it has, and the types of those
 * that the rules read. The lists of keys are whole, so that no valid field is ever called unknown.
 * Source of the lists: k8s.io/api v0.37 and k8s.io/apimachinery v0.37.
 */
export interface Level {
  /** The Go struct, as decode errors name it. */
  readonly struct: string;
  /** All JSON keys; undefined where only some are known, as of a custom resource. */
  readonly keys: ReadonlySet<string> | undefined;
  /** What is known of the values. */
  readonly types: ReadonlyMap<string, FieldType>;
  /** The embedded struct that holds a field; it is part of the path in decode errors. */
  readonly embedded: ReadonlyMap<string, string>;
}

/** What a field takes. `strings` is a map of strings; `object` and `list` lead on. */
export type FieldType =
  | { readonly takes: "integer" | "boolean" | "integerOrString" | "strings" }
  | { readonly takes: "string"; readonly goType: string }
  | { readonly takes: "list"; readonly of: FieldType }
  | { readonly takes: "object"; readonly level: Level };

/** The type's name in decode errors. */
export function goTypeOf(type: FieldType): string {
  switch (type.takes) {
    case "integer":
    case "integerOrString":
      return "int32";
    case "boolean":
      return "bool";
    case "strings":
      return "map[string]string";
    case "string":
      return type.goType;
    case "list":
      return `[]${goTypeOf(type.of)}`;
    case "object":
      return `v1.${type.level.struct}`;
  }
}

export const INTEGER: FieldType = { takes: "integer" };
export const BOOLEAN: FieldType = { takes: "boolean" };
export const INTEGER_OR_STRING: FieldType = { takes: "integerOrString" };
export const STRINGS: FieldType = { takes: "strings" };
export const STRING: FieldType = { takes: "string", goType: "string" };
export const LIST_OF_STRINGS = list(STRING);

/** A string type of its own. */
export function word(name: string): FieldType {
  return { takes: "string", goType: `v1.${name}` };
}

export function list(of: FieldType): FieldType {
  return { takes: "list", of };
}

export function object(level: Level): FieldType {
  return { takes: "object", level };
}

export interface MoreOfLevel {
  /** Keys whose values no rule reads, separated by blanks. */
  readonly untyped?: string;
  /** Embedded structs with their keys. */
  readonly embedded?: Readonly<Record<string, readonly string[]>>;
}

export function level(struct: string, types: Readonly<Record<string, FieldType>>, more: MoreOfLevel = {}): Level {
  return {
    struct,
    keys: new Set([...Object.keys(types), ...(more.untyped?.split(/\s+/) ?? [])]),
    types: new Map(Object.entries(types)),
    embedded: new Map(
      Object.entries(more.embedded ?? {}).flatMap(([name, keys]) => keys.map((key) => [key, name] as const)),
    ),
  };
}
