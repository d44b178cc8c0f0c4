import { lineBreakOf, lineStart } from "../text/lines.ts";
import type { YamlNode } from "../yaml/node.ts";
import { childrenOf } from "../yaml/node.ts";
import { templateActions } from "../yaml/template.ts";
import { defineFix, inSection } from "./fix.ts";

/** The id of the fix that every finding has. */
export const SUPPRESS = "suppress-finding";

/** Writes a comment above the finding's line that suppresses its rule there. JSON has no comments: there it is refused. */
export const suppressFinding = defineFix<string>({
  id: SUPPRESS,
  title: (rule) => `Suppress ${rule} here with a comment`,
  apply(target, rule) {
    const { text, at, tree, uri } = target;
    if (/\.json$/i.test(uri)) return { refused: "JSON has no comments." };
    const start = lineStart(text, at.start);
    if (tree.root && startsInScalar(tree.root, start)) return { refused: "The line begins inside a text." };
    const end = text.indexOf("\n", start);
    const isTemplate = templateActions(text).some(
      (action) => action.start < (end < 0 ? text.length : end) && action.end > start,
    );
    if (isTemplate) return { refused: "A template expression stands on the line." };
    const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
    const reason = target.settings.requireSuppressionReason ? " -- TODO: say why" : "";
    const newText = `${indent}# portolan-disable-next-line ${rule}${reason}${lineBreakOf(text)}`;
    return inSection(target, [{ span: { start, end: start }, newText }]);
  },
});

/** Whether an offset lies inside a scalar that began on a line before. */
function startsInScalar(node: YamlNode, offset: number): boolean {
  if (offset <= node.start || node.end <= offset) return false;
  if (node.kind === "scalar") return true;
  for (const child of childrenOf(node)) if (startsInScalar(child, offset)) return true;
  return false;
}
