import { insertEntryAfter, replaceScalar } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { defineFix, inSection } from "./fix.ts";

type Policy = "ClusterFirstWithHostNet" | "Default";

/** Writes the policy beside `hostNetwork`, where a reader looks for it. */
export const setDnsPolicy = defineFix<Policy>({
  id: "set-dns-policy",
  title: (policy) =>
    policy === "Default"
      ? "Set dnsPolicy to Default: the node's resolver, on purpose"
      : `Set dnsPolicy to ${policy}: Services resolve again`,
  apply(target, policy) {
    const pod = target.resource.type === "workload" ? target.resource.pod : undefined;
    if (!pod) return { refused: "There is no pod spec here." };
    const { dnsPolicy, hostNetwork, map } = pod;
    if (dnsPolicy.kind === "opaque") return { refused: "dnsPolicy is set by a template." };
    const written = entryOf(map, "dnsPolicy");
    if (written?.value.kind === "scalar") return inSection(target, [replaceScalar(target.text, written.value, policy)]);
    if (hostNetwork.kind !== "present") return { refused: "hostNetwork is not set here." };
    return inSection(target, [insertEntryAfter(target.text, map, hostNetwork.entry, "dnsPolicy", policy)]);
  },
});
