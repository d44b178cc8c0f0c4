import { insertEntryAfter, replaceScalar } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt, whyFixed } from "./place.ts";

/** What `set-sibling` is given, as JSON. */
export interface Sibling {
  readonly key: string;
  readonly value: string | number | boolean;
}

export function sibling(field: Sibling): string {
  return JSON.stringify(field);
}

/** Gives a field beside the one that the finding lies on a value, whether it is written or not. */
export const setSibling = defineFix<string>({
  id: "set-sibling",
  title(json) {
    const { key, value } = JSON.parse(json) as Sibling;
    return `Set ${key} to ${value}`;
  },
  apply({ text, tree, at, ...target }, json) {
    const { key, value } = JSON.parse(json) as Sibling;
    const place = entryAt(tree.root, at);
    if (!place) return { refused: "The field is not there any more." };
    const fixed = whyFixed(tree, place);
    if (fixed !== undefined) return { refused: fixed };
    const written = entryOf(place.map, key);
    if (written && (written.merged || written.conditional || isShared(tree, written.value)))
      return { refused: `${key} is set elsewhere.` };
    if (written && written.value.kind !== "scalar") return { refused: `${key} holds no plain value.` };
    return inSection(target, [
      written?.value.kind === "scalar"
        ? replaceScalar(text, written.value, value)
        : insertEntryAfter(text, place.map, place.entry, key, value),
    ]);
  },
});
