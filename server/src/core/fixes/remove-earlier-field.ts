import { removeEntries } from "../yaml/edit.ts";
import type { YamlEntry } from "../yaml/node.ts";
import { defineFix, inSection } from "./fix.ts";
import { type EntryPlace, entryAt, whyFixed, whyKept } from "./place.ts";

/** Of a key that is written several times in a map, removes all but the one that the finding lies on. */
export const removeEarlierField = defineFix({
  id: "remove-earlier-field",
  title(_, { tree, at }) {
    const place = entryAt(tree.root, at);
    if (!place) return "Remove the earlier field";
    const key = place.entry.key.text;
    const values = earlierOf(place).flatMap(({ value }) => (value.kind === "scalar" ? [value.text] : []));
    const kept = place.entry.value.kind === "scalar" ? ` ${place.entry.value.text}` : "";
    return `Keep the last ${key}${kept}, remove ${values.length > 0 ? values.join(", ") : "the earlier one"}`;
  },
  apply(target) {
    const place = entryAt(target.tree.root, target.at);
    if (!place) return { refused: "The field is not there any more." };
    const fixed = whyFixed(target.tree, place) ?? whyKept(place.map);
    if (fixed !== undefined) return { refused: fixed };
    const earlier = earlierOf(place);
    if (earlier.length === 0) return { refused: "The field is written once." };
    return inSection(target, removeEntries(target.text, place.map, earlier));
  },
});

function earlierOf({ map, entry }: EntryPlace): YamlEntry[] {
  return map.entries
    .slice(0, map.entries.indexOf(entry))
    .filter(({ key, merged }) => !merged && key.text === entry.key.text);
}
