import { ABSENT, type Field, mapField, stringField } from "../yaml/field.ts";
import type { YamlEntry, YamlMap } from "../yaml/node.ts";

/** `metadata` of an object or a pod template. */
export interface ObjectMeta {
  readonly map: YamlMap | undefined;
  readonly name: Field<string>;
  readonly generateName: Field<string>;
  readonly namespace: Field<string>;
  readonly labels: StringMap;
  readonly annotations: StringMap;
}

/** A `map[string]string`, as labels, annotations and selectors are. */
export interface StringMap {
  /** `opaque` where the whole map is templated. */
  readonly field: Field<YamlMap>;
  readonly entries: readonly StringEntry[];
  /** Every key and value is known, and no template can add one. */
  readonly complete: boolean;
}

export interface StringEntry {
  readonly key: string;
  readonly value: Field<string>;
  readonly entry: YamlEntry;
}

export function readObjectMeta(parent: YamlMap | undefined): ObjectMeta {
  const field = mapField(parent, "metadata");
  const map = field.kind === "present" ? field.value : undefined;
  const isUnknown = field.kind === "opaque";
  return {
    map,
    name: isUnknown ? field : stringField(map, "name"),
    generateName: isUnknown ? field : stringField(map, "generateName"),
    namespace: isUnknown ? field : stringField(map, "namespace"),
    labels: isUnknown ? unknownStringMap(field) : readStringMap(map, "labels"),
    annotations: isUnknown ? unknownStringMap(field) : readStringMap(map, "annotations"),
  };
}

export function readStringMap(parent: YamlMap | undefined, key: string): StringMap {
  const field = mapField(parent, key);
  if (field.kind === "opaque") return unknownStringMap(field);
  if (field.kind === "absent") return { field, entries: [], complete: true };
  const map = field.value;
  const keys = new Set(map.entries.map((entry) => entry.key.text));
  const entries: StringEntry[] = [];
  for (const name of keys) {
    const value = stringField(map, name);
    const entry = value.kind === "absent" || value.kind === "opaque" ? value.entry : value.entry;
    if (entry) entries.push({ key: name, value, entry });
  }
  return { field, entries, complete: !map.open && entries.every(({ value }) => value.kind !== "opaque") };
}

function unknownStringMap(field: Field<YamlMap>): StringMap {
  return { field, entries: [], complete: false };
}

/** A string map that is not written. */
export const NO_STRINGS: StringMap = { field: ABSENT, entries: [], complete: true };

/** The known entries as plain data. A null value counts as the empty string, as it decodes. */
export function knownStrings(map: StringMap): Readonly<Record<string, string>> {
  const strings: Record<string, string> = {};
  for (const { key, value } of map.entries) {
    if (value.kind === "present") strings[key] = value.value;
    else if (value.kind === "absent") strings[key] = "";
  }
  return strings;
}
