import { addedFields, addField } from "../../fixes/add-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { allocateNodePorts } from "../../kubernetes/node-port-allocation.ts";
import { type ServiceSpec, serviceTypeOf } from "../../kubernetes/service.ts";
import { booleanField, known, knownOr } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const loadBalancerImplicitNodePort = defineRule({
  id: "load-balancer-implicit-node-port",
  severity: "hint",
  summary: "A LoadBalancer Service opens node ports as well",
  needsWholeObject: true,
  messages: {
    opened: ({ ports, health }: { ports: readonly number[]; health: boolean }) =>
      `Every node also opens ${countOf(ports)} that the API server chooses${health ? ", and one for health checks" : ""}: the load balancer is not the only way in.`,
  },
  service({ service: { spec } }, report) {
    const allocates = booleanField(spec.map, "allocateLoadBalancerNodePorts");
    if (serviceTypeOf(spec) !== "LoadBalancer" || allocates.kind === "opaque" || spec.type.kind !== "present") return;
    if (known(allocates) === false) return;
    const ports = chosenByServer(spec);
    if (ports.length === 0) return;
    const isLocal = known(spec.externalTrafficPolicy) === "Local";
    report({
      at: allocates.kind === "present" ? allocates.node : spec.type.node,
      message: "opened",
      data: { ports, health: isLocal && spec.healthCheckNodePort.kind === "absent" },
      fixes: [
        allocates.kind === "present"
          ? setValue.with("false")
          : addField.with(addedFields({ where: "beside", fields: { allocateLoadBalancerNodePorts: false } })),
      ],
    });
  },
});

/** The ports for which the API server chooses a number, each once. */
function chosenByServer({ ports }: ServiceSpec): number[] {
  const entries = ports.map(({ port, nodePort }) => ({ port: known(port), nodePort: knownOr(nodePort, 0) }));
  const { assigned } = allocateNodePorts(entries);
  const templated = entries.filter(({ nodePort }) => nodePort === undefined).map(({ port }) => port);
  const numbers = entries.flatMap(({ port }, index) =>
    port === undefined || assigned[index] !== undefined || templated.includes(port) ? [] : [port],
  );
  return [...new Set(numbers)];
}

function countOf(ports: readonly number[]): string {
  if (ports.length === 1) return `a node port for port ${ports[0]}`;
  const shown = ports.length > 3 ? [...ports.slice(0, 2), `${ports.length - 2} more`] : ports;
  return `node ports for ports ${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
