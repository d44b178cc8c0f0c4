import { levelPlaces } from "../kubernetes/level-places.ts";
import { sameBranch } from "../yaml/branch.ts";
import { removeEntries } from "../yaml/edit.ts";
import { moveEntry } from "../yaml/move.ts";
import { entryOf, type YamlEntry } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt, whyFixed, whyKept } from "./place.ts";

/**
 * Moves the field that the finding lies on into another map of the object, which `arg` names by its API path. Where the
 * same is written there already, the misplaced field is removed.
 */
export const moveField = defineFix<string>({
  id: "move-field",
  title: (path, { tree, at }) => `Move ${entryAt(tree.root, at)?.entry.key.text ?? "the field"} into ${path}`,
  apply(target, path) {
    const { text, tree, resource } = target;
    const place = entryAt(tree.root, target.at);
    const home = levelPlaces(resource).find((candidate) => candidate.path === path)?.map;
    if (!place || !home) return { refused: "The field or its place is not there any more." };
    const { map, entry } = place;
    const fixed = whyFixed(tree, place) ?? whyKept(map);
    if (fixed !== undefined) return { refused: fixed };
    if (home.alias || isShared(tree, home)) return { refused: "The place is shared by a YAML anchor." };
    const key = entry.key.text;
    const written = entryOf(home, key);
    if (written && !isSame(written, entry)) return { refused: `There is another ${key} already.` };
    const last = home.entries.filter(({ merged }) => !merged).at(-1);
    if (entry.conditional || home.open || last?.conditional || !sameBranch(map.branch, home.branch))
      return { refused: "A template decides about the field or its place." };
    const edits = written ? removeEntries(text, map, [entry]) : moveEntry(text, map, entry, home);
    return edits ? inSection(target, edits) : { refused: "The field cannot be written there as it stands." };
  },
});

function isSame(a: YamlEntry, b: YamlEntry): boolean {
  return a.value.kind === "scalar" && b.value.kind === "scalar" && a.value.text === b.value.text;
}
