import type { ServicePortFacts, WorkloadFacts } from "../facts/facts.ts";
import { findTarget, protocolOfPort, servedPorts, targetNumber } from "../facts/service-targets.ts";
import { displayName, type Member } from "../facts/unit-view.ts";
import { portNameProblems } from "../kubernetes/names.ts";
import type { ServicePort } from "../kubernetes/service.ts";
import { insertEntryAfter, setEntry } from "../yaml/edit.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { isAtKindOr } from "./host-port-lines.ts";
import { memberOf } from "./member-of.ts";
import { editableItem, servicePortsAt } from "./service-ports-at.ts";

/**
 * Lets a Service find its pods' ports by the names that they have there, so that the numbers may change with the pods.
 * A port without a name gets none in the same breath: pods that run already would not have it, and drop out of the
 * Service until the last of them is replaced.
 */
export const targetPortByName = defineFix({
  id: "target-port-by-name",
  title(_, target) {
    const plan = planTargets(target);
    if ("refused" in plan) return "Set targetPort to the port's name";
    return `Set targetPort to ${plan.map(({ name, number }) => `"${name}" for ${number}`).join(", ")}`;
  },
  apply(target) {
    const plan = planTargets(target);
    if ("refused" in plan) return plan;
    return inSection(
      target,
      plan.map(({ map, name }) => {
        const after = entryOf(map, "port");
        return entryOf(map, "targetPort") || !after
          ? setEntry(target.text, map, "targetPort", name)
          : insertEntryAfter(target.text, map, after, "targetPort", name);
      }),
    );
  },
  refactoring: {
    kind: "target-port",
    args: [""],
    isMeantAt(target) {
      const { resource } = target;
      if (resource.type !== "service" || !isAtKindOr(target, "ports")) return false;
      return resource.spec.selector.field.kind !== "absent" && servicePortsAt(target).some(isByNumber);
    },
  },
});

function isByNumber({ targetPort }: ServicePort): boolean {
  return targetPort.kind !== "present" || typeof targetPort.value === "number" || targetPort.value === "";
}

interface NamedTarget {
  readonly map: YamlMap;
  readonly name: string;
  readonly number: number;
}

/** What is to be done; of several ports those with which it can be. */
function planTargets(target: FixTarget): readonly NamedTarget[] | Refusal {
  const { resource, unit } = target;
  const service = memberOf(target, unit.services);
  if (resource.type !== "service" || !resource.spec.portsComplete)
    return { refused: "A template decides about the ports." };
  const selected = service ? unit.selectedBy(service) : [];
  if (!service || selected.length === 0) return { refused: "No pods that the Service selects are known here." };
  if (service.facts.ports.length !== resource.spec.ports.length) return { refused: "A patch changes the ports." };
  const plans = servicePortsAt(target)
    .filter(isByNumber)
    .map((port) => planTarget(target, port, service.facts.ports[resource.spec.ports.indexOf(port)], selected));
  const planned = plans.flatMap((plan) => ("refused" in plan ? [] : [plan]));
  const refusal = plans.find((plan) => "refused" in plan);
  return planned.length > 0 ? planned : (refusal ?? { refused: "targetPort is a name already." });
}

/** The name by which all selected pods have the port that is dialled by its number now. */
function planTarget(
  target: FixTarget,
  port: ServicePort,
  facts: ServicePortFacts | undefined,
  selected: readonly Member<WorkloadFacts>[],
): NamedTarget | Refusal {
  const map = editableItem(target, port);
  if ("refused" in map) return map;
  const [first] = selected;
  const number = facts && first && targetNumber(facts, first.facts);
  if (!facts || number === undefined || port.targetPort.kind === "opaque")
    return { refused: "A template decides about the port." };
  const names = selected.map(({ facts: own }) => nameIn(facts, own));
  const refused = names.find((name) => typeof name !== "string");
  if (refused !== undefined) return refused;
  const [name, ...others] = new Set(names.flatMap((own) => (typeof own === "string" ? [own] : [])));
  return name === undefined || others.length > 0
    ? { refused: "The selected pods call the port by different names." }
    : { map, name, number };
}

function nameIn(port: ServicePortFacts, workload: WorkloadFacts): string | Refusal {
  const number = targetNumber(port, workload);
  const found = servedPorts(workload).find(
    (own) => number !== undefined && own.containerPort === number && protocolOfPort(own) === port.protocol,
  );
  const owner = displayName(workload);
  if (!found) return { refused: `${owner} declares no port ${number ?? "that is known"}.` };
  const { name } = found;
  if (typeof name !== "string" || portNameProblems(name).length > 0)
    return { refused: `Port ${number} of ${owner} has no name: it needs one first, in all pods that run.` };
  const protocol = protocolOfPort(found);
  return protocol !== undefined && findTarget(workload, name, protocol) === found
    ? name
    : { refused: `${owner} calls another port ${name}, too.` };
}
