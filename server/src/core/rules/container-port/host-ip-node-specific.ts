import { collectPlacement } from "../../facts/collect-placement.ts";
import { namedNodes, termsOf } from "../../facts/node-requirements.ts";
import { bindToNode } from "../../fixes/bind-to-node.ts";
import { removeField } from "../../fixes/remove-field.ts";
import type { Address } from "../../kubernetes/addresses.ts";
import { placeOf } from "../../kubernetes/declared-ports.ts";
import { limitedHostPorts } from "../../kubernetes/limited-host-ports.ts";
import type { PodSpec } from "../../kubernetes/pod-spec.ts";
import type { Workload } from "../../kubernetes/resource.ts";
import type { Settings } from "../../settings/settings.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostIpNodeSpecific = defineRule({
  id: "host-ip-node-specific",
  severity: "warning",
  summary: "A hostIP of one node is of no use on the others",
  messages: {
    anyNode: ({ port, hostIP }: { port: string; hostIP: string }) =>
      `Nothing reaches ${port} unless the pod lands on the node that has ${hostIP}: the scheduler does not look for it.`,
    everyNode: ({ port, hostIP }: { port: string; hostIP: string }) =>
      `Of all the nodes that run this pod only the one with address ${hostIP} answers on ${port}.`,
  },
  // kubernetes: pkg/scheduler/framework/plugins/nodeports compares host ports with one another, never with a node's addresses.
  pod({ pod, workload, settings }, report) {
    if (settings.singleNode || settings.nodeCount === 1 || staysOnOneNode(pod, workload) !== false) return;
    const isEverywhere = workload.podKind.controller === "daemonset" || (known(workload.replicas) ?? 1) > 1;
    for (const { declared, hostIP, node, address, port } of limitedHostPorts(pod))
      if (address && isOfOneNode(address, hostIP, settings))
        report({
          at: placeOf(declared, node),
          message: isEverywhere ? "everyNode" : "anyNode",
          data: { port, hostIP },
          fixes: [
            ...(isEverywhere ? [] : [bindToNode.with("")]),
            removeField.with("the port then opens on every address of the node"),
          ],
        });
  },
  needsWholeObject: true,
});

/** Not those that any node may have: wildcards, the loopback, link-local ones, and what the settings name as shared. */
function isOfOneNode({ isUnspecified, isLoopback, isLinkLocal }: Address, hostIP: string, settings: Settings): boolean {
  return !isUnspecified && !isLoopback && !isLinkLocal && !settings.sharedHostIPs.includes(hostIP);
}

/** Whether all that the pod asks of its node names one and the same; undefined where a template decides about a part. */
function staysOnOneNode(pod: PodSpec, { podMetadata }: Workload): boolean | undefined {
  const terms = termsOf(collectPlacement(pod, podMetadata.labels));
  const choices = terms.map(namedNodes);
  const [name, ...others] = new Set(choices.map((names) => (names?.length === 1 ? names[0] : undefined)));
  if (name !== undefined && others.length === 0) return true;
  return terms.length === 0 || terms.some((term) => term.some(({ operator }) => operator === "")) ? undefined : false;
}
