import { lineBreakOf, lineEnd, lineStart } from "../text/lines.ts";
import { encloses } from "../text/span.ts";
import { removeEntries } from "../yaml/edit.ts";
import { templateActions } from "../yaml/template.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt, whyFixed } from "./place.ts";

/** Removes a suppression that suppresses nothing: a comment, with its line if there is nothing else on it, or an annotation. */
export const removeSuppression = defineFix({
  id: "remove-suppression",
  title: () => "Remove the suppression",
  apply(target) {
    const { text, at, tree } = target;
    if (text.charAt(at.start) === "#") {
      if (templateActions(text).some((action) => encloses(action, at)))
        return { refused: "The comment stands in a template expression." };
      const start = lineStart(text, at.start);
      const before = text.slice(start, at.start);
      const isAlone = before.trim() === "";
      const end = lineEnd(text, at.end);
      const span = isAlone
        ? { start, end: end < text.length ? end + lineBreakOf(text).length : end }
        : { start: start + before.trimEnd().length, end };
      return inSection(target, [{ span, newText: "" }]);
    }
    const place = entryAt(tree.root, at);
    if (!place) return { refused: "The suppression is not there any more." };
    const fixed = whyFixed(tree, place);
    if (fixed !== undefined) return { refused: fixed };
    return inSection(target, removeEntries(text, place.map, [place.entry]));
  },
});
