import { setSibling, sibling } from "../../fixes/set-sibling.ts";
import { serviceTypeOf } from "../../kubernetes/service.ts";
import { sourceRangesOf } from "../../kubernetes/source-ranges.ts";
import { booleanField, known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const sourceRangesDoNotCoverNodePort = defineRule({
  id: "source-ranges-do-not-cover-node-port",
  severity: "warning",
  summary: "Source ranges guard the load balancer, not the node ports behind it",
  messages: {
    open: ({ ranges }: { ranges: readonly string[] }) =>
      `The node ports take anybody who reaches a node: only the load balancer keeps to ${listOf(ranges)}.`,
  },
  service({ service, settings }, report) {
    const { spec } = service;
    const allocates = booleanField(spec.map, "allocateLoadBalancerNodePorts");
    if (serviceTypeOf(spec) !== "LoadBalancer" || allocates.kind === "opaque") return;
    // Numbers that are written are opened whatever the field says.
    const isNamed = spec.ports.some(({ nodePort }) => (known(nodePort) ?? 0) !== 0);
    if (allocates.kind === "absent" ? service.partial : !allocates.value && !isNamed) return;
    const source = sourceRangesOf(service, settings.kubernetesMinor);
    const ranges = source?.scalars.flatMap((scalar) => scalar.ranges) ?? [];
    // A range of length 0 lets everybody in, at least of one family.
    if (!source || ranges.length === 0 || ranges.some(({ prefix }) => prefix?.network.endsWith("/0"))) return;
    const isField = source.name === "loadBalancerSourceRanges";
    report({
      at: source.key,
      message: "open",
      data: { ranges: ranges.map(({ text }) => text) },
      fixes:
        isField && !isNamed ? [setSibling.with(sibling({ key: "allocateLoadBalancerNodePorts", value: false }))] : [],
    });
  },
});

function listOf(ranges: readonly string[]): string {
  return ranges.length > 2 ? `${ranges.length} ranges` : ranges.join(" and ");
}
