import { chooseListenPort } from "../../fixes/choose-listen-port.ts";
import { leaveHostNetwork } from "../../fixes/leave-host-network.ts";
import { claimsOf } from "../../kubernetes/claims.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostPortEphemeralRange = defineRule({
  id: "host-port-ephemeral-range",
  severity: "hint",
  summary: "On the host network a port of the ephemeral range may be in use when the process starts",
  messages: {
    mayBeTaken: ({ port, from, to }: { port: number; from: number; to: number }) =>
      `An outgoing connection of the node may hold port ${port} (${from}-${to}) when this process wants to bind it.`,
  },
  // A mapped hostPort is no socket: it and an outgoing connection on the same number do not disturb one another.
  pod({ pod, settings }, report) {
    if (known(pod.hostNetwork) !== true) return;
    const { from, to } = settings.ephemeralPortRange;
    for (const { port, node } of claimsOf(pod))
      if (port >= from && port <= to)
        report({
          at: node,
          message: "mayBeTaken",
          data: { port, from, to },
          fixes: [chooseListenPort.with(""), leaveHostNetwork.with("node-port")],
        });
  },
});
