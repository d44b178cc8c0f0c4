import { placeIn } from "../../facts/unit-view.ts";
import { chooseHostPort } from "../../fixes/choose-host-port.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { defineRule } from "../rule.ts";

export const hostPortInNodePortRange = defineRule({
  id: "host-port-in-node-port-range",
  severity: "warning",
  summary: "A host port in the node port range may be given to a Service",
  messages: {
    mapped: ({ port }: { port: number }) =>
      `Any Service may be given node port ${port}; then either it or this pod answers, and that can change.`,
    bound: ({ port }: { port: number }) =>
      `Any Service may be given node port ${port}; this process then loses new connections without an error.`,
  },
  // kubernetes: pkg/registry/core/service/portallocator knows of Services alone; the range is pkg/kubeapiserver/options.
  workloadInUnit({ subject, unit }, report) {
    const { from, to } = unit.nodePortRange;
    const { claims, hostNetwork } = subject.facts;
    for (const { port, at } of claims) {
      if (port < from || port > to) continue;
      const isBound = hostNetwork === true;
      report({
        at: placeIn(subject, at),
        message: isBound ? "bound" : "mapped",
        data: { port },
        fixes: isBound ? [] : [convertToNodePort.with(""), chooseHostPort.with("")],
      });
    }
  },
});
