import type { ServiceFacts } from "../facts/facts.ts";
import { protocolOfPort, servedPorts, targetNumber } from "../facts/service-targets.ts";
import type { Member } from "../facts/unit-view.ts";
import { labelProblems, nearestLabel, nearestPortName, portNameProblems } from "../kubernetes/names.ts";
import { allContainers, type Container, type ContainerPort, protocolOf } from "../kubernetes/pod-spec.ts";
import type { Workload } from "../kubernetes/resource.ts";
import { type ServicePort, serviceTypeOf } from "../kubernetes/service.ts";
import { usualPortName } from "../kubernetes/usual-port-names.ts";
import type { TextEdit } from "../text/edit.ts";
import { encloses } from "../text/span.ts";
import { insertEntryBefore, setEntry } from "../yaml/edit.ts";
import { known, stringField } from "../yaml/field.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { isAtKindOr } from "./host-port-lines.ts";
import { memberOf } from "./member-of.ts";
import { editableItem, servicePortsAt } from "./service-ports-at.ts";

/**
 * Gives ports of a Service or a container names where they have none: what the other side calls them, else what ports of
 * their number are commonly called.
 */
export const namePorts = defineFix({
  id: "name-ports",
  title(_, target) {
    const plan = planNames(target);
    if ("refused" in plan) return "Name the ports";
    const parts = plan.map(({ number, name }) => `${number} "${name}"`);
    return `Name port ${parts.join(", ")}`;
  },
  apply(target) {
    const plan = planNames(target);
    if ("refused" in plan) return plan;
    return inSection(target, writeNames(target, plan));
  },
  refactoring: {
    kind: "port-names",
    args: [""],
    isMeantAt(target) {
      const { resource } = target;
      if (!isAtKindOr(target, "ports")) return false;
      if (resource.type === "service")
        return serviceTypeOf(resource.spec) !== "ExternalName" && servicePortsAt(target).some(lacksName);
      return resource.type === "workload" && !resource.bestEffort && containerPortsAt(resource, target).some(lacksName);
    },
  },
});

interface NamedPort {
  readonly map: YamlMap;
  readonly number: number;
  readonly name: string;
}

function lacksName({ name }: ServicePort | ContainerPort): boolean {
  return name.kind === "absent" || known(name) === "";
}

function planNames(target: FixTarget): readonly NamedPort[] | Refusal {
  const { resource } = target;
  if (resource.type === "service") return nameServicePorts(target, resource.spec.ports);
  if (resource.type === "workload") return nameContainerPorts(target, resource);
  return { refused: "There are no ports here." };
}

function nameServicePorts(target: FixTarget, all: readonly ServicePort[]): readonly NamedPort[] | Refusal {
  const { resource, unit } = target;
  if (resource.type !== "service" || !resource.spec.portsComplete || all.some(({ name }) => name.kind === "opaque"))
    return { refused: "A template decides about the ports." };
  // Endpoints that somebody writes have to call their ports the same.
  if (resource.spec.selector.field.kind === "absent")
    return { refused: "Whoever makes the Service's endpoints names their ports, too." };
  const service = memberOf(target, unit.services);
  if (service && service.facts.ports.length !== all.length) return { refused: "A patch changes the ports." };
  const taken = new Set(all.map(({ name }) => known(name)));
  return nameEach(
    target,
    servicePortsAt(target),
    ({ port }) => port,
    (port, number) => {
      const name = nearestLabel(
        nameInPods(target, service, all.indexOf(port)) ?? spokenBy(port) ?? usualPortName(number),
        (candidate) => taken.has(candidate),
      );
      taken.add(name);
      return name;
    },
  );
}

/** What the pods call the port that a Service's leads to, where that is fit for a Service. */
function nameInPods(target: FixTarget, service: Member<ServiceFacts> | undefined, index: number): string | undefined {
  const port = service?.facts.ports[index];
  if (!service || !port) return undefined;
  const wanted = typeof port.targetPort === "string" && port.targetPort !== "" ? [port.targetPort] : [];
  const names = target.unit.selectedBy(service).flatMap(({ facts }) => {
    const number = targetNumber(port, facts);
    return servedPorts(facts).filter(
      (own) => own.containerPort === number && number !== undefined && protocolOfPort(own) === port.protocol,
    );
  });
  const found = [...wanted, ...names.flatMap(({ name }) => (typeof name === "string" ? [name] : []))];
  return found.find((name) => labelProblems(name).length === 0);
}

function spokenBy({ map }: ServicePort): string | undefined {
  return known(stringField(map, "appProtocol"))?.split("/").at(-1) || undefined;
}

function nameContainerPorts(target: FixTarget, workload: Workload): readonly NamedPort[] | Refusal {
  const { pod } = workload;
  const containers = pod ? allContainers(pod) : [];
  const all = containers.flatMap(({ ports }) => ports);
  const isComplete = pod?.containers.complete && pod.initContainers.complete && !pod.map.open;
  if (
    !isComplete ||
    containers.some(({ portsComplete }) => !portsComplete) ||
    all.some(({ name }) => name.kind === "opaque")
  )
    return { refused: "A template may add ports, or names them." };
  const taken = new Set(all.map(({ name }) => known(name)));
  return nameEach(
    target,
    containerPortsAt(workload, target),
    ({ containerPort }) => containerPort,
    (port, number) => {
      const name = nearestPortName(nameInServices(target, port, number) ?? usualPortName(number), (candidate) =>
        taken.has(candidate),
      );
      taken.add(name);
      return name;
    },
  );
}

/** What a Service calls the port that leads to this one. */
function nameInServices(target: FixTarget, port: ContainerPort, number: number): string | undefined {
  const workload = memberOf(target, target.unit.workloads);
  if (!workload) return undefined;
  const names = target.unit
    .servicesOf(workload)
    .flatMap(({ facts }) => facts.ports)
    .filter((own) => own.protocol === protocolOf(port) && targetNumber(own, workload.facts) === number)
    .flatMap(({ name }) => (typeof name === "string" ? [name] : []));
  return names.find((name) => portNameProblems(name).length === 0);
}

/** The ports that a cursor in a container's list means: the entry that it is in, else all. */
function containerPortsAt({ pod }: Workload, { at }: FixTarget): readonly ContainerPort[] {
  const isInList = ({ portsField }: Container): boolean =>
    portsField.entry !== undefined && encloses(portsField.entry, at);
  const { ports = [] } = (pod && allContainers(pod).find(isInList)) ?? {};
  const own = ports.find(({ node }) => encloses(node, at));
  return own ? [own] : ports;
}

function nameEach<P extends ServicePort | ContainerPort>(
  target: FixTarget,
  ports: readonly P[],
  numberOf: (port: P) => ServicePort["port"],
  nameOf: (port: P, number: number) => string | undefined,
): readonly NamedPort[] | Refusal {
  const named: NamedPort[] = [];
  for (const port of ports.filter(lacksName)) {
    const map = editableItem(target, port);
    if ("refused" in map) return map;
    const number = known(numberOf(port));
    const name = number === undefined ? undefined : nameOf(port, number);
    if (number === undefined || name === undefined) return { refused: "A template decides about the number." };
    named.push({ map, number, name });
  }
  return named.length > 0 ? named : { refused: "The ports have names already." };
}

/** A name stands first in its entry, where a reader looks for it. */
function writeNames({ text }: FixTarget, plan: readonly NamedPort[]): TextEdit[] {
  return plan.map(({ map, name }) => {
    const [first] = map.entries;
    return first && !entryOf(map, "name")
      ? insertEntryBefore(text, map, first, "name", name)
      : setEntry(text, map, "name", name);
  });
}
