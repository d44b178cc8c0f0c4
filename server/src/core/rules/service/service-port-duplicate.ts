import { removeItem } from "../../fixes/remove-item.ts";
import { duplicateValue } from "../../kubernetes/api-error.ts";
import { allocateNodePorts, allocationOf, isAllocationOff } from "../../kubernetes/node-port-allocation.ts";
import { protocolOf } from "../../kubernetes/pod-spec.ts";
import { type ServicePort, type ServiceSpec, serviceTypeOf } from "../../kubernetes/service.ts";
import { standTogether } from "../../yaml/branch.ts";
import { knownOr } from "../../yaml/field.ts";
import { placeOfMissing } from "../../yaml/missing.ts";
import { defineRule } from "../rule.ts";

export const servicePortDuplicate = defineRule({
  id: "service-port-duplicate",
  severity: "error",
  summary: "A Service has one port twice",
  messages: {
    duplicate: ({ port }: { port: string }) => `The API server refuses the Service: it has port ${port} twice.`,
    bothMissing: () => "The API server refuses the Service: two of its entries have no port, and so the same.",
  },
  // kubernetes: pkg/apis/core/validation validateService: one port may stand there once for each protocol.
  service({ service }, report) {
    const { ports, portsField } = service.spec;
    for (const later of ports) {
      const port = knownOr(later.port, 0);
      const protocol = protocolOf(later);
      if (port === undefined || protocol === undefined || (later.port.kind === "absent" && service.partial)) continue;
      const beside = ports.filter((other) => standTogether(other.node.branch, later.node.branch));
      const first = beside
        .slice(0, beside.indexOf(later))
        .find((other) => knownOr(other.port, 0) === port && protocolOf(other) === protocol);
      if (!first) continue;
      report({
        at: placeOfMissing(later.port, later.node, portsField),
        ...(later.port.kind === "absent"
          ? { message: "bothMissing" }
          : { message: "duplicate", data: { port: `${port}/${protocol}` } }),
        api: [
          ...sharedNodePort(service.spec, beside, later),
          duplicateValue(later.path, {
            Name: "",
            Protocol: protocol,
            AppProtocol: null,
            Port: port,
            TargetPort: 0,
            NodePort: 0,
          }),
        ],
        related: [{ at: placeOfMissing(first.port, first.node, portsField), text: "has it first" }],
        fixes: [removeItem.with(port === 0 ? "the empty entry" : `the second entry for ${port}/${protocol}`)],
      });
    }
  },
});

/** An entry without a node port is given that of the first with its port: with equal protocols there are two of those as well. */
function sharedNodePort(spec: ServiceSpec, beside: readonly ServicePort[], later: ServicePort): string[] {
  const type = serviceTypeOf(spec);
  if ((type !== "NodePort" && type !== "LoadBalancer") || knownOr(later.nodePort, 0) !== 0) return [];
  const { assigned } = allocateNodePorts(allocationOf(beside), isAllocationOff(spec));
  const index = beside.indexOf(later);
  const number = assigned[index];
  const isTwice = beside.some(
    (other, at) => at < index && assigned[at] === number && protocolOf(other) === protocolOf(later),
  );
  return number === undefined || !isTwice ? [] : [duplicateValue(`${later.path}.nodePort`, number)];
}
