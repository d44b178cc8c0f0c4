import { removeField } from "../../fixes/remove-field.ts";
import { placeOf } from "../../kubernetes/declared-ports.ts";
import { limitedHostPorts } from "../../kubernetes/limited-host-ports.ts";
import { defineRule } from "../rule.ts";

export const hostIpIpv6Wildcard = defineRule({
  id: "host-ip-ipv6-wildcard",
  severity: "information",
  summary: "As a hostIP, :: stands for all IPv6 addresses and no IPv4 address",
  messages: {
    ipv6Only: ({ port, hostIP }: { port: string; hostIP: string }) =>
      `Over IPv4 nobody reaches ${port}: hostIP ${hostIP} opens it on IPv6 alone; no hostIP opens it on both.`,
  },
  // containernetworking/plugins: plugins/meta/portmap; kubernetes: kube-scheduler/framework/types.go HostPortInfo.
  pod({ pod }, report) {
    for (const { declared, hostIP, node, address, port } of limitedHostPorts(pod))
      if (address?.isUnspecified && address.family === 6)
        report({
          at: placeOf(declared, node),
          message: "ipv6Only",
          data: { port, hostIP },
          fixes: [removeField.with("open on IPv4 and IPv6")],
        });
  },
  needsWholeObject: true,
});
