import type { TextEdit } from "../text/edit.ts";
import { lineBreakOf } from "../text/lines.ts";
import { appendItem, styleOf } from "../yaml/edit.ts";
import { known, seqField } from "../yaml/field.ts";
import { type Content, writeBlock } from "../yaml/write.ts";
import type { FixTarget, Refusal } from "./fix.ts";

/** A new object as an edit of the target's section, or as a file of its own. */
export type AddedObject =
  | { readonly edit: TextEdit }
  | { readonly create: { readonly uri: string; readonly text: string } };

/**
 * Writes a new object beside the target's: as the next document of the file, as an item of its List, or, where the file
 * is one JSON object, as a file beside it.
 * @param name the name of a file of its own, without an ending
 */
export function addObject(target: FixTarget, content: Content, name: string): AddedObject | Refusal {
  const { text, tree, resource } = target;
  const { root } = tree;
  if (root?.kind === "map" && root !== resource.root) {
    const items = known(seqField(root, "items"));
    return items && !items.alias
      ? { edit: appendItem(text, items, content) }
      : { refused: "The list of objects cannot be extended here." };
  }
  if (root?.kind === "map" && root.flow) {
    const directory = target.uri.slice(0, target.uri.lastIndexOf("/") + 1);
    const isJson = /\.json$/i.test(target.uri);
    return {
      create: {
        uri: `${directory}${name}.${isJson ? "json" : "yaml"}`,
        text: isJson ? `${JSON.stringify(content, undefined, 2)}\n` : `${documentLines(text, content).join("\n")}\n`,
      },
    };
  }
  return { edit: appendDocument(text, content) };
}

/** Writes a document behind the section. The last line gets a line break where it has none, and keeps none where it had none. */
function appendDocument(text: string, content: Content): TextEdit {
  const newline = lineBreakOf(text);
  const body = ["---", ...documentLines(text, content)].join(newline);
  const endsLine = /(?:\r?\n|\r)$/.test(text) || text === "";
  const at = text.length;
  return { span: { start: at, end: at }, newText: endsLine ? body + newline : newline + body };
}

function documentLines(text: string, content: Content): string[] {
  return writeBlock(content, { ...styleOf(text), column: 0 });
}
