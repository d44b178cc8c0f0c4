import type { ServiceFacts, WorkloadFacts } from "../facts/facts.ts";
import { isMadeOf } from "../facts/rivals.ts";
import { targetNumber } from "../facts/service-targets.ts";
import type { Member } from "../facts/unit-view.ts";
import { protocolOf } from "../kubernetes/pod-spec.ts";
import type { Service } from "../kubernetes/resource.ts";
import { type ServicePort, serviceTypeOf } from "../kubernetes/service.ts";
import type { TextEdit } from "../text/edit.ts";
import { appendItems, insertEntryBefore, replaceScalar, setEntry } from "../yaml/edit.ts";
import { booleanField, known, knownOr } from "../yaml/field.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { type FixTarget, inSection, type Refusal, type WorkspaceChange } from "./fix.ts";
import { targetOf } from "./other-target.ts";
import { freeName, type PlannedPort, portContent } from "./service-ports.ts";

/** A Service of the unit that selects the pods of a workload and of no other, beside what a plan wants of it. */
export interface ExistingService {
  readonly member: Member<ServiceFacts>;
  readonly name: string;
  /** The fix's target at the Service. */
  readonly target: FixTarget;
  readonly service: Service;
  /** The entries that lead to planned ports already. */
  readonly covered: ReadonlyMap<PlannedPort, ServicePort>;
}

/**
 * The Services that stand in front of the workload's pods alone. Headless ones are no doors, as no node knows of them, and
 * cannot be turned into one; what a template or a patch decides about is left out.
 */
export function servicesInFront(
  target: FixTarget,
  workload: Member<WorkloadFacts>,
  ports: readonly PlannedPort[],
): ExistingService[] {
  const { unit } = target;
  return unit.servicesOf(workload).flatMap((member): ExistingService[] => {
    const { facts } = member;
    if (facts.headless || facts.conditional || facts.portsOpen || facts.serviceType === "ExternalName") return [];
    const others = unit
      .selectedBy(member)
      .filter((other) => other !== workload && unit.meet(workload, other) && !isMadeOf(workload.facts, other.facts));
    if (others.length > 0) return [];
    const at = targetOf(target, member);
    const service = at?.resource.type === "service" ? at.resource : undefined;
    const name = service && known(service.metadata.name);
    // A patch may have given it another type, or other ports.
    if (!at || !service || name === undefined || serviceTypeOf(service.spec) !== facts.serviceType) return [];
    if (service.spec.ports.length !== facts.ports.length) return [];
    const covered = new Map<PlannedPort, ServicePort>();
    for (const port of ports) {
      const index = facts.ports.findIndex(
        (own) =>
          !own.conditional &&
          own.protocol === port.protocol &&
          targetNumber(own, workload.facts) === port.containerPort,
      );
      const entry = service.spec.ports[index];
      if (entry) covered.set(port, entry);
    }
    return [{ member, name, target: at, service, covered }];
  });
}

/** Whether every node opens a port for each of the Service's own. */
export function opensNodePorts({ service: { spec } }: ExistingService): boolean {
  const type = serviceTypeOf(spec);
  if (type !== "LoadBalancer") return type === "NodePort";
  const isAllocated = knownOr(booleanField(spec.map, "allocateLoadBalancerNodePorts"), true);
  return isAllocated === true || spec.ports.every(({ nodePort }) => (known(nodePort) ?? 0) !== 0);
}

/**
 * Whether a Service may be the one that opens node ports for what a plan wants: one that leads to some of it already. Of a
 * ClusterIP Service every port opens with its type, so that all have to be wanted; a further port of a load balancer would
 * open on that, too.
 */
export function mayOpen({ service: { spec }, covered }: ExistingService): boolean {
  const type = serviceTypeOf(spec);
  const wanted = new Set(covered.values());
  if (wanted.size === 0) return false;
  return type === "NodePort" || (type === "ClusterIP" && spec.ports.every((port) => wanted.has(port)));
}

/** What is to become of an existing Service. */
export interface ServiceWish {
  readonly type: "ClusterIP" | "NodePort";
  /** Only nodes with a pod answer, and the client's address is kept. */
  readonly isLocal: boolean;
  /** All that are wanted; those that the Service has not get entries. */
  readonly ports: readonly PlannedPort[];
  /** The numbers that are chosen; the API server chooses the others. */
  nodePortOf(port: PlannedPort): number | undefined;
}

/** Makes a Service lead to all planned ports, and a NodePort Service of it where that is wished. */
export function changeService(existing: ExistingService, wish: ServiceWish): WorkspaceChange | Refusal {
  const { target, service, name, covered } = existing;
  const { text, tree } = target;
  const { map, portsField } = service.spec;
  if (service.conditional || !map || map.open || portsField.kind !== "present")
    return { refused: `A template decides about Service ${name}.` };
  const nodes = [map, portsField.value, ...service.spec.ports.flatMap((port) => port.map ?? [])];
  if (portsField.entry.merged || nodes.some((node) => node.alias || isShared(tree, node)))
    return { refused: `Service ${name} is shared by a YAML anchor.` };
  const entries = entriesAfter(existing, wish.ports);
  if ("refused" in entries) return entries;
  const edits: TextEdit[] = typeEdits(text, map, service, wish);
  for (const own of service.spec.ports) {
    const newName = entries.names.get(own);
    if (newName !== undefined && own.map) edits.push(firstEntry(text, own.map, "name", newName));
    const planned = [...covered].find(([, entry]) => entry === own)?.[0];
    const nodePort = planned && own.nodePort.kind === "absent" ? wish.nodePortOf(planned) : undefined;
    if (nodePort !== undefined && own.map) edits.push(setEntry(text, own.map, "nodePort", nodePort));
  }
  const items = entries.added.map((entry) =>
    portContent({ ...entry.planned, port: entry.port }, entry.name, wish.nodePortOf(entry.planned)),
  );
  if (items.length > 0) edits.push(appendItems(text, portsField.value, items));
  return inSection(target, edits);
}

/** The ports of a Service as they will be. */
export interface EntriesAfter {
  readonly added: readonly {
    readonly planned: PlannedPort;
    readonly port: number;
    readonly name: string | undefined;
  }[];
  /** Names for ports that have none and need one beside others. Nobody can have referred to a port without a name by it. */
  readonly names: ReadonlyMap<ServicePort, string>;
}

/**
 * What a Service's ports have to become to lead to all planned ones. A port that it lacks gets the number of the host
 * port, or where that leads elsewhere the container port's.
 */
export function entriesAfter(
  { service, covered, name }: ExistingService,
  ports: readonly PlannedPort[],
): EntriesAfter | Refusal {
  const written = service.spec.ports;
  const missing = ports.filter((port) => !covered.has(port));
  const areNamed = written.length + missing.length > 1;
  const taken = new Set(written.flatMap((port) => known(port.name) ?? []));
  const nameFor = (port: Parameters<typeof freeName>[0]): string => {
    const free = freeName(port, taken);
    taken.add(free);
    return free;
  };
  const names = new Map<ServicePort, string>();
  for (const own of areNamed ? written : []) {
    if ((known(own.name) ?? "") !== "") continue;
    const planned = [...covered].find(([, entry]) => entry === own)?.[0];
    const wanted = { label: planned?.label, protocol: protocolOf(own) ?? "TCP", port: known(own.port) ?? 0 };
    names.set(own, nameFor(wanted));
  }
  const numbers = new Set(written.map((own) => `${protocolOf(own)}/${known(own.port)}`));
  const added: EntriesAfter["added"][number][] = [];
  for (const planned of missing) {
    const { protocol } = planned;
    const port = [planned.port, planned.containerPort].find((number) => !numbers.has(`${protocol}/${number}`));
    if (port === undefined) return { refused: `Port ${planned.port} of Service ${name} leads elsewhere.` };
    numbers.add(`${protocol}/${port}`);
    const isNamed = areNamed || planned.label !== undefined;
    added.push({ planned, port, name: isNamed ? nameFor({ ...planned, port }) : undefined });
  }
  return { added, names };
}

function typeEdits(text: string, map: YamlMap, { spec }: Service, wish: ServiceWish): TextEdit[] {
  if (wish.type === "ClusterIP") return [];
  const edits = serviceTypeOf(spec) === "NodePort" ? [] : [writeFirst(text, map, "type", "NodePort")];
  const isLocal = known(spec.externalTrafficPolicy) === "Local";
  return wish.isLocal && !isLocal ? [...edits, writeFirst(text, map, "externalTrafficPolicy", "Local")] : edits;
}

/** Gives a field its value: where it stands, or in front of all others. */
function writeFirst(text: string, map: YamlMap, key: string, value: string): TextEdit {
  const entry = entryOf(map, key);
  if (entry?.value.kind === "scalar") return replaceScalar(text, entry.value, value);
  return firstEntry(text, map, key, value);
}

function firstEntry(text: string, map: YamlMap, key: string, value: string): TextEdit {
  const first = map.entries.find(({ merged }) => !merged);
  const written = entryOf(map, key);
  return first && !written ? insertEntryBefore(text, map, first, key, value) : setEntry(text, map, key, value);
}
