import { removeEarlierField } from "../../fixes/remove-earlier-field.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { quoted } from "../../kubernetes/api-error.ts";
import { levelPlaces, ownFields } from "../../kubernetes/level-places.ts";
import type { Resource } from "../../kubernetes/resource.ts";
import { repeatsKeys, type YamlEntry, type YamlMap } from "../../yaml/node.ts";
import { resolveScalar } from "../../yaml/scalar.ts";
import { defineRule, type LocalReporter, type MessageOf } from "../rule.ts";

const messages = {
  lost: ({ key, first, last }: { key: string; first: string; last: string }) =>
    `${key} ${first} is lost: of a key that is written twice only the last value counts, here ${last}.`,
  same: ({ key, value }: { key: string; value: string }) =>
    `kustomize and strict validation refuse the file: ${key} ${value} is written twice.`,
  lostBlock: ({ key }: { key: string }) =>
    `The first \`${key}\` is lost: of a key that is written twice only the last value counts.`,
};

export const exposureFieldRepeated = defineRule({
  id: "exposure-field-repeated",
  severity: "error",
  summary: "A field is written twice, and one of its values is lost",
  messages,
  workload: ({ workload }, report) => reportRepeated(workload, report),
  service: ({ service }, report) => reportRepeated(service, report),
});

function reportRepeated(resource: Resource, report: LocalReporter<typeof messages>): void {
  const counting = levelPlaces(resource);
  // Where every entry counts there is nothing behind one that does not.
  const isPlain = counting.every(({ map, fields }) => fields === map.entries);
  const maps = new Set<YamlMap>();
  for (const { map, fields, level } of isPlain ? counting : levelPlaces(resource, ownFields)) {
    if (!isPlain) maps.add(map);
    for (const { key, value } of fields)
      if (value.kind === "map" && level.types.get(key.text)?.takes === "strings") maps.add(value);
  }
  for (const map of maps) if (repeatsKeys(map)) for (const all of byKey(map)) reportRepetition(all, report);
}

/** The entries with one key each. What a merge key brings in is no repetition, nor what another branch of a template holds. */
function byKey(map: YamlMap): Iterable<readonly YamlEntry[]> {
  const groups = new Map<string, YamlEntry[]>();
  for (const entry of ownFields(map)) {
    const { text, branch } = entry.key;
    const name = `${branch?.join() ?? ""} ${text}`;
    const group = groups.get(name);
    if (group) group.push(entry);
    else groups.set(name, [entry]);
  }
  return groups.values();
}

function reportRepetition(all: readonly YamlEntry[], report: LocalReporter<typeof messages>): void {
  const counting = all.at(-1);
  all.forEach((entry, index) => {
    const before = all[index - 1];
    if (!before || !counting) return;
    report({
      at: entry.key,
      ...lossOf(entry.key.text, shownValue(before), shownValue(counting)),
      // go.yaml.in/yaml/v2 decode.go setMapIndex, with the line of the second value in front.
      api: `key ${keyLiteral(entry)} already set in map`,
      related: [{ at: before.key, text: "is written here first" }],
      fixes: [removeEarlierField.with(""), removeField.with("the one written before stays")],
    });
  });
}

function lossOf(key: string, first: string | undefined, last: string | undefined): MessageOf<typeof messages> {
  if (first === undefined || last === undefined) return { message: "lostBlock", data: { key } };
  if (first === last) return { message: "same", data: { key, value: last } };
  return { message: "lost", data: { key, first, last } };
}

/** The value as written; undefined for a list, a mapping or a long text. */
function shownValue({ value }: YamlEntry): string | undefined {
  if (value.kind !== "scalar" || value.text.length > 40 || value.text.includes("\n")) return undefined;
  return value.style === "quoted" || value.text === "" ? JSON.stringify(value.text) : value.text;
}

/** A key as Go prints it: strings are quoted, numbers and booleans are bare. */
function keyLiteral({ key }: YamlEntry): string {
  const resolved = resolveScalar(key);
  if (resolved.type === "boolean") return String(resolved.value);
  return resolved.type === "number" ? resolved.literal : quoted(key.text);
}
