import { convertToClusterIp } from "../../fixes/convert-to-cluster-ip.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { setValue } from "../../fixes/set-value.ts";
import { placeOf } from "../../kubernetes/declared-ports.ts";
import { limitedHostPorts } from "../../kubernetes/limited-host-ports.ts";
import { isNodeAgent } from "../../kubernetes/node-agent.ts";
import { defineRule } from "../rule.ts";

export const hostIpLoopback = defineRule({
  id: "host-ip-loopback",
  severity: "information",
  levels: ["warning", "information"],
  summary: "A hostIP of the loopback answers on the node itself alone",
  messages: {
    nodeOnly: ({ port, hostIP }: { port: string; hostIP: string }) =>
      `Only the node itself reaches ${port}, at ${hostIP}; pods on it do not, 127.0.0.1 is their own.`,
    unmapped: ({ port, hostIP }: { port: string; hostIP: string }) =>
      `Nothing reaches ${port}: ${hostIP} is the IPv6 loopback, which port mappings do not serve.`,
  },
  // containernetworking/plugins: plugins/meta/portmap sets route_localnet and masquerades 127.0.0.1; there is no such thing for IPv6.
  pod({ pod, workload }, report) {
    for (const { declared, hostIP, node, address, port } of limitedHostPorts(pod)) {
      if (!address?.isLoopback) continue;
      const at = placeOf(declared, node);
      const data = { port, hostIP };
      if (address.family === 6)
        report({
          at,
          message: "unmapped",
          data,
          level: "warning",
          fixes: [convertToClusterIp.with(""), setValue.with('"127.0.0.1"'), removeHostPort.with("")],
        });
      // An agent that is asked by its own node alone is what the loopback is for.
      else if (!isNodeAgent(workload))
        report({ at, message: "nodeOnly", data, fixes: [convertToClusterIp.with(""), removeHostPort.with("")] });
    }
  },
  needsWholeObject: true,
});
