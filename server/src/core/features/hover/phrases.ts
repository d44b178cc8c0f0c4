import {
  type ClaimFacts,
  isUnknown,
  type PlacementFacts,
  type PortFacts,
  type ServiceFacts,
  type ServicePortFacts,
  valueOrUndefined,
  type WorkloadFacts,
} from "../../facts/facts.ts";
import { eligibleNodes, isExact, isUnconstrained, podCount } from "../../facts/placement.ts";
import { canMeet, claimantsBeside } from "../../facts/rivals.ts";
import { findTarget, protocolOfPort, targetNumber } from "../../facts/service-targets.ts";
import { displayName, type Member, selectorMatches, type UnitView } from "../../facts/unit-view.ts";
import { mayMakePods } from "../../kubernetes/pod-makers.ts";
import { code, joined, type Markdown, md, own } from "./markdown.ts";

/** How many objects are named before the rest is counted. */
const NAMED = 2;

/** Some names, and how many there are beyond them: `a`, `b` and 3 more. */
export function listed(parts: readonly Markdown[], most = NAMED): Markdown {
  const rest = parts.length - most;
  return rest > 0 ? md`${joined(parts.slice(0, most), ", ")} and ${rest} more` : joined(parts, ", ");
}

/** An address with a port as it is dialled: `127.0.0.1:80/TCP`, `[::1]:80/TCP`. */
export function addressText(address: string, port: number | string, protocol: string): string {
  return `${address.includes(":") ? `[${address}]` : address}:${port}/${protocol}`;
}

/**
 * How many pods there are and where they go, as far as the manifests say.
 * @param isExclusive whether no two of the pods can stand on one node
 */
export function podsAndNodes(
  { facts, source }: Member<WorkloadFacts>,
  unit: UnitView,
  isExclusive: boolean,
): Markdown[] {
  if (facts.partial || facts.workloadRef) return [];
  const member = { facts, source };
  const wishes = wishesOf(facts.placement);
  if (facts.controller === "daemonset") return [md`a pod on ${daemonNodes(member, unit, wishes)}`];
  const { nodeName } = facts.placement;
  const isNamed = typeof nodeName === "string" && nodeName !== "";
  const count = podCount(member, unit);
  if (count === 0) return [own("no pods for the time being")];
  const pods = own(
    count === undefined ? "an unknown number of pods" : `${atLeast(member, unit)}${plural(count, "pod")}`,
  );
  if (isNamed) return [md`${pods} on node ${code(nodeName)}`];
  if (!isExclusive || count === undefined || count === 1)
    return [wishes ? md`${pods} on ${own(count === 1 ? "a node" : "nodes")} ${wishes}` : pods];
  const nodes = eligibleNodes(member, unit);
  const known = nodes && isExact(nodes) ? md`, of which there are ${nodes.possible.size}` : own("");
  return [md`${pods} need ${count} nodes${wishes ? md` ${wishes}` : known}`];
}

function atLeast(member: Member<WorkloadFacts>, unit: UnitView): string {
  return unit.autoscalerOf(member) ? "at least " : "";
}

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

function daemonNodes(member: Member<WorkloadFacts>, unit: UnitView, wishes: Markdown | undefined): Markdown {
  const { tolerations = [], tolerationsOpen } = member.facts.placement;
  const nodes = unit.nodes.length > 0 ? eligibleNodes(member, unit) : undefined;
  if (nodes && isExact(nodes)) return md`${nodes.possible.size} of ${unit.nodes.length} nodes`;
  if (wishes) return md`each node ${wishes}`;
  const isForAll = tolerations.some(
    ({ key, operator, effect }) => key === undefined && operator === "Exists" && effect === undefined,
  );
  if (isForAll) return own("every node");
  return own(
    tolerations.length > 0 || tolerationsOpen ? "each node that its tolerations admit" : "every untainted node",
  );
}

/** What the pods ask of their nodes, as words behind "nodes"; undefined where they ask nothing. */
function wishesOf(placement: PlacementFacts): Markdown | undefined {
  const { nodeName, nodeSelector, required } = placement;
  if (isUnconstrained(placement)) return undefined;
  const labels = Object.entries(nodeSelector?.strings ?? {}).map(([key, value]) =>
    code(value === "" ? key : `${key}=${value}`),
  );
  const isTemplated = isUnknown(nodeName) || isUnknown(required) || nodeSelector?.open === true;
  const wishes = [
    ...(labels.length > 0 ? [md`labelled ${listed(labels, 1)}`] : []),
    ...(required !== undefined && !isUnknown(required) ? [own("that its affinity admits")] : []),
    ...(isTemplated ? [own("that a template chooses")] : []),
  ];
  return joined(wishes, " and ");
}

/** Who else takes one of the ports, on nodes where these pods may stand. */
export function rivalsOf(member: Member<WorkloadFacts>, claims: readonly ClaimFacts[], unit: UnitView): Markdown[] {
  if (claims.length === 0) return [];
  const rivals = claims
    .flatMap((claim) => claimantsBeside(member, claim, unit))
    .filter((rival) => canMeet(member, rival.member, unit));
  const names = [...new Set(rivals.map((rival) => displayName(rival.member.facts)))];
  if (names.length > 0) return [md`${listed(names.map((name) => code(name)))} ${verb(names.length, "want")} it, too`];
  return unit.isComplete(member) && !member.facts.conditional ? [own("nobody else here wants it")] : [];
}

/** A verb in the form that so many subjects need. */
function verb(count: number, plural: string): Markdown {
  return own(count === 1 ? `${plural}s` : plural);
}

/** The Services that lead to the pods, or to one port of theirs. */
export function servicesTo(member: Member<WorkloadFacts>, port: PortFacts | undefined, unit: UnitView): Markdown[] {
  const services = unit.servicesOf(member).flatMap((service) => {
    const leading = service.facts.ports.filter((entry) => port === undefined || leadsTo(entry, port, member.facts));
    return leading.length > 0
      ? [md`${code(nameOf(service.facts))}${portsOf(service.facts, leading)}${beside(member, service, unit)}`]
      : [];
  });
  return services.length === 0 ? [] : [md`${own(services.length === 1 ? "Service" : "Services")} ${listed(services)}`];
}

function leadsTo(entry: ServicePortFacts, port: PortFacts, workload: WorkloadFacts): boolean {
  const number = targetNumber(entry, workload);
  return number !== undefined && number === port.containerPort && entry.protocol === protocolOfPort(port);
}

/** ` 80, nodePort 30080` */
function portsOf({ serviceType }: ServiceFacts, [entry, ...others]: readonly ServicePortFacts[]): Markdown {
  if (!entry || others.length > 0 || entry.port === undefined || isUnknown(entry.port)) return own("");
  const nodePort = entry.nodePort === undefined ? undefined : valueOrUndefined(entry.nodePort);
  const isOnNodes = serviceType === "NodePort" || serviceType === "LoadBalancer";
  if (isOnNodes && nodePort) return md` ${entry.port}, nodePort ${nodePort}`;
  return md` ${entry.port}`;
}

/** Network policies that select the pods. On the host network they mostly have no effect. */
export function policiesOn(member: Member<WorkloadFacts>, unit: UnitView): Markdown[] {
  const policies = unit
    .policiesBeside(member)
    .filter(({ facts }) => facts.podSelector && selectorMatches(member.facts.labels, facts.podSelector) === true);
  if (policies.length === 0) return [];
  const names = listed(policies.map((policy) => md`${code(nameOf(policy.facts))}${beside(member, policy, unit)}`));
  const isOne = policies.length === 1;
  const subject = md`${own(isOne ? "NetworkPolicy" : "NetworkPolicies")} ${names}`;
  const applies = md`${subject} ${own(isOne ? "applies" : "apply")}`;
  if (isUnknown(member.facts.hostNetwork)) return [md`${applies}, unless the pod is on the host network`];
  return [member.facts.hostNetwork ? md`${subject} mostly ${own(isOne ? "has" : "have")} no effect` : applies];
}

/**
 * Where a Service leads: from its own address, for one port or all of them, to the pods it selects, with the port that
 * they have for it.
 */
export function leadsOf(member: Member<ServiceFacts>, port: ServicePortFacts | undefined, unit: UnitView): Markdown[] {
  const address = addressOf(member.facts, port);
  const { workloads, note } = targetsOf(member, port, unit);
  return [workloads.length > 0 ? md`${address} → ${listed(workloads)}` : address, ...note];
}

/** The Service's address as clients inside the cluster dial it. */
function addressOf(facts: ServiceFacts, port: ServicePortFacts | undefined): Markdown {
  const name = facts.name === undefined ? undefined : valueOrUndefined(facts.name);
  const namespace = typeof facts.namespace === "string" ? `.${facts.namespace}.svc` : "";
  const number = port?.port === undefined ? undefined : valueOrUndefined(port.port);
  const protocol = port && valueOrUndefined(port.protocol);
  if (name === undefined) return number === undefined ? own("*service*") : md`*service*:${number}`;
  const suffix = number === undefined ? "" : `:${number}${protocol === undefined ? "" : `/${protocol}`}`;
  return code(`${name}${namespace}${suffix}`);
}

interface Targets {
  readonly workloads: readonly Markdown[];
  /** Why there are none. */
  readonly note: readonly Markdown[];
}

function targetsOf(member: Member<ServiceFacts>, port: ServicePortFacts | undefined, unit: UnitView): Targets {
  const { selector, partial, serviceType } = member.facts;
  if (partial || serviceType === "ExternalName") return { workloads: [], note: [] };
  if (!selector) return { workloads: [], note: [own("without a selector: somebody else says where it leads")] };
  const workloads = unit
    .selectedBy(member)
    .map(
      (workload) =>
        md`${code(displayName(workload.facts))}${port ? targetPortOf(port, workload.facts) : own("")}${beside(member, workload, unit)}`,
    );
  const isProven = workloads.length === 0 && !selector.open && isAllKnown(member, unit);
  return { workloads, note: isProven ? [own("it selects no pods here")] : [] };
}

/** Whether no pods could have escaped notice: none of half an object, and none that an operator makes. */
function isAllKnown(member: Member, unit: UnitView): boolean {
  return (
    unit.isComplete(member) &&
    unit.partialWorkloads.length === 0 &&
    !unit.others.some(({ facts }) => mayMakePods(facts))
  );
}

/** ` port 8080`, or that the workload has no such port. */
function targetPortOf(port: ServicePortFacts, workload: WorkloadFacts): Markdown {
  const number = targetNumber(port, workload);
  if (number !== undefined) return md` port ${number}`;
  const { targetPort, protocol } = port;
  if (typeof targetPort !== "string" || targetPort === "" || isUnknown(protocol)) return own("");
  return findTarget(workload, targetPort, protocol) === "missing" ? own(", which has no such port") : own("");
}

/** The file of an object that may not be deployed together with the other one. */
function beside(member: Member, other: Member, unit: UnitView): Markdown {
  if (unit.meet(member, other) || other.source.uri === member.source.uri) return own("");
  return md` in ${code(fileName(other.source.uri))}`;
}

function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** The object's name; `…` where it is unknown. */
function nameOf({ name }: Pick<ServiceFacts, "name">): string {
  return name === undefined ? "…" : (valueOrUndefined(name) ?? "…");
}
