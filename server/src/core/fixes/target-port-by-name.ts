import type { PortFacts, ServiceFacts, ServicePortFacts, WorkloadFacts } from "../facts/facts.ts";
import { findTarget, protocolOfPort, servedPorts, targetNumber } from "../facts/service-targets.ts";
import { displayName, type Member } from "../facts/unit-view.ts";
import { portNameProblems } from "../kubernetes/names.ts";
import type { ServicePort } from "../kubernetes/service.ts";
import { insertEntryAfter, setEntry } from "../yaml/edit.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import { defineFix, type FixTarget, inSection, type Refusal, type WorkspaceChange } from "./fix.ts";
import { isAtKindOr } from "./host-port-lines.ts";
import { memberOf } from "./member-of.ts";
import { type NamedPort, planNames, writeNames } from "./name-ports.ts";
import { joinChanges, targetOf } from "./other-target.ts";
import { editableItem, servicePortsAt } from "./service-ports-at.ts";

/**
 * Lets a Service find its pods' ports by their names, so that the numbers may change with the pods. A port of the only
 * workload that it selects gets a name where it has none.
 */
export const targetPortByName = defineFix({
  id: "target-port-by-name",
  title(_, target) {
    const plan = planTargets(target);
    if ("refused" in plan) return "Set targetPort to the port's name";
    const parts = plan.map(({ name, number }) => `"${name}" for ${number}`);
    const named = plan.filter(({ naming }) => naming).map(({ number }) => number);
    const also = named.length > 0 ? `, and name ${named.join(", ")} of ${plan[0]?.workload} so` : "";
    return `Set targetPort to ${parts.join(", ")}${also}`;
  },
  apply(target) {
    const plan = planTargets(target);
    if ("refused" in plan) return plan;
    const own = plan.map(({ map, name }) => {
      const after = entryOf(map, "port");
      return entryOf(map, "targetPort") || !after
        ? setEntry(target.text, map, "targetPort", name)
        : insertEntryAfter(target.text, map, after, "targetPort", name);
    });
    const names = plan.flatMap(({ naming }) => (naming ? [naming.change] : []));
    return joinChanges([inSection(target, own), ...names]);
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
  readonly workload: string;
  /** What gives the pods' port the name. */
  readonly naming?: Naming;
}

interface Naming {
  readonly name: string;
  /** Where the port stands in its file. */
  readonly place: number;
  readonly change: WorkspaceChange;
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
  return planned.length > 0 ? withDistinctNames(planned) : (refusal ?? { refused: "targetPort is a name already." });
}

/**
 * Each of the pods' ports was given its name as if it were the only one: two Service ports may lead to one of them, and of
 * two that would be called the same the second keeps its number.
 */
function withDistinctNames(plans: readonly NamedTarget[]): readonly NamedTarget[] {
  const places = new Map<string, number>();
  return plans.flatMap(({ naming, ...plan }): readonly NamedTarget[] => {
    if (!naming) return [plan];
    const before = places.get(plan.name);
    if (before !== undefined) return before === naming.place ? [plan] : [];
    places.set(plan.name, naming.place);
    return [{ ...plan, naming }];
  });
}

function planTarget(
  target: FixTarget,
  port: ServicePort,
  facts: ServiceFacts["ports"][number] | undefined,
  selected: readonly Member<WorkloadFacts>[],
): NamedTarget | Refusal {
  const [first, ...others] = selected;
  const map = editableItem(target, port);
  if ("refused" in map) return map;
  const number = facts && first && targetNumber(facts, first.facts);
  if (!facts || !first || number === undefined || port.targetPort.kind === "opaque")
    return { refused: "A template decides about the port." };
  const workload = displayName(first.facts);
  const found = declared(facts, first.facts, number);
  if (found && found.name === undefined && others.length === 0) {
    const naming = nameIt(target, first, found);
    return "refused" in naming ? naming : { map, name: naming.name, number, workload, naming };
  }
  const names = selected.map(({ facts: own }) => nameIn(facts, own));
  const refused = names.find((name) => typeof name !== "string");
  if (refused !== undefined) return refused;
  const [name, ...different] = new Set(names.flatMap((own) => (typeof own === "string" ? [own] : [])));
  return name === undefined || different.length > 0
    ? { refused: "The selected pods call the port by different names." }
    : { map, name, number, workload };
}

/** The port that is dialled by its number now. */
function declared(port: ServicePortFacts, workload: WorkloadFacts, number: number | undefined): PortFacts | undefined {
  return servedPorts(workload).find(
    (own) => number !== undefined && own.containerPort === number && protocolOfPort(own) === port.protocol,
  );
}

function nameIn(port: ServicePortFacts, workload: WorkloadFacts): string | Refusal {
  const number = targetNumber(port, workload);
  const found = declared(port, workload, number);
  if (!found) return { refused: `${displayName(workload)} declares no port ${number ?? "that is known"}.` };
  const { name } = found;
  if (typeof name !== "string" || portNameProblems(name).length > 0)
    return { refused: `${displayName(workload)} has no name for port ${number}.` };
  const protocol = protocolOfPort(found);
  return protocol !== undefined && findTarget(workload, name, protocol) === found
    ? name
    : { refused: `${displayName(workload)} calls another port ${name}, too.` };
}

/** Gives the pods' port a name, in whichever file it stands. */
function nameIt(target: FixTarget, workload: Member<WorkloadFacts>, port: PortFacts): Naming | Refusal {
  const home = targetOf(target, workload);
  const place = workload.source.locate(port.at);
  if (!home || home.uri !== place.uri) return { refused: "The workload's file cannot be read." };
  const at = { start: place.start - home.sectionStart, end: place.end - home.sectionStart };
  const plan = planNames({ ...home, at });
  if ("refused" in plan) return plan;
  const [only, ...others]: readonly NamedPort[] = plan;
  if (!only || others.length > 0) return { refused: "The port is not there any more." };
  const change = inSection(home, writeNames(home, plan));
  const label = `Name port ${only.number} ${only.name}`;
  const isElsewhere = home.uri !== target.uri;
  return {
    name: only.name,
    place: place.start,
    change: isElsewhere ? { edits: change.edits.map((file) => ({ ...file, label })) } : change,
  };
}
