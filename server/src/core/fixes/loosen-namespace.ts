import type { Location } from "../facts/unit-view.ts";
import { levelLabel } from "../kubernetes/pod-security-labels.ts";
import { known } from "../yaml/field.ts";
import { defineFix, type FixTarget } from "./fix.ts";

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
    const isOwnFile = label.uri === target.uri;
    const isQuoted = isOwnFile ? /["']/.test(target.fileText.charAt(label.start)) : /\.json$/i.test(label.uri);
    const edit = { span: { start: label.start, end: label.end }, newText: isQuoted ? '"privileged"' : "privileged" };
    return { edits: [{ uri: label.uri, edits: [edit], ...(isOwnFile ? {} : { needsConfirmation: true }) }] };
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
