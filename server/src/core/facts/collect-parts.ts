import type { StringMap } from "../kubernetes/metadata.ts";
import type { Resource } from "../kubernetes/resource.ts";
import { type Field, isUnknownScalar, known, mapField, seqField, stringField } from "../yaml/field.ts";
import { entryOf, type YamlMap, type YamlNode } from "../yaml/node.ts";
import { isTemplated } from "../yaml/scalar.ts";
import type { Identity, Known, PlaceId, Requirement, SelectorFacts, StringsFacts } from "./facts.ts";
import type { PlaceCollector } from "./places.ts";

export function collectIdentity(resource: Resource, places: PlaceCollector): Identity {
  const { metadata, root } = resource;
  const place = metadata.name.kind === "present" ? metadata.name.node : (entryOf(root, "kind")?.value ?? root);
  return {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    ...(metadata.namespace.kind === "absent" ? {} : { namespace: knownValue(metadata.namespace) }),
    ...(metadata.name.kind === "absent" ? {} : { name: knownValue(metadata.name) }),
    at: places.add(place),
    ...(resource.partial ? { partial: true as const } : {}),
    ...(resource.conditional ? { conditional: true as const } : {}),
  };
}

/** The value, or the text in its place without the masked characters, which nobody can read. */
export function knownValue<T>(field: Exclude<Field<T>, { kind: "absent" }>): Known<T> {
  return field.kind === "present" ? field.value : unknownText(field.text);
}

/** An unknown value; a template expression in the text shows as `…`. */
export function unknownText(text: string): { readonly unknown: string } {
  return { unknown: isTemplated(text) || text === "" ? text.replace(/\uE000+/g, "…") || "…" : text };
}

export function collectStrings(map: StringMap): StringsFacts {
  const strings: Record<string, string> = {};
  for (const { key, value } of map.entries)
    if (value.kind !== "opaque") strings[key] = value.kind === "present" ? value.value : "";
  return map.complete ? { strings } : { strings, open: true };
}

/** A LabelSelector; an absent or null one selects everything. Undefined where a template decides. */
export function collectSelector(parent: YamlMap | undefined, key: string): SelectorFacts | undefined {
  const field = mapField(parent, key);
  if (field.kind === "opaque") return undefined;
  if (field.kind === "absent") return { matchLabels: { strings: {} }, matchExpressions: [] };
  const labelsField = mapField(field.value, "matchLabels");
  const matchLabels =
    labelsField.kind === "opaque" ? { strings: {}, open: true as const } : collectStringMap(labelsField);
  const expressions = seqField(field.value, "matchExpressions");
  return {
    matchLabels,
    matchExpressions: collectRequirements(expressions),
    ...(expressions.kind === "opaque" ? { open: true as const } : {}),
  };
}

function collectStringMap(field: Field<YamlMap>): StringsFacts {
  if (field.kind !== "present") return { strings: {} };
  const strings: Record<string, string> = {};
  let open = field.value.open;
  for (const { key } of field.value.entries) {
    const value = stringField(field.value, key.text);
    if (value.kind === "opaque") open = true;
    else strings[key.text] = value.kind === "present" ? value.value : "";
  }
  return open ? { strings, open: true } : { strings };
}

/** The requirements of a selector or an affinity term. An unknown part makes a requirement that holds for nobody knows whom. */
export function collectRequirements(field: Field<{ readonly items: readonly YamlNode[] }>): Requirement[] {
  return mapsIn(field).map((item) => {
    const values = seqField(item, "values");
    const isKnown =
      values.kind === "absent" ||
      (values.kind === "present" &&
        !values.value.open &&
        !values.value.items.some((value) => value.kind === "scalar" && isUnknownScalar(value)));
    return {
      key: known(stringField(item, "key")) ?? "",
      operator: isKnown ? (known(stringField(item, "operator")) ?? "") : "",
      values:
        values.kind === "present"
          ? values.value.items.flatMap((value) => (value.kind === "scalar" ? [value.text] : []))
          : [],
    };
  });
}

/** The items of a list that are mappings. */
export function mapsIn(field: Field<{ readonly items: readonly YamlNode[] }>): YamlMap[] {
  return field.kind === "present" ? field.value.items.filter((item) => item.kind === "map") : [];
}

/** `{ [key]: value }`, or nothing for an absent field. */
export function optional<K extends string, T>(key: K, field: Field<T>): { readonly [key in K]?: Known<T> } {
  if (field.kind === "absent") return {};
  return { [key]: field.kind === "present" ? knownValue(field) : unknownText(field.text) } as {
    readonly [key in K]?: Known<T>;
  };
}

/** The place of a field's value, or of its key; nothing for a field that is not written. */
export function placed<K extends string>(
  key: K,
  field: Field<unknown>,
  places: PlaceCollector,
  part: "key" | "value" = "value",
): { readonly [key in K]?: PlaceId } {
  const { entry } = field;
  if (!entry || field.kind === "absent") return {};
  return { [key]: places.add(part === "key" ? entry.key : entry.value) } as { readonly [key in K]?: PlaceId };
}
