import type { TextEdit } from "../text/edit.ts";
import { sameSpan, shift } from "../text/span.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { type FixResult, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { entryAt } from "./place.ts";
import type { NamedPlace } from "./port-referrers.ts";

/** What a fix that renames a port is given: the API path of the port entry, and its new name. */
export function renamedPort(path: string, name: string): string {
  return `${path} ${name}`;
}

export function readRenamedPort(arg: string): { readonly path: string; readonly name: string } {
  const [path = "", name = ""] = arg.split(" ");
  return { path, name };
}

/** @param followers what is renamed with it */
export function renameTitle(which: string, name: string, followers: readonly string[]): string {
  return `Rename ${which} to ${name}${followers.length === 0 ? "" : `, with ${followers.join(" and ")}`}`;
}

/**
 * A new name in the section, and wherever else it is referred to, grouped by file.
 * @param own the edits of the target's own section; spans count from the section
 */
export function renameWith(
  target: FixTarget,
  own: readonly TextEdit[],
  referrers: readonly NamedPlace[],
  name: string,
): FixResult {
  const byFile = new Map<string, TextEdit[]>();
  for (const { uri, edits } of inSection(target, own).edits) byFile.set(uri, [...edits]);
  for (const referrer of referrers) {
    const { at } = referrer;
    const edits = byFile.get(at.uri) ?? [];
    // Two of them may share a port by an anchor.
    if (edits.some(({ span }) => sameSpan(span, at))) continue;
    const edit = renameAt(target, referrer, name);
    if ("refused" in edit) return edit;
    byFile.set(at.uri, [...edits, edit]);
  }
  return { edits: [...byFile].map(([uri, edits]) => ({ uri, edits })) };
}

/** Writes the name at a place of any file, in the quotes that stand there. */
function renameAt(target: FixTarget, { name: owner, at }: NamedPlace, name: string): TextEdit | Refusal {
  const section = target.file(at.uri)?.sections.findLast(({ start }) => start <= at.start);
  const place = section && entryAt(section.tree.root, shift(at, -section.start));
  if (!section || place?.entry.value.kind !== "scalar" || place.entry.value.alias)
    return { refused: `${owner} finds the port by a name that is written elsewhere.` };
  const { span, newText } = replaceScalar(section.text, place.entry.value, name);
  return { span: shift(span, section.start), newText };
}
