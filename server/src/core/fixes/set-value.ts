import { type Span, sameSpan } from "../text/span.ts";
import { replaceScalar } from "../yaml/edit.ts";
import type { YamlNode, YamlScalar } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { isTemplated } from "../yaml/scalar.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt } from "./place.ts";

/** Puts a value, given as JSON, in the place of the scalar that the finding lies on: a field's value or an item of a list. */
export const setValue = defineFix<string>({
  id: "set-value",
  title(json, { tree, at }) {
    return `Set ${entryAt(tree.root, at)?.entry.key.text ?? "the value"} to ${json}`;
  },
  apply(target, json) {
    const scalar = scalarAt(target.tree.root, target.at);
    if (!scalar || isTemplated(scalar.text)) return { refused: "There is no plain value here." };
    if (scalar.alias || isShared(target.tree, scalar)) return { refused: "The value is shared by a YAML anchor." };
    const value: unknown = JSON.parse(json);
    if (typeof value === "string") return inSection(target, [replaceScalar(target.text, scalar, value)]);
    // A number or a boolean in quotes would be a string.
    return inSection(target, [{ span: scalar, newText: String(value) }]);
  },
});

function scalarAt(node: YamlNode | undefined, span: Span): YamlScalar | undefined {
  if (!node || span.start < node.start || span.end > node.end) return undefined;
  if (node.kind === "scalar") return sameSpan(node, span) ? node : undefined;
  if (node.alias) return undefined;
  const children =
    node.kind === "seq" ? node.items : node.entries.filter(({ merged }) => !merged).map(({ value }) => value);
  for (const child of children) {
    const found = scalarAt(child, span);
    if (found) return found;
  }
  return undefined;
}
