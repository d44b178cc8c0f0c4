import { appendEntry, insertEntryAfter } from "../yaml/edit.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import type { Content } from "../yaml/write.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt, whyFixed } from "./place.ts";

/** What `add-field` is given, as JSON: fields to write, into the map under the finding's key or beside the finding's field. */
export interface AddedFields {
  readonly where: "inside" | "beside";
  readonly fields: { readonly [key: string]: Content };
}

export function addedFields(fields: AddedFields): string {
  return JSON.stringify(fields);
}

/** Writes fields that are missing. A field that is there already is not touched: the fix is then refused. */
export const addField = defineFix<string>({
  id: "add-field",
  title(json) {
    const { fields } = JSON.parse(json) as AddedFields;
    return `Add ${Object.entries(fields)
      .map(([key, value]) => `${key}: ${typeof value === "object" ? "…" : value}`)
      .join(", ")}`;
  },
  apply(target, json) {
    const { where, fields } = JSON.parse(json) as AddedFields;
    const place = entryAt(target.tree.root, target.at);
    if (!place) return { refused: "The field is not there any more." };
    const fixed = whyFixed(target.tree, place);
    if (fixed !== undefined) return { refused: fixed };
    const map: YamlMap | undefined =
      where === "beside" ? place.map : place.entry.value.kind === "map" ? place.entry.value : undefined;
    if (!map) return { refused: `${place.entry.key.text} holds no fields.` };
    const keys = Object.keys(fields);
    if (keys.some((key) => entryOf(map, key))) return { refused: `There is a ${keys.join(", ")} already.` };
    const edits = Object.entries(fields).map(([key, value]) =>
      where === "beside"
        ? insertEntryAfter(target.text, map, place.entry, key, value)
        : appendEntry(target.text, map, key, value),
    );
    return inSection(target, edits);
  },
});
