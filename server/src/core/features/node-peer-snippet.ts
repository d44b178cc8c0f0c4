import { peersMeaning, policiesAround } from "../facts/policy-peers.ts";
import { displayName } from "../facts/unit-view.ts";
import type { FixTarget } from "../fixes/fix.ts";
import { isAtKindOr } from "../fixes/host-port-lines.ts";
import { memberOf } from "../fixes/member-of.ts";
import { hostNetworkNetworkPolicy } from "../rules/host-network/host-network-network-policy.ts";
import { known } from "../yaml/field.ts";
import type { Snippet } from "./snippet.ts";

/**
 * A peer of a NetworkPolicy that stands for the nodes, where one means pods on the host network by their labels: their traffic
 * comes from the node's address. Which network the nodes are in no manifest says, so it is left to the reader.
 * Source: kubernetes website concepts/services-networking/network-policies, "NetworkPolicy and hostNetwork pods".
 */
export function nodePeerSnippet(target: FixTarget): Snippet | undefined {
  const { resource, unit } = target;
  if (resource.type !== "workload" || !resource.pod || known(resource.pod.hostNetwork) !== true) return undefined;
  if (!isAtKindOr(target, "hostNetwork")) return undefined;
  const workload = memberOf(target, unit.workloads);
  const [peer] = workload ? peersMeaning(policiesAround(unit, workload), workload.facts.labels) : [];
  if (!workload || !peer) return undefined;
  const policy = displayName(peer.policy.facts);
  return {
    title: `Show a peer of ${policy} for the nodes' addresses`,
    text: `# In ${policy}, in place of the podSelector that means ${displayName(workload.facts)}.
# The network that the nodes are in: kubectl get nodes -o wide
- ipBlock:
    cidr:
`,
    isFor: ({ rule, messageId }) => rule === hostNetworkNetworkPolicy.id && messageId === "peer",
  };
}
