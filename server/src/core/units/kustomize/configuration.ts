import { seqField } from "../../yaml/field.ts";
import type { YamlMap, YamlNode } from "../../yaml/node.ts";
import { isKeptKind } from "./kept.ts";
import type { NameReference } from "./name-references.ts";
import { textAt } from "./tree.ts";

/** What a transformer configuration may say without touching anything that the engine reads. */
const HARMLESS = new Set(["commonAnnotations", "images", "varReference"]);

/**
 * Reads a transformer configuration: the references that it adds.
 * Source: kustomize api/internal/plugins/builtinconfig/transformerconfig.go.
 * @returns undefined where it says more than that
 */
export function readConfiguration(root: YamlNode): NameReference[] | undefined {
  if (root.kind !== "map") return undefined;
  const isKnown = root.entries.every(
    ({ key: { text } }) =>
      HARMLESS.has(text) || text === "nameReference" || mapsIn(root, text).every((field) => isOfOthers(field)),
  );
  if (!isKnown) return undefined;
  return mapsIn(root, "nameReference").flatMap((target) => {
    const to = textAt(target, "kind");
    return mapsIn(target, "fieldSpecs").flatMap((field) => {
      const from = textAt(field, "kind");
      const group = textAt(field, "group");
      const path = textAt(field, "path");
      if (to === undefined || from === undefined || path === undefined) return [];
      return [{ to, from, ...(group === undefined ? {} : { group }), path: path.split("/") }];
    });
  });
}

/** Whether a field is one of objects that the engine does not look at, as the namespace in a webhook. */
function isOfOthers(field: YamlMap): boolean {
  const kind = textAt(field, "kind");
  return kind !== undefined && !isKeptKind(kind);
}

function mapsIn(map: YamlMap, key: string): YamlMap[] {
  const field = seqField(map, key);
  return field.kind === "present" ? field.value.items.filter((item) => item.kind === "map") : [];
}
