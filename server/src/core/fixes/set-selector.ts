import type { TextEdit } from "../text/edit.ts";
import { appendEntry, removeEntries, renameKey, replaceScalar } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, inSection } from "./fix.ts";

/** What `set-selector` is given, as JSON: the labels to select, and whose they are. */
export interface WantedSelector {
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function wantedSelector(selector: WantedSelector): string {
  return JSON.stringify(selector);
}

/** Makes a Service select other labels; what its selector says already stays as it is written. */
export const setSelector = defineFix<string>({
  id: "set-selector",
  title(json) {
    const { workload, labels } = JSON.parse(json) as WantedSelector;
    const pairs = Object.entries(labels).map(([key, value]) => `${key}: ${value}`);
    return `Select ${pairs.join(", ")}: the pods of ${workload}`;
  },
  apply(target, json) {
    const { resource, text, tree } = target;
    const { labels } = JSON.parse(json) as WantedSelector;
    const selector = resource.type === "service" ? resource.spec.selector : undefined;
    if (selector?.field.kind !== "present" || !selector.complete)
      return { refused: "There is no selector here, or a template decides about it." };
    const { value: map } = selector.field;
    if (map.alias || map.merges || isShared(tree, map) || map.entries.some((entry) => isShared(tree, entry.value)))
      return { refused: "The selector is shared by a YAML anchor." };
    const superfluous = map.entries.filter(({ key }) => !Object.hasOwn(labels, key.text));
    const missing = Object.entries(labels).filter(([key]) => !entryOf(map, key));
    // A wrong entry gives its place to a missing one.
    const replaced = superfluous.slice(0, missing.length);
    const edits = map.entries.flatMap(({ key, value }): readonly TextEdit[] => {
      const index = replaced.findIndex((other) => other.key === key);
      const [newKey, label] = missing[index] ?? [key.text, labels[key.text]];
      if (label === undefined || value.kind !== "scalar") return [];
      return [
        ...(newKey === key.text ? [] : [renameKey(text, key, newKey)]),
        ...(value.text === label ? [] : [replaceScalar(text, value, label)]),
      ];
    });
    return inSection(target, [
      ...edits,
      ...removeEntries(text, map, superfluous.slice(missing.length)),
      ...missing.slice(superfluous.length).map(([key, label]) => appendEntry(text, map, key, label)),
    ]);
  },
});
