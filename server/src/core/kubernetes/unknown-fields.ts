import { editDistance, nearest } from "../text/nearest.ts";
import { digits } from "../yaml/digits.ts";
import type { YamlEntry } from "../yaml/node.ts";
import { isPlaceholder, isTemplated } from "../yaml/scalar.ts";
import type { Level } from "./level.ts";
import { join, type LevelPlace } from "./level-places.ts";
import { SERVICE_PORT, SERVICE_SPEC } from "./object-levels.ts";
import { CONTAINER, CONTAINER_PORT, EPHEMERAL_CONTAINER, POD_SPEC } from "./pod-levels.ts";

/** The fields that decide who reaches a port. */
const EXPOSURE_FIELDS = [
  "hostPort",
  "hostIP",
  "hostNetwork",
  "containerPort",
  "nodePort",
  "targetPort",
  "dnsPolicy",
  "externalTrafficPolicy",
  "ports",
  "type",
  "selector",
];

/** Fields whose names mean other things elsewhere. */
const COMMON_WORDS = new Set(["ports", "type", "selector"]);

/** Levels around ports, where a key may be such a name misspelt although the level has no field of that name. */
const HOLDERS_OF_PORTS = new Set<Level>([POD_SPEC, CONTAINER, EPHEMERAL_CONTAINER, SERVICE_SPEC]);

/** Levels all of whose few fields are about ports. */
const CLOSED_LEVELS = new Set<Level>([CONTAINER_PORT, SERVICE_SPEC, SERVICE_PORT]);

/** A field about ports that its level does not have. */
export interface UnknownField {
  readonly place: LevelPlace;
  readonly entry: YamlEntry;
  /** The API's path with indices, the key as written. */
  readonly path: string;
  /** The field that the key names or seems to mean; undefined for one that resembles none. */
  readonly meant: string | undefined;
}

/**
 * The unknown fields of a level, as far as they are about ports: misplaced ones, misspelt ones, and on levels that hold
 * nothing but such fields all. Directives of a strategic merge patch (`$patch`) are none.
 * @param isNewer whether the cluster may know fields that the lists do not
 */
export function unknownFields(place: LevelPlace, isNewer: boolean): UnknownField[] {
  const { level, fields, path } = place;
  const strange = fields.filter(({ key: { text: key } }) => !level.keys?.has(key) && !isForATool(key));
  return strange.flatMap((entry) => {
    const key = entry.key.text;
    const isClosed = CLOSED_LEVELS.has(level) && !isNewer;
    const named = exposureFieldIn(key);
    const concernsPorts = named !== undefined && isAboutPorts(key, named, level);
    if (!concernsPorts && !isClosed) return [];
    const near = concernsPorts && isMeant(key, named) ? named : undefined;
    return [{ place, entry, path: join(path, key), meant: isClosed ? (ownField(key, near, level) ?? near) : near }];
  });
}

/**
 * The server's words for the unknown fields of an object, all of them in one: strict decoding meets them by sorted keys.
 * Those that a template may leave out are left out, and those of levels whose keys are not known.
 * Source: sigs.k8s.io/json decode.go `saveStrictError`, behind a conversion of the YAML to JSON that sorts.
 */
export function strictDecodingError(places: readonly LevelPlace[]): string {
  const paths = places.flatMap(({ level, fields, path }) =>
    fields.flatMap(({ key: { text: key }, conditional }) =>
      !level.keys || level.keys.has(key) || conditional || isForATool(key) ? [] : [join(path, key)],
    ),
  );
  return strictError([...new Set(paths)].sort(bySteps));
}

/** The server's words for unknown fields, by their paths in its order. */
export function strictError(paths: readonly string[]): string {
  return `strict decoding error: ${paths.map((path) => `unknown field "${path}"`).join(", ")}`;
}

/** Compares paths key by key, and indices as numbers. */
export function bySteps(a: string, b: string): number {
  const [stepsA, stepsB] = [stepsOf(a), stepsOf(b)];
  const at = stepsA.findIndex((step, index) => step !== stepsB[index]);
  const [stepA, stepB] = [stepsA[at] ?? "", stepsB[at] ?? ""];
  if (/^[0-9]+$/.test(stepA) && /^[0-9]+$/.test(stepB)) return digits(stepA) - digits(stepB);
  return stepA < stepB ? -1 : stepA > stepB ? 1 : 0;
}

function stepsOf(path: string): readonly string[] {
  return path.split(/[.[\]]+/);
}

/** Whether a key is none to the API server: the directive of a patch, or what a template or another tool fills in. */
function isForATool(key: string): boolean {
  return key.startsWith("$") || isTemplated(key) || isPlaceholder(key);
}

/** The field of a level with few fields that a key is meant for, unless it is another level's by name. */
function ownField(key: string, meant: string | undefined, level: Level): string | undefined {
  if (meant !== undefined && isSpelt(key, meant)) return undefined;
  // Two fields of a container port end so; one of them is in nearly every entry, the one that a Service calls port.
  if (level === CONTAINER_PORT && plainly(key) === "port") return "containerPort";
  return nearest(key, [...(level.keys ?? [])]);
}

/** Whether the key of a level that does not have it stands for a field about ports rather than for anything else. */
function isAboutPorts(key: string, meant: string, level: Level): boolean {
  // A custom resource may have fields of its own.
  if (level.keys === undefined) return key === meant && !COMMON_WORDS.has(meant);
  return !COMMON_WORDS.has(meant) || isSpelt(key, meant) || HOLDERS_OF_PORTS.has(level) || level.keys.has(meant);
}

/**
 * The field about ports that a key resembles: near to it, the beginning of it, or holding its name. Case and separators
 * do not count.
 */
function exposureFieldIn(key: string): string | undefined {
  const plain = plainly(key);
  const byDistance = EXPOSURE_FIELDS.map((field) => ({ field, distance: editDistance(plain, plainly(field)) }))
    .filter(({ distance }) => distance <= Math.min(3, Math.floor(plain.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return byDistance[0]?.field ?? EXPOSURE_FIELDS.find((field) => isBeginning(plain, field) || isHeld(plain, field));
}

function isBeginning(plain: string, field: string): boolean {
  return plain.length >= 5 && plainly(field).startsWith(plain);
}

function isHeld(plain: string, field: string): boolean {
  return plain.includes(plainly(field));
}

/** Whether the key is the field misspelt, rather than a longer name that merely holds it. */
function isMeant(key: string, field: string): boolean {
  const plain = plainly(key);
  return !isHeld(plain, field) || plain.length <= field.length + 3;
}

function isSpelt(key: string, field: string): boolean {
  return plainly(key) === plainly(field);
}

/** A key without what people vary: case and separators. */
function plainly(key: string): string {
  return key.replace(/[-_]/g, "").toLowerCase();
}
