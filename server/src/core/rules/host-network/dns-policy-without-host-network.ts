import { removeField } from "../../fixes/remove-field.ts";
import { setDnsPolicy } from "../../fixes/set-dns-policy.ts";
import { targetsWindows } from "../../kubernetes/windows.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const dnsPolicyWithoutHostNetwork = defineRule({
  id: "dns-policy-without-host-network",
  severity: "hint",
  levels: ["warning", "hint"],
  summary: "ClusterFirstWithHostNet without the host network is ClusterFirst",
  needsWholeObject: true,
  messages: {
    same: () => "The pod resolves names as with ClusterFirst: it is not on the host network.",
    windows: () => "Windows nodes do not support ClusterFirstWithHostNet, and this pod is not on the host network.",
  },
  // kubernetes: pkg/kubelet/network/dns/dns.go getPodDNSType: both end in the cluster's resolver.
  pod({ pod }, report) {
    const { dnsPolicy, hostNetwork } = pod;
    if (dnsPolicy.kind !== "present" || dnsPolicy.value !== "ClusterFirstWithHostNet") return;
    if (hostNetwork.kind === "opaque" || known(hostNetwork)) return;
    const isWindows = targetsWindows(pod);
    report({
      at: dnsPolicy.node,
      message: isWindows ? "windows" : "same",
      level: isWindows ? "warning" : "hint",
      fixes: [removeField.safely("ClusterFirst is the default"), setDnsPolicy.safely("ClusterFirst")],
    });
  },
});
