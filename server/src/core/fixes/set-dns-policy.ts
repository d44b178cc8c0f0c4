import { insertEntryAfter, replaceScalar } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { editablePod } from "./editable-pod.ts";
import { defineFix, inSection } from "./fix.ts";

type Policy = "ClusterFirstWithHostNet" | "ClusterFirst" | "Default";

const TITLES: Readonly<Record<Policy, string>> = {
  ClusterFirstWithHostNet: "Set dnsPolicy to ClusterFirstWithHostNet: Services resolve again",
  ClusterFirst: "Set dnsPolicy to ClusterFirst: the same resolver without the host network",
  Default: "Set dnsPolicy to Default: the node's resolver, on purpose",
};

/** Writes the policy beside `hostNetwork`, where a reader looks for it. */
export const setDnsPolicy = defineFix<Policy>({
  id: "set-dns-policy",
  title: (policy) => TITLES[policy],
  apply(target, policy) {
    const pod = editablePod(target);
    if ("refused" in pod) return pod;
    const { dnsPolicy, hostNetwork, map } = pod;
    if (dnsPolicy.kind === "opaque") return { refused: "dnsPolicy is set by a template." };
    const written = entryOf(map, "dnsPolicy");
    if (written?.merged || (!written && hostNetwork.entry?.merged))
      return { refused: "The field comes in through a merge key." };
    if (written?.value.kind === "scalar") return inSection(target, [replaceScalar(target.text, written.value, policy)]);
    if (hostNetwork.kind !== "present") return { refused: "hostNetwork is not set here." };
    return inSection(target, [insertEntryAfter(target.text, map, hostNetwork.entry, "dnsPolicy", policy)]);
  },
});
