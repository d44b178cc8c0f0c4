import { removeEntries } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { editablePod } from "./editable-pod.ts";
import { defineFix, inSection } from "./fix.ts";

type PodField = "hostNetwork" | "hostUsers";

const OUTCOME: Readonly<Record<PodField, string>> = {
  hostNetwork: "the pod gets a network of its own",
  hostUsers: "root in the pod is root on the node",
};

/** Removes a field of the pod spec, wherever in the pod the finding lies. */
export const removePodField = defineFix<PodField>({
  id: "remove-pod-field",
  title: (key) => `Remove ${key}: ${OUTCOME[key]}`,
  apply(target, key) {
    const pod = editablePod(target);
    if ("refused" in pod) return pod;
    const entry = entryOf(pod.map, key);
    if (!entry) return { refused: `There is no ${key} here.` };
    if (pod.map.merges) return { refused: `${key} may come in through a merge key.` };
    return inSection(target, removeEntries(target.text, pod.map, [entry]));
  },
});
