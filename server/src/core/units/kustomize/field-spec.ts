import { entryOf, type YamlMap, type YamlNode } from "../../yaml/node.ts";
import { resolveScalar } from "../../yaml/scalar.ts";
import { idOf } from "./object.ts";
import { computedString, emptyMap, withEntry } from "./tree.ts";

/** Which field of which kinds a transformer changes. Source: kustomize api/types/fieldspec.go. */
export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  /** Keys; lists on the way are entered item by item. */
  readonly path: readonly string[];
  /** Whether what is missing on the way is made. */
  readonly create: boolean;
}

export function appliesTo(spec: FieldSpec, root: YamlMap): boolean {
  const id = idOf(root);
  return (["group", "version", "kind"] as const).every((key) => spec[key] === undefined || spec[key] === id[key]);
}

/**
 * Changes the map at a path, wherever it is there; a null on the way counts as missing where maps are made.
 * @param place where a map that is made comes from
 */
export function changeMapsAt(
  node: YamlNode,
  { path: [key, ...rest], create }: Pick<FieldSpec, "path" | "create">,
  place: YamlNode,
  change: (map: YamlMap) => YamlMap,
): YamlNode {
  if (key === undefined) return node.kind === "map" ? change(node) : node;
  const inner = { path: rest, create };
  if (node.kind === "seq")
    return {
      ...node,
      items: node.items.map((item) => changeMapsAt(item, { path: [key, ...rest], create }, place, change)),
    };
  if (node.kind !== "map") return node;
  const name = key.replace(/\[\]$/, "");
  const entry = entryOf(node, name);
  const isMissing = !entry || (entry.value.kind === "scalar" && resolveScalar(entry.value).type === "null");
  if (isMissing && (!create || name !== key)) return node;
  const value = isMissing ? emptyMap(place) : entry.value;
  const changed = changeMapsAt(value, inner, place, change);
  return changed === value && !isMissing ? node : withEntry(node, entry?.key ?? computedString(name, place), changed);
}
