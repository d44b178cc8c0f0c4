import { mayPrecedePodNetwork } from "../../facts/before-pod-network.ts";
import type { WorkloadFacts } from "../../facts/facts.ts";
import { isStaticPod } from "../../facts/static-pod.ts";
import { placeIn } from "../../facts/unit-view.ts";
import { leaveHostNetwork } from "../../fixes/leave-host-network.ts";
import { defineRule } from "../rule.ts";

export const hostNetworkUsed = defineRule({
  id: "host-network-used",
  severity: "warning",
  levels: ["warning", "hint"],
  summary: "A pod on the host network opens its ports on the node itself",
  needsWholeObject: true,
  messages: {
    ports: ({ ports }: { ports: string }) =>
      `${ports} on each node that runs this pod, and the node's loopback is open to the pod.`,
    undeclared: () => "Whatever this pod listens on opens on its node, and the node's loopback is open to the pod.",
    others: () =>
      "Whatever this pod listens on beside its host ports opens on its node, and the node's loopback is open to the pod.",
    knative: ({ kind }: { kind: string }) =>
      `Knative refuses this ${kind} unless its feature kubernetes.podspec-hostnetwork has been enabled.`,
  },
  // A hostPort is one port of the node; the host network is the node's whole network namespace.
  workloadInUnit({ subject }, report) {
    const { facts } = subject;
    if (facts.hostNetwork !== true || facts.hostNetworkAt === undefined) return;
    // Nobody can choose: Windows wants it of HostProcess containers, and a static pod may start before any pod network.
    if (facts.hostProcess || isStaticPod(subject)) return;
    const at = placeIn(subject, facts.hostNetworkAt);
    if (facts.controller === "knative") {
      report({ at, message: "knative", data: { kind: facts.kind } });
      return;
    }
    const level = isUsual(facts) ? "hint" : "warning";
    if (facts.claims.length === 0) {
      report({ at, message: "undeclared", level });
      return;
    }
    const fixes = [leaveHostNetwork.with("node-port"), leaveHostNetwork.with("host-ports")];
    // A hostPort that is written has a warning of its own where the host network has one.
    const claims = level === "hint" ? facts.claims : facts.claims.filter(({ via }) => via === "hostNetwork");
    const numbers = [...new Set(claims.map(({ port }) => port))];
    if (numbers.length === 0) report({ at, message: "others", level, fixes });
    else report({ at, message: "ports", data: { ports: portsOpen(numbers) }, level, fixes });
  },
});

/** Whether the host network is what such pods are made for: on every node, about the node, or before there is another network. */
function isUsual({ controller, isNodeAgent, placement }: WorkloadFacts): boolean {
  return controller === "daemonset" || isNodeAgent === true || mayPrecedePodNetwork(placement);
}

/** `Port 80 opens`, `Ports 80 and 443 open`, `Ports 80, 443 and 3 more open`. */
function portsOpen(numbers: readonly number[]): string {
  if (numbers.length === 1) return `Port ${numbers[0]} opens`;
  const shown = numbers.length > 3 ? [...numbers.slice(0, 2), `${numbers.length - 2} more`] : numbers;
  return `Ports ${shown.slice(0, -1).join(", ")} and ${shown.at(-1)} open`;
}
