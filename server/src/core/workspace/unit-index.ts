import {
  type AutoscalerFacts,
  type NamespaceFacts,
  type ResourceFacts,
  type ServiceFacts,
  valueOrUndefined,
  type WorkloadFacts,
} from "../facts/facts.ts";
import { labelsMatch, type Member, type UnitView } from "../facts/unit-view.ts";
import { DEFAULT_NODE_PORT_RANGE, type Settings } from "../settings/settings.ts";
import type { Unit } from "../units/unit.ts";

/** Answers the questions of unit rules from the members of one unit. */
export function indexUnit(unit: Unit, settings: Settings): UnitView {
  const index = new UnitIndex(settings);
  index.update(unit);
  return index;
}

/**
 * A question that rules ask of a unit, as text: `claim TCP/80`. Each is answered by one group of members, and each
 * member knows the groups that it stands in; so a member that comes or goes changes the answers to those and no others.
 */
export type Question = string;

/**
 * The members of one unit by the questions that they answer. It follows the unit's changes. A class with getters, because
 * there is one for each unit of a repository: an object literal with as many takes kilobytes for itself.
 */
export class UnitIndex implements UnitView {
  readonly settings: Settings;
  #unit: Unit = { id: "", tool: "file", members: [], unknown: [], meet: () => false, isComplete: () => false };
  /** The place of each member in the unit's order. */
  #ranks: ReadonlyMap<Member, number> = new Map();
  readonly #groups = new Map<Question, Member[]>();
  /** What was answered about the completeness around each file. */
  readonly #complete = new Map<string, { readonly member: Member; readonly answer: boolean }>();
  #asked: Set<Question> | undefined;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  /**
   * Takes over the unit as it is now.
   * @returns the questions to which the answers may be others than before
   */
  update(unit: Unit): ReadonlySet<Question> {
    const before = this.#ranks;
    const ranks = new Map(unit.members.map((member, rank) => [member, rank] as const));
    const gone = [...before.keys()].filter((member) => !ranks.has(member));
    const come: Member[] = [];
    let last = -1;
    for (const member of ranks.keys()) {
      const rank = before.get(member);
      if (rank !== undefined && rank > last) {
        last = rank;
        continue;
      }
      // A member that has moved among the others stands elsewhere in every answer.
      if (rank !== undefined) gone.push(member);
      come.push(member);
    }
    this.#unit = unit;
    this.#ranks = ranks;
    const changed = new Set<Question>();
    if (gone.length > MANY) {
      for (const question of this.#groups.keys()) changed.add(question);
      this.#groups.clear();
      for (const member of ranks.keys()) this.#enter(member, changed);
    } else {
      for (const member of gone) this.#leave(member, changed);
      for (const member of come) this.#enter(member, changed);
    }
    for (const [uri, { member, answer }] of this.#complete)
      if (unit.isComplete(member) !== answer) changed.add(completeness(uri));
    return changed;
  }

  /** The answers that `work` has asked for are those that its result depends on. */
  asking<T>(work: () => T): { readonly result: T; readonly asked: ReadonlySet<Question> } {
    const asked = new Set<Question>();
    this.#asked = asked;
    try {
      return { result: work(), asked };
    } finally {
      this.#asked = undefined;
    }
  }

  /** Sorts members by their place in the unit. */
  inOrder<M extends Member>(members: Iterable<M>): M[] {
    return [...members].sort((a, b) => this.#rank(a) - this.#rank(b));
  }

  #rank(member: Member | undefined): number {
    return (member && this.#ranks.get(member)) ?? -1;
  }

  #enter(member: Member, changed: Set<Question>): void {
    const rank = this.#rank(member);
    for (const question of questionsAbout(member.facts)) {
      changed.add(question);
      const group = this.#groups.get(question);
      if (!group) this.#groups.set(question, [member]);
      else if (this.#rank(group.at(-1)) < rank) group.push(member);
      else group.splice(this.#countBefore(group, rank), 0, member);
    }
  }

  /** How many of a group stand before a place in the unit: a binary search. */
  #countBefore(group: readonly Member[], rank: number): number {
    let low = 0;
    let high = group.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rank(group[middle]) < rank) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #leave(member: Member, changed: Set<Question>): void {
    for (const question of questionsAbout(member.facts)) {
      changed.add(question);
      const left = this.#groups.get(question)?.filter((other) => other !== member) ?? [];
      if (left.length > 0) this.#groups.set(question, left);
      else this.#groups.delete(question);
    }
  }

  /** The group that answers a question; only members of the type that the question is about stand in it. */
  #answer<F extends ResourceFacts>(question: Question): readonly Member<F>[] {
    this.#asked?.add(question);
    return (this.#groups.get(question) ?? NOBODY) as Member<F>[];
  }

  #all<T extends ResourceFacts["type"]>(type: T): readonly Member<Extract<ResourceFacts, { type: T }>>[] {
    return this.#answer(type);
  }

  get tool(): UnitView["tool"] {
    return this.#unit.tool;
  }

  get workloads(): UnitView["workloads"] {
    return this.#all("workload");
  }

  get partialWorkloads(): UnitView["partialWorkloads"] {
    return this.#answer<WorkloadFacts>("partial");
  }

  get services(): UnitView["services"] {
    return this.#all("service");
  }

  get others(): UnitView["others"] {
    return this.#all("other");
  }

  get namespaces(): UnitView["namespaces"] {
    return this.#all("namespace");
  }

  get nodes(): UnitView["nodes"] {
    return this.#all("node");
  }

  get nodeCount(): number | undefined {
    const nodes = this.#all("node").length;
    if (nodes > 0) return nodes;
    const config = this.#all("clusterConfig").find(({ facts }) => facts.nodes !== undefined);
    return config?.facts.nodes ?? (this.settings.singleNode ? 1 : this.settings.nodeCount);
  }

  get nodePortRange(): UnitView["nodePortRange"] {
    const ranges = this.#all("clusterConfig").flatMap(({ facts }) => facts.nodePortRange ?? []);
    return this.settings.nodePortRange ?? ranges[0] ?? DEFAULT_NODE_PORT_RANGE;
  }

  meet(a: Member, b: Member): boolean {
    return (
      a !== b &&
      !a.facts.conditional &&
      !b.facts.conditional &&
      !sameIdentity(a.facts, b.facts) &&
      this.#unit.meet(a, b)
    );
  }

  isComplete(member: Member): boolean {
    const { uri } = member.source;
    const answer = this.#unit.isComplete(member);
    this.#asked?.add(completeness(uri));
    this.#complete.set(uri, { member, answer });
    return answer;
  }

  claimants(protocol: string, port: number): readonly Member<WorkloadFacts>[] {
    return this.#answer(claim(protocol, port));
  }

  servicesOnNodePort(port: number): readonly Member<ServiceFacts>[] {
    return this.#answer(nodePort(port));
  }

  selectedBy({ facts }: Member<ServiceFacts>): readonly Member<WorkloadFacts>[] {
    const [first] = Object.entries(facts.selector?.strings ?? {});
    const { selector } = facts;
    if (!selector || !first) return [];
    return inNamespace(facts, (namespace) => this.#answer<WorkloadFacts>(labelled(namespace, first))).filter(
      (workload) => labelsMatch(workload.facts.labels, selector) === true,
    );
  }

  servicesOf({ facts }: Member<WorkloadFacts>): readonly Member<ServiceFacts>[] {
    const candidates = inNamespace(facts, (namespace) =>
      Object.entries(facts.labels.strings).flatMap((pair) => this.#answer<ServiceFacts>(selecting(namespace, pair))),
    );
    const found = candidates.filter(
      (service) => service.facts.selector && labelsMatch(facts.labels, service.facts.selector) === true,
    );
    return found.length > 1 ? this.inOrder(found) : found;
  }

  workloadsBeside({ facts }: Member): readonly Member<WorkloadFacts>[] {
    return inNamespace(facts, (namespace) => this.#answer<WorkloadFacts>(beside("workload", namespace)));
  }

  policiesBeside({ facts }: Member): ReturnType<UnitView["policiesBeside"]> {
    return inNamespace(facts, (namespace) => this.#answer(beside("networkPolicy", namespace)));
  }

  namespaceOf({ facts: { namespace } }: Member): ReturnType<UnitView["namespaceOf"]> {
    if (typeof namespace !== "string") return undefined;
    const [found] = this.#answer<NamespaceFacts>(named("namespace", namespace));
    return found;
  }

  autoscalerOf({ facts }: Member<WorkloadFacts>): ReturnType<UnitView["autoscalerOf"]> {
    const { kind, name } = facts;
    if (typeof name !== "string") return undefined;
    const [found] = inNamespace(facts, (namespace) => this.#answer<AutoscalerFacts>(scaling(namespace, kind, name)));
    return found;
  }
}

const NOBODY: readonly Member[] = [];

/** When more members than this leave at once, grouping all anew is quicker than taking each out of its groups. */
const MANY = 200;

/** The questions that a member is part of the answer to. */
function questionsAbout(facts: ResourceFacts): Question[] {
  if (facts.type === "workload") return facts.partial ? ["partial"] : questionsAboutWorkload(facts);
  if (facts.type === "service") return facts.partial ? [] : questionsAboutService(facts);
  const namespaces = namespaceKeys(facts);
  if (facts.type === "networkPolicy") return namespaces.map((namespace) => beside("networkPolicy", namespace));
  if (facts.type === "autoscaler") {
    const { target } = facts;
    return target ? namespaces.map((namespace) => scaling(namespace, target.kind, target.name)) : [];
  }
  if (facts.type === "namespace" && typeof facts.name === "string")
    return ["namespace", named("namespace", facts.name)];
  return [facts.type];
}

function questionsAboutWorkload(facts: WorkloadFacts): Question[] {
  const claims = facts.claims.flatMap(({ protocol, port }) => (protocol === undefined ? [] : [claim(protocol, port)]));
  const pairs = Object.entries(facts.labels.strings);
  const local = namespaceKeys(facts).flatMap((namespace) => [
    beside("workload", namespace),
    ...pairs.map((pair) => labelled(namespace, pair)),
  ]);
  return ["workload", ...new Set(claims), ...local];
}

function questionsAboutService(facts: ServiceFacts): Question[] {
  const { ports, healthCheckNodePort, selector } = facts;
  const numbers = [...ports.map((port) => port.nodePort), healthCheckNodePort].flatMap((port) =>
    port === undefined ? [] : (valueOrUndefined(port) ?? []),
  );
  const [first] = Object.entries(selector?.strings ?? {});
  const local = first ? namespaceKeys(facts).map((namespace) => selecting(namespace, first)) : [];
  return ["service", ...new Set(numbers.filter((number) => number !== 0).map(nodePort)), ...local];
}

type Pair = readonly [key: string, value: string];

const claim = (protocol: string, port: number): Question => `claim ${protocol}/${port}`;
const nodePort = (port: number): Question => `nodePort ${port}`;
const labelled = (namespace: string, [key, value]: Pair): Question => `label ${namespace} ${key}=${value}`;
/** A Service stands under the first pair of its selector: whom it selects has that one among others. */
const selecting = (namespace: string, [key, value]: Pair): Question => `selector ${namespace} ${key}=${value}`;
const beside = (type: "workload" | "networkPolicy", namespace: string): Question => `${type} in ${namespace}`;
const named = (type: "namespace", name: string): Question => `${type} ${name}`;
const scaling = (namespace: string, kind: string, name: string): Question => `autoscaler ${namespace} ${kind}/${name}`;
const completeness = (uri: string): Question => `complete ${uri}`;

/** An unknown namespace is beside nobody; an absent one is beside those without one. */
function namespaceKeys({ namespace }: ResourceFacts): readonly string[] {
  if (namespace === undefined) return ["?"];
  return typeof namespace === "string" ? [`=${namespace}`] : [];
}

function inNamespace<M>(facts: ResourceFacts, answer: (namespace: string) => readonly M[]): readonly M[] {
  return namespaceKeys(facts).flatMap(answer);
}

/** Equal kind, namespace and name: two variants of one object. */
function sameIdentity(a: ResourceFacts, b: ResourceFacts): boolean {
  return a.kind === b.kind && a.name === b.name && a.namespace === b.namespace && a.name !== undefined;
}
