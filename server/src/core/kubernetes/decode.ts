import { isInt32 } from "../yaml/field.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../yaml/node.ts";
import { isPlaceholder, resolveScalar } from "../yaml/scalar.ts";
import { type FieldType, goTypeOf, STRING } from "./level.ts";
import { decodePathOf, type LevelPlace, writtenFields, writtenItems } from "./level-places.ts";

/** A value of a type that the API server cannot decode into its field. */
export interface DecodeProblem {
  /** Where it is told: a scalar, or the key of a list or mapping. */
  readonly at: YamlNode;
  readonly entry: YamlEntry;
  /** The field as a person names it: `hostPort`; of a value in a map of strings `labels.app`. */
  readonly field: string;
  readonly wanted: FieldType;
  readonly found: Found;
  /** The scalar that is wrong; undefined for a list or mapping. */
  readonly scalar: YamlScalar | undefined;
  /** The server's words, from `json:` on. */
  readonly text: string;
}

export type Found = "string" | "boolean" | "number" | "fraction" | "beyond32Bits" | "notANumber" | "list" | "mapping";

/**
 * What the API server could not decode at a level. Nothing is said of values that a template decides about.
 * Source: sigs.k8s.io/json decode.go (`UnmarshalTypeError`), which k8s.io/apimachinery decodes with after the YAML has
 * become JSON; intstr.IntOrString `UnmarshalJSON`. The server tells the first problem of an object, in the order of its
 * sorted keys.
 */
export function decodeProblems(place: LevelPlace): DecodeProblem[] {
  const problems: DecodeProblem[] = [];
  for (const entry of place.fields) {
    const key = entry.key.text;
    const type = place.level.types.get(key);
    // Nearly all values are scalars of the right type.
    if (!type || (entry.value.kind === "scalar" && !wrongScalar(entry.value, type))) continue;
    problems.push(...problemsOf(entry.value, type, { place, key, entry, field: key }));
  }
  return problems;
}

interface Context {
  readonly place: LevelPlace;
  /** The key at the level. */
  readonly key: string;
  /** The entry whose text holds the value. */
  readonly entry: YamlEntry;
  readonly field: string;
}

/** The problems of a value, down to where the next level begins. */
function problemsOf(node: YamlNode, type: FieldType, context: Context): DecodeProblem[] {
  if (node.kind === "scalar") {
    const wrong = wrongScalar(node, type);
    return wrong ? [problem(node, type, wrong, context)] : [];
  }
  if (node.kind === "seq" && type.takes === "list")
    return writtenItems(node).flatMap(([item, index]) =>
      problemsOf(item, type.of, { ...context, field: `${context.field}[${index}]` }),
    );
  if (node.kind === "map" && type.takes === "object") return [];
  if (node.kind === "map" && type.takes === "strings")
    return writtenFields(node).flatMap((entry) =>
      problemsOf(entry.value, STRING, { ...context, entry, field: `${context.field}.${entry.key.text}` }),
    );
  // A template may print the dashes of a list, or the keys of a mapping.
  if (node.open) return [];
  const wrong: Wrong = node.kind === "seq" ? { found: "list", what: "array" } : { found: "mapping", what: "object" };
  return [problem(node, type, wrong, context)];
}

interface Wrong {
  readonly found: Found;
  /** What the decoder calls it; undefined for what JSON cannot hold at all. */
  readonly what: string;
}

function wrongScalar(node: YamlScalar, type: FieldType): Wrong | undefined {
  const resolved = resolveScalar(node);
  const takesInteger = type.takes === "integer" || type.takes === "integerOrString";
  switch (resolved.type) {
    case "null":
    case "unknown":
      return undefined;
    case "boolean":
      return type.takes === "boolean" ? undefined : { found: "boolean", what: "bool" };
    case "string":
      if (type.takes === "string" || type.takes === "integerOrString" || isPlaceholder(resolved.value))
        return undefined;
      return { found: "string", what: "string" };
    case "number":
      if (!Number.isFinite(resolved.value)) return { found: "notANumber", what: resolved.literal };
      if (!takesInteger) return { found: "number", what: "number" };
      if (isInt32(resolved.value)) return undefined;
      return {
        found: Number.isInteger(resolved.value) ? "beyond32Bits" : "fraction",
        what: `number ${resolved.literal}`,
      };
  }
}

function problem(
  node: YamlNode,
  wanted: FieldType,
  { found, what }: Wrong,
  { place: { level, decodePath }, key, entry, field }: Context,
): DecodeProblem {
  const path = decodePathOf(level, decodePath, key);
  return {
    at: node.kind === "scalar" ? node : entry.key,
    entry,
    field,
    wanted,
    found,
    scalar: node.kind === "scalar" ? node : undefined,
    text:
      found === "notANumber"
        ? `json: unsupported value: ${what}`
        : `json: cannot unmarshal ${what} into Go struct field ${level.struct}.${path} of type ${goTypeOf(wanted)}`,
  };
}
