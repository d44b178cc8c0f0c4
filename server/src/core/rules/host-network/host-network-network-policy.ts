import type { ClaimFacts } from "../../facts/facts.ts";
import { isForAll, peersMeaning, policiesAround } from "../../facts/policy-peers.ts";
import { displayName, placeIn, selectorMatches } from "../../facts/unit-view.ts";
import { defineRule } from "../rule.ts";

interface Data {
  readonly policy: string;
  /** Which ports the policy leaves as they are: subject and verb of the message. */
  readonly open: string;
}

export const hostNetworkNetworkPolicy = defineRule({
  id: "host-network-network-policy",
  severity: "warning",
  levels: ["warning", "information"],
  summary: "A NetworkPolicy usually has no effect on hostNetwork pods",
  messages: {
    selected: ({ policy, open }: Data) =>
      `${policy} usually does not filter these pods: their traffic is the node's, so ${open} open to all who reach it.`,
    covered: ({ policy }: Data) =>
      `${policy} covers the whole namespace but usually not these pods: on the host network their traffic is the node's.`,
    peer: ({ policy }: { policy: string }) =>
      `${policy} admits these pods by their labels, which usually does not work: their traffic comes from the node's address.`,
  },
  // kubernetes: website concepts/services-networking/network-policies, "NetworkPolicy and hostNetwork pods": not defined;
  // most network plugins leave such pods out and take their traffic for the node's.
  workloadInUnit({ subject, unit }, report) {
    const { facts } = subject;
    if (facts.hostNetwork !== true || facts.conditional) return;
    const beside = policiesAround(unit, subject);
    const policies = beside.filter(
      ({ facts: policy }) => policy.podSelector && selectorMatches(facts.labels, policy.podSelector) === true,
    );
    const named = policies.filter(({ facts: policy }) => !isForAll(policy.podSelector));
    const at = placeIn(subject, facts.hostNetworkAt ?? facts.at);
    const [first = policies[0]] = named;
    if (first)
      report({
        at,
        message: named.length > 0 ? "selected" : "covered",
        level: named.length > 0 ? "warning" : "information",
        data: { policy: displayName(first.facts), open: openPorts(facts.claims) },
        related: policies.map((policy) => ({
          at: placeIn(policy, policy.facts.at),
          text: `${displayName(policy.facts)} selects these pods`,
        })),
      });
    const peers = peersMeaning(beside, facts.labels);
    const [peer] = peers;
    if (peer)
      report({
        at,
        message: "peer",
        level: "information",
        data: { policy: displayName(peer.policy.facts) },
        related: peers.map(({ policy, at: place }) => ({
          at: placeIn(policy, place),
          text: `${displayName(policy.facts)} admits by podSelector; an ipBlock with the nodes' addresses would`,
        })),
      });
  },
});

function openPorts(claims: readonly ClaimFacts[]): string {
  const ports = [...new Set(claims.map(({ port }) => port))];
  if (ports.length === 0) return "their ports stay";
  return ports.length === 1 ? `port ${ports[0]} stays` : `ports ${ports.join(", ")} stay`;
}
