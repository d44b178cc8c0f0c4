import { removeEntries } from "../yaml/edit.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt, whyFixed, whyKept } from "./place.ts";

/** Removes the field that the finding lies on, on its key or its value. `arg` says what that is good for; it may be empty. */
export const removeField = defineFix<string>({
  id: "remove-field",
  title(reason, { tree, at }) {
    const entry = entryAt(tree.root, at)?.entry;
    const value =
      entry?.value.kind === "scalar" && entry.value.text.length <= 40 && !entry.value.text.includes("\n")
        ? ` ${entry.value.text}`
        : "";
    return `Remove ${entry?.key.text ?? "the field"}${value}${reason === "" ? "" : `: ${reason}`}`;
  },
  apply(target) {
    const place = entryAt(target.tree.root, target.at);
    if (!place) return { refused: "The field is not there any more." };
    const fixed = whyFixed(target.tree, place) ?? whyKept(place.map);
    if (fixed !== undefined) return { refused: fixed };
    return inSection(target, removeEntries(target.text, place.map, [place.entry]));
  },
});
