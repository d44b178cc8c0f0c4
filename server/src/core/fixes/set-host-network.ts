import { insertEntryAfter, insertEntryBefore, replaceScalar } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { editablePod } from "./editable-pod.ts";
import { defineFix, inSection } from "./fix.ts";

/** Puts the pod on its node's network, as a Windows HostProcess pod has to be: beside `os` where that is written. */
export const setHostNetwork = defineFix<"true">({
  id: "set-host-network",
  title: () => "Set hostNetwork to true: HostProcess containers use the node's network",
  apply(target) {
    const pod = editablePod(target);
    if ("refused" in pod) return pod;
    if (pod.hostNetwork.kind === "opaque") return { refused: "hostNetwork is set by a template." };
    const { map } = pod;
    const written = entryOf(map, "hostNetwork");
    if (written?.merged) return { refused: "hostNetwork comes in through a merge key." };
    if (written?.value.kind === "scalar") return inSection(target, [replaceScalar(target.text, written.value, true)]);
    const own = map.entries.filter(({ merged }) => !merged);
    const system = own.find(({ key }) => key.text === "os");
    if (system) return inSection(target, [insertEntryAfter(target.text, map, system, "hostNetwork", true)]);
    const [first] = own;
    if (!first) return { refused: "The pod spec has no fields of its own." };
    return inSection(target, [insertEntryBefore(target.text, map, first, "hostNetwork", true)]);
  },
});
