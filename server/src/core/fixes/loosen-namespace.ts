import type { Location } from "../facts/unit-view.ts";
import { levelLabel } from "../kubernetes/pod-security-labels.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { defineFix, type FixTarget, inSection } from "./fix.ts";
import { entryAt, whyFixed } from "./place.ts";

const LABEL = levelLabel("enforce");

/** Lets the namespace of the finding's object use its nodes: sets what its Namespace object enforces to `privileged`. */
export const loosenNamespace = defineFix({
  id: "loosen-namespace",
  title(_, { resource }) {
    const namespace = known(resource.metadata.namespace) ?? "the namespace";
    return `Set enforce of ${namespace} to privileged: all its pods may use the nodes' ports and networks`;
  },
  apply(target) {
    const label = labelOf(target);
    if (!label) return { refused: "No Namespace object here says what it enforces." };
    const section = target.file(label.uri)?.sections.findLast(({ start }) => start <= label.start);
    if (!section) return { refused: "The Namespace's file cannot be read." };
    const place = entryAt(section.tree.root, { start: label.start - section.start, end: label.end - section.start });
    if (place?.entry.value.kind !== "scalar") return { refused: "The label is not there any more." };
    const fixed = whyFixed(section.tree, place);
    if (fixed !== undefined) return { refused: fixed };
    const change = inSection({ uri: label.uri, sectionStart: section.start }, [
      replaceScalar(section.text, place.entry.value, "privileged"),
    ]);
    if (label.uri === target.uri) return change;
    return { edits: change.edits.map((file) => ({ ...file, needsConfirmation: true })) };
  },
});

/** The value of the label, in the target's own file where there are several. */
function labelOf({ unit, resource, uri }: FixTarget): Location | undefined {
  const name = known(resource.metadata.namespace);
  const labels = unit.namespaces.flatMap(({ facts, source }) => {
    const id = facts.podSecurityAt?.[LABEL];
    return name === undefined || facts.name !== name || id === undefined ? [] : [source.locate(id)];
  });
  return labels.find((label) => label.uri === uri) ?? labels[0];
}
