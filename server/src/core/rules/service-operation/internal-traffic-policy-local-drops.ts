import { certainlySelected } from "../../facts/service-targets.ts";
import { displayName, placeIn } from "../../facts/unit-view.ts";
import { preferSameNode } from "../../fixes/prefer-same-node.ts";
import { setValue } from "../../fixes/set-value.ts";
import { defineRule } from "../rule.ts";

export const internalTrafficPolicyLocalDrops = defineRule({
  id: "internal-traffic-policy-local-drops",
  severity: "information",
  summary: "With internalTrafficPolicy Local, pods on nodes without a pod of the Service cannot reach it",
  messages: {
    dropped: ({ workload }: { workload: string }) =>
      `Pods on nodes that do not run ${workload} cannot reach this Service: their traffic is dropped.`,
  },
  serviceInUnit({ subject, unit }, report) {
    const { internalTrafficPolicy, internalTrafficPolicyAt, serviceType, headless } = subject.facts;
    if (internalTrafficPolicy !== "Local" || internalTrafficPolicyAt === undefined) return;
    // Neither has an address whose traffic a node would route.
    if (serviceType === "ExternalName" || headless || unit.nodeCount === 1) return;
    const selected = certainlySelected(subject, unit);
    const [first] = selected;
    if (!first || selected.some(({ facts }) => facts.controller === "daemonset")) return;
    report({
      at: placeIn(subject, internalTrafficPolicyAt),
      message: "dropped",
      data: { workload: displayName(first.facts) },
      related: selected.map((workload) => ({ at: placeIn(workload, workload.facts.at), text: "not on every node" })),
      fixes: [
        // kubernetes: pkg/features PreferSameTrafficDistribution, on since 1.34.
        ...(unit.settings.kubernetesMinor >= 34 ? [preferSameNode.with("")] : []),
        setValue.with('"Cluster"'),
      ],
    });
  },
});
