import { renameKey } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt, whyFixed } from "./place.ts";

/** Gives the field that the finding lies on another name. */
export const renameField = defineFix<string>({
  id: "rename-field",
  title(name, { tree, at }) {
    return `Rename ${entryAt(tree.root, at)?.entry.key.text ?? "the field"} to ${name}`;
  },
  apply(target, name) {
    const place = entryAt(target.tree.root, target.at);
    if (!place) return { refused: "The field is not there any more." };
    if (entryOf(place.map, name)) return { refused: `There is a ${name} already.` };
    const fixed = whyFixed(target.tree, place);
    if (fixed !== undefined) return { refused: fixed };
    return inSection(target, [renameKey(target.text, place.entry.key, name)]);
  },
});
