import { standTogether } from "../yaml/branch.ts";
import { repeatsKeys, type YamlEntry, type YamlMap, type YamlNode, type YamlSeq } from "../yaml/node.ts";
import { groupOf } from "./kinds.ts";
import type { FieldType, Level } from "./level.ts";
import { CUSTOM, ROOTS } from "./object-levels.ts";
import { POD_TEMPLATE_SPEC } from "./pod-levels.ts";
import type { Resource } from "./resource.ts";

/** A map of a manifest that stands for a level. */
export interface LevelPlace {
  readonly level: Level;
  readonly map: YamlMap;
  /** The entries of the map that count; the map's own list where all do. */
  readonly fields: readonly YamlEntry[];
  /** The API's path with indices, `spec.containers[0]`; "" for the object itself. */
  readonly path: string;
  /** The path as decode errors have it: without indices, with embedded structs. */
  readonly decodePath: string;
}

/** The level of a whole object that the API server decodes itself; undefined for a custom resource. */
export function rootLevelOf(resource: Resource): Level | undefined {
  const group = resource.type === "workload" ? resource.podKind.group : groupOf(resource.apiVersion);
  return ROOTS.get(`${group}/${resource.kind}`);
}

/**
 * The levels of an object as far as they are known, each before those within: of a built-in kind all that lead to its
 * ports; of a custom resource that makes pods its top and its pod template; of any other custom resource, also one that
 * merely looks like holding a pod, none. What stands behind a value of the wrong type is left out.
 * @param fieldsOf which fields of a map are followed
 */
export function levelPlaces(resource: Resource, fieldsOf: FieldsOf = writtenFields): readonly LevelPlace[] {
  if (fieldsOf !== writtenFields) return placesOf(resource, fieldsOf);
  if (last?.resource !== resource) last = { resource, places: placesOf(resource, fieldsOf) };
  return last.places;
}

/** Several rules ask about one object, one after the other. */
let last: { readonly resource: Resource; readonly places: readonly LevelPlace[] } | undefined;

function placesOf(resource: Resource, fieldsOf: FieldsOf): readonly LevelPlace[] {
  const root = rootLevelOf(resource);
  const places: LevelPlace[] = [];
  if (root) addPlaces(places, resource.root, { level: root, path: "", decodePath: "" }, fieldsOf);
  if (root) return places;
  if (resource.type !== "workload" || resource.bestEffort) return [];
  const { spec, template, podKind } = resource;
  const templatePath = podKind.template.join(".");
  const templateLevel = templatePath === "" ? (ROOTS.get("/Pod") ?? CUSTOM) : POD_TEMPLATE_SPEC;
  const top = (map: YamlMap, path: string): LevelPlace => ({
    level: CUSTOM,
    map,
    fields: fieldsOf(map),
    path,
    decodePath: path,
  });
  if (templatePath !== "") places.push(top(resource.root, ""));
  if (spec && templatePath.startsWith("spec.")) places.push(top(spec, "spec"));
  if (template)
    addPlaces(places, template, { level: templateLevel, path: templatePath, decodePath: templatePath }, fieldsOf);
  return places;
}

/** Where a level stands. */
type At = Pick<LevelPlace, "level" | "path" | "decodePath">;

function addPlaces(places: LevelPlace[], map: YamlMap, { level, path, decodePath }: At, fieldsOf: FieldsOf): void {
  const fields = fieldsOf(map);
  places.push({ level, map, fields, path, decodePath });
  for (const { key, value } of fields) {
    // Most fields are scalars, and no way leads on.
    const type = value.kind === "scalar" ? undefined : level.types.get(key.text);
    if (type?.takes !== "object" && type?.takes !== "list") continue;
    addPlacesBehind(places, value, type, join(path, key.text), decodePathOf(level, decodePath, key.text), fieldsOf);
  }
}

function addPlacesBehind(
  places: LevelPlace[],
  node: YamlNode,
  type: FieldType,
  path: string,
  decodePath: string,
  fieldsOf: FieldsOf,
): void {
  if (type.takes === "object" && node.kind === "map")
    addPlaces(places, node, { level: type.level, path, decodePath }, fieldsOf);
  if (type.takes !== "list" || node.kind !== "seq") return;
  for (const [item, index] of writtenItems(node))
    addPlacesBehind(places, item, type.of, `${path}[${index}]`, decodePath, fieldsOf);
}

/** Chooses fields of a map. */
export type FieldsOf = (map: YamlMap) => readonly YamlEntry[];

/** The entries of a map that its text holds, also those that a later one with the same key replaces. */
export function ownFields(map: YamlMap): readonly YamlEntry[] {
  if (isPlain(map)) return map.entries;
  return map.entries.filter(({ key, merged }) => !merged && standTogether(map.branch, key.branch));
}

/**
 * The entries of a map that a decoder gets to see: of several with one key the last, and those in branches of a
 * template, of which any may be printed. Text of one branch that looks like going on in another belongs to neither.
 */
export function writtenFields(map: YamlMap): readonly YamlEntry[] {
  if (isPlain(map) && !repeatsKeys(map)) return map.entries;
  const last = new Map(map.entries.map((entry) => [entry.key.text, entry]));
  return map.entries.filter(
    (entry) => (entry.conditional || entry === last.get(entry.key.text)) && standTogether(map.branch, entry.key.branch),
  );
}

/** Whether all of a map stands in its text, and no template decides about a part of it. */
function isPlain({ branch, entries }: YamlMap): boolean {
  if (branch !== undefined) return false;
  for (const entry of entries) if (entry.key.branch !== undefined || entry.merged || entry.conditional) return false;
  return true;
}

/** The items of a list, each with its index; those of another branch of a template than the list are left out. */
export function writtenItems({ items, branch }: YamlSeq): readonly (readonly [YamlNode, number])[] {
  const written: (readonly [YamlNode, number])[] = [];
  for (const [index, item] of items.entries())
    if (item.branch === branch || standTogether(branch, item.branch)) written.push([item, index]);
  return written;
}

/** The path of a field as decode errors have it. */
export function decodePathOf(level: Level, path: string, key: string): string {
  const embedded = level.embedded.get(key);
  return join(embedded === undefined ? path : join(path, embedded), key);
}

/** A path with one more key. */
export function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
