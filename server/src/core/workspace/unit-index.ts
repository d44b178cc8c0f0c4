import { type ResourceFacts, type ServiceFacts, valueOrUndefined, type WorkloadFacts } from "../facts/facts.ts";
import { labelsMatch, type Member, type UnitView } from "../facts/unit-view.ts";
import { DEFAULT_NODE_PORT_RANGE, type Settings } from "../settings/settings.ts";
import type { Unit } from "../units/unit.ts";

/** Answers the questions of unit rules from the members of one unit. Built anew when a member's facts change. */
export function indexUnit(unit: Unit, settings: Settings): UnitView {
  const { members } = unit;
  const allWorkloads = ofType(members, "workload");
  const workloads = allWorkloads.filter(({ facts }) => !facts.partial);
  const services = ofType(members, "service").filter(({ facts }) => !facts.partial);
  const policies = ofType(members, "networkPolicy");
  const namespaces = ofType(members, "namespace");
  const autoscalers = ofType(members, "autoscaler");
  const nodes = ofType(members, "node");
  const configs = ofType(members, "clusterConfig");
  const claims = groupBy(workloads, ({ facts }) =>
    facts.claims.flatMap(({ protocol, port }) => (protocol === undefined ? [] : [`${protocol}/${port}`])),
  );
  const nodePorts = groupBy(services, ({ facts }) => nodePortsOf(facts));
  const workloadsByNamespace = groupBy(workloads, ({ facts }) => namespaceKeys(facts));
  const servicesByNamespace = groupBy(services, ({ facts }) => namespaceKeys(facts));
  const workloadsByLabel = groupBy(workloads, ({ facts }) =>
    Object.entries(facts.labels.strings).map(([key, value]) => `${key}=${value}`),
  );
  const openWorkloads = workloads.filter(({ facts }) => facts.labels.open);
  const beside = <F extends ResourceFacts>(
    member: Member,
    groups: ReadonlyMap<string, readonly Member<F>[]>,
  ): readonly Member<F>[] => namespaceKeys(member.facts).flatMap((key) => groups.get(key) ?? []);
  const ranges = configs.flatMap(({ facts }) => facts.nodePortRange ?? []);
  const view: UnitView = {
    settings,
    tool: unit.tool,
    workloads,
    partialWorkloads: allWorkloads.filter(({ facts }) => facts.partial),
    services,
    others: ofType(members, "other"),
    namespaces,
    nodes,
    nodeCount:
      nodes.length > 0
        ? nodes.length
        : (configs.find(({ facts }) => facts.nodes !== undefined)?.facts.nodes ??
          (settings.singleNode ? 1 : settings.nodeCount)),
    nodePortRange: settings.nodePortRange ?? ranges[0] ?? DEFAULT_NODE_PORT_RANGE,
    meet: (a, b) =>
      a !== b && !a.facts.conditional && !b.facts.conditional && !sameIdentity(a.facts, b.facts) && unit.meet(a, b),
    isComplete: (member) => unit.isComplete(member),
    claimants: (protocol, port) => claims.get(`${protocol}/${port}`) ?? [],
    servicesOnNodePort: (port) => nodePorts.get(`${port}`) ?? [],
    selectedBy(service) {
      const { selector } = service.facts;
      const [first] = Object.entries(selector?.strings ?? {});
      if (!selector || !first) return [];
      const candidates = [
        ...(workloadsByLabel.get(`${first[0]}=${first[1]}`) ?? []),
        ...openWorkloads.filter(({ facts }) => !Object.hasOwn(facts.labels.strings, first[0])),
      ];
      return candidates.filter(
        (workload) =>
          shareNamespace(workload.facts, service.facts) && labelsMatch(workload.facts.labels, selector) === true,
      );
    },
    servicesOf: (workload) =>
      beside(workload, servicesByNamespace).filter(
        ({ facts }) =>
          facts.selector &&
          Object.keys(facts.selector.strings).length > 0 &&
          labelsMatch(workload.facts.labels, facts.selector) === true,
      ),
    workloadsBeside: (member) => beside(member, workloadsByNamespace),
    namespaceOf: ({ facts }) =>
      namespaces.find((namespace) => namespace.facts.name !== undefined && namespace.facts.name === facts.namespace),
    policiesBeside: (member) => policies.filter(({ facts }) => shareNamespace(facts, member.facts)),
    autoscalerOf: ({ facts }) =>
      autoscalers.find(
        (autoscaler) =>
          autoscaler.facts.target?.kind === facts.kind &&
          autoscaler.facts.target.name === facts.name &&
          shareNamespace(autoscaler.facts, facts),
      ),
  };
  return view;
}

function ofType<T extends ResourceFacts["type"]>(
  members: readonly Member[],
  type: T,
): Member<Extract<ResourceFacts, { type: T }>>[] {
  return members.filter((member): member is Member<Extract<ResourceFacts, { type: T }>> => member.facts.type === type);
}

function groupBy<F extends ResourceFacts>(
  members: readonly Member<F>[],
  keysOf: (member: Member<F>) => readonly string[],
): ReadonlyMap<string, readonly Member<F>[]> {
  const groups = new Map<string, Member<F>[]>();
  for (const member of members) {
    for (const key of new Set(keysOf(member))) {
      const group = groups.get(key);
      if (group) group.push(member);
      else groups.set(key, [member]);
    }
  }
  return groups;
}

function nodePortsOf({ ports, healthCheckNodePort }: ServiceFacts): string[] {
  const numbers = [...ports.map(({ nodePort }) => nodePort), healthCheckNodePort].map(
    (port) => port && valueOrUndefined(port),
  );
  return numbers.flatMap((number) => (number === undefined || number === 0 ? [] : [`${number}`]));
}

/** An unknown namespace is beside nobody; an absent one is beside those without one. */
function namespaceKeys({ namespace }: ResourceFacts): readonly string[] {
  if (namespace === undefined) return ["?"];
  return typeof namespace === "string" ? [`=${namespace}`] : [];
}

function shareNamespace(a: ResourceFacts, b: ResourceFacts): boolean {
  return namespaceKeys(a).some((key) => namespaceKeys(b).includes(key));
}

/** Equal kind, namespace and name: two variants of one object. */
function sameIdentity(a: ResourceFacts, b: ResourceFacts): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace && a.name !== undefined;
}

export type UnitSubject = Member<WorkloadFacts> | Member<ServiceFacts>;
