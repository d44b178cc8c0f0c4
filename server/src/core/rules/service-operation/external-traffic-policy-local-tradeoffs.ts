import type { WorkloadFacts } from "../../facts/facts.ts";
import { isUnconstrained, podCount } from "../../facts/placement.ts";
import { certainlySelected } from "../../facts/service-targets.ts";
import { displayName, type Member, placeIn, type UnitView } from "../../facts/unit-view.ts";
import { setValue } from "../../fixes/set-value.ts";
import { defineRule } from "../rule.ts";

export const externalTrafficPolicyLocalTradeoffs = defineRule({
  id: "external-traffic-policy-local-tradeoffs",
  severity: "hint",
  levels: ["warning", "hint"],
  summary: "With externalTrafficPolicy Local, nodes without a pod of the Service drop its traffic",
  messages: {
    anywhere: ({ workload, pods }: { workload: string; pods: number | undefined }) =>
      `Only ${nodesOf(workload, pods)} on the node port; the others drop its traffic, and nobody says which they are.`,
    dropped: () =>
      "Nodes without a ready pod of this Service drop its traffic, and each node with one gets as much as any other.",
  },
  serviceInUnit({ subject, unit }, report) {
    const { externalTrafficPolicy, externalTrafficPolicyAt, serviceType } = subject.facts;
    if (externalTrafficPolicy !== "Local" || externalTrafficPolicyAt === undefined) return;
    // With one node there is no other that could drop anything.
    if (serviceType === "ExternalName" || unit.nodeCount === 1) return;
    const at = placeIn(subject, externalTrafficPolicyAt);
    const fixes = [setValue.with('"Cluster"')];
    const selected = certainlySelected(subject, unit);
    const [wandering] = selected;
    // A load balancer asks healthCheckNodePort which nodes have a pod; for a bare node port nobody does.
    if (serviceType === "NodePort" && wandering && selected.every((workload) => wanders(workload, unit)))
      report({
        at,
        message: "anywhere",
        data: {
          workload: displayName(wandering.facts),
          pods: selected.length === 1 ? podCount(wandering, unit) : undefined,
        },
        level: "warning",
        related: selected.map((workload) => ({ at: placeIn(workload, workload.facts.at), text: "selected" })),
        fixes,
      });
    else report({ at, message: "dropped", fixes });
  },
});

/** Whether nobody can say on which nodes its pods are: it has fewer than the nodes, and no wish where. */
function wanders({ facts, source }: Member<WorkloadFacts>, unit: UnitView): boolean {
  if (facts.controller === "daemonset" || !isUnconstrained(facts.placement)) return false;
  const pods = podCount({ facts, source }, unit);
  const isEverywhere = facts.placement.spreads && pods !== undefined && unit.nodeCount !== undefined;
  return !(isEverywhere && pods >= unit.nodeCount);
}

function nodesOf(workload: string, pods: number | undefined): string {
  if (pods === 1) return `the node that runs ${workload} answers`;
  return `the nodes that run ${workload}${pods ? `, ${pods} at most,` : ""} answer`;
}
