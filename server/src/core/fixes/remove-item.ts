import { encloses, type Span } from "../text/span.ts";
import { removeItem as removeFromList } from "../yaml/edit.ts";
import type { YamlNode, YamlSeq } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, inSection } from "./fix.ts";
import { holdsAnchor } from "./place.ts";

/** Removes the item of a list that the finding lies in, the innermost one. `arg` names it. */
export const removeItem = defineFix<string>({
  id: "remove-item",
  title: (name) => `Remove ${name}`,
  apply(target) {
    const found = itemAt(target.tree.root, target.at);
    if (!found) return { refused: "The item is not there any more." };
    const { list, item } = found;
    if (list.alias || isShared(target.tree, item) || holdsAnchor(target.tree, item))
      return { refused: "The place is shared by a YAML anchor." };
    return inSection(target, [removeFromList(target.text, list, item)]);
  },
});

function itemAt(
  node: YamlNode | undefined,
  span: Span,
): { readonly list: YamlSeq; readonly item: YamlNode } | undefined {
  if (!node || node.kind === "scalar" || node.alias || !encloses(node, span)) return undefined;
  const children =
    node.kind === "seq" ? node.items : node.entries.filter(({ merged }) => !merged).map(({ value }) => value);
  for (const child of children) {
    const found = itemAt(child, span);
    if (found) return found;
    if (node.kind === "seq" && encloses(child, span)) return { list: node, item: child };
  }
  return undefined;
}
