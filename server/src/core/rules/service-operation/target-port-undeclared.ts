import { isUnknown, type PortFacts, type ServicePortFacts, type WorkloadFacts } from "../../facts/facts.ts";
import { certainlySelected, isProvenLacking, protocolOfPort, servedPorts } from "../../facts/service-targets.ts";
import { displayName, type Member, placeIn } from "../../facts/unit-view.ts";
import { addedFields, addField } from "../../fixes/add-field.ts";
import type { FixCall } from "../../fixes/fix-call.ts";
import { setValue } from "../../fixes/set-value.ts";
import { defineRule } from "../rule.ts";

export const targetPortUndeclared = defineRule({
  id: "target-port-undeclared",
  severity: "hint",
  summary: "A Service leads to a port that its pods do not declare",
  needsWholeObject: true,
  messages: {
    undeclared: ({ target, workload, declared }: { target: number; workload: string; declared: string }) =>
      `Traffic goes to port ${target} of ${workload}, which declares ${declared}: refused unless something listens there.`,
    hostPort: ({ target, workload, containerPort }: { target: number; workload: string; containerPort: number }) =>
      `Traffic goes to port ${target} of ${workload}, which is its hostPort: the container listens on ${containerPort}.`,
  },
  // A number is dialled as it is; containerPort lists filter nothing. So this can but be a slip of the pen.
  serviceInUnit({ subject, unit }, report) {
    const { facts } = subject;
    if (!isProvenLacking(subject, unit) || isUnknown(facts.serviceType) || facts.serviceType === "ExternalName") return;
    // Clients of a headless Service dial the pods with a port of their own choice.
    if (facts.headless) return;
    const selected = certainlySelected(subject, unit);
    const [first] = selected;
    if (!first) return;
    for (const port of facts.ports) {
      const target = numberOf(port);
      if (target === undefined || port.conditional) continue;
      const declared = selected.map(({ facts: workload }) => declaredNumbers(workload));
      if (declared.some((numbers) => !numbers || numbers.length === 0 || numbers.includes(target))) continue;
      const numbers = [...new Set(declared[0])];
      const hostPort = servedPorts(first.facts).find((own) => own.hostPort === target);
      const base = {
        at: placeIn(subject, port.targetPortAt ?? port.at),
        related: [{ at: placeIn(first, first.facts.ports[0]?.at ?? first.facts.at), text: "what the pods declare" }],
        fixes: fixesFor(port, selected),
      };
      const workload = displayName(first.facts);
      if (hostPort && typeof hostPort.containerPort === "number")
        report({ ...base, message: "hostPort", data: { target, workload, containerPort: hostPort.containerPort } });
      else report({ ...base, message: "undeclared", data: { target, workload, declared: listOf(numbers) } });
    }
  },
});

/** The number that the Service dials: where it names none, its own. */
function numberOf({ targetPort, port }: ServicePortFacts): number | undefined {
  if (typeof targetPort === "number" && targetPort !== 0) return targetPort;
  return (targetPort === undefined || targetPort === 0) && typeof port === "number" ? port : undefined;
}

/** The ports that the pods declare; undefined where a template may add to them. */
function declaredNumbers(workload: WorkloadFacts): readonly number[] | undefined {
  const ports = servedPorts(workload);
  if (workload.portsOpen || ports.some(({ containerPort }) => isUnknown(containerPort))) return undefined;
  return ports.flatMap(({ containerPort }) => (typeof containerPort === "number" ? [containerPort] : []));
}

/** The number that all of the selected pods declare alone for the protocol. */
function fixesFor({ targetPortAt, protocol }: ServicePortFacts, selected: readonly Member<WorkloadFacts>[]): FixCall[] {
  const matches = (port: PortFacts): boolean => protocolOfPort(port) === protocol;
  const numbers = new Set(
    selected.flatMap(({ facts }) =>
      servedPorts(facts)
        .filter(matches)
        .map(({ containerPort }) => containerPort),
    ),
  );
  const [number] = numbers;
  if (numbers.size !== 1 || typeof number !== "number") return [];
  return [
    targetPortAt === undefined
      ? addField.with(addedFields({ where: "beside", fields: { targetPort: number } }))
      : setValue.with(JSON.stringify(number)),
  ];
}

function listOf(numbers: readonly number[]): string {
  return numbers.length > 3 ? `${numbers.slice(0, 2).join(", ")} and others` : numbers.join(" and ");
}
