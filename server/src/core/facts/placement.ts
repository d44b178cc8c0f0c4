import type { NodeFacts, PlacementFacts, Toleration, WorkloadFacts } from "./facts.ts";
import { isUnknown, valueOrUndefined } from "./facts.ts";
import { allOf, anyOf, type Certainty, canBeMet, namedNodes, nodeMeets, termsOf } from "./node-requirements.ts";
import type { Member, UnitView } from "./unit-view.ts";

/** The nodes that may run a workload's pods, by a name that is good for comparing them within one unit. */
export interface EligibleNodes {
  /** Those that certainly may. */
  readonly sure: ReadonlySet<string>;
  /** Those that may, as far as anybody can tell: no pod runs anywhere else. */
  readonly possible: ReadonlySet<string>;
}

/** Whether nothing about the nodes of the pods is in doubt. */
export function isExact({ sure, possible }: EligibleNodes): boolean {
  return sure.size === possible.size;
}

/**
 * The nodes that may run the workload's pods; undefined where nobody says which nodes there are. They are known from
 * Node manifests; else from their number, of which a workload without any wish may use all; else from the workload,
 * where it names its node. Host ports of other pods play no part.
 */
export function eligibleNodes({ facts }: Member<WorkloadFacts>, unit: UnitView): EligibleNodes | undefined {
  if (unit.nodes.length > 0) {
    const judged = unit.nodes.map(({ facts: node }, index) => ({ id: idOf(node, index), runs: mayRunOn(facts, node) }));
    return {
      sure: new Set(judged.filter(({ runs }) => runs === true).map(({ id }) => id)),
      possible: new Set(judged.filter(({ runs }) => runs !== false).map(({ id }) => id)),
    };
  }
  const { placement } = facts;
  const named = namedNodesOf(placement);
  // A development cluster's configuration counts workers; who tolerates taints may run on its control plane as well.
  const isOfWorkers = unit.settings.nodeCount === undefined && !unit.settings.singleNode;
  const mayLeaveWorkers = placement.tolerations !== undefined || placement.tolerationsOpen === true;
  if (unit.nodeCount === undefined || (isOfWorkers && mayLeaveWorkers)) return named;
  const all = numbered(unit.nodeCount);
  if (isUnconstrained(placement)) return { sure: all, possible: all };
  // Named nodes are some of the counted ones: each name gets a number of its own, in the order of the unit.
  const names = [
    ...new Set(unit.workloads.flatMap(({ facts: other }) => [...(namedNodesOf(other.placement)?.possible ?? [])])),
  ];
  if (!named || names.length > all.size) return { sure: new Set(), possible: all };
  const numbers = (own: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...own].map((name) => `#${names.indexOf(name)}`));
  return { sure: numbers(named.sure), possible: numbers(named.possible) };
}

function numbered(count: number): ReadonlySet<string> {
  return new Set(Array.from({ length: count }, (_, index) => `#${index}`));
}

function idOf({ name }: NodeFacts, index: number): string {
  return typeof name === "string" ? `=${name}` : `?${index}`;
}

/** The nodes that the pod names, of which nothing else is known; undefined where it leaves it open. */
function namedNodesOf(placement: PlacementFacts): EligibleNodes | undefined {
  const terms = termsOf(placement);
  const names = terms.map(namedNodes);
  if (names.includes(undefined)) return undefined;
  const possible = new Set(names.flatMap((own) => own ?? []));
  return { sure: terms.every((term) => term.length === 1) ? possible : new Set(), possible };
}

/** Whether the pods may go to every node that has no taints. */
export function isUnconstrained({ nodeName, nodeSelector, required }: PlacementFacts): boolean {
  return (
    (nodeName === undefined || nodeName === "") &&
    required === undefined &&
    (nodeSelector === undefined || (!nodeSelector.open && Object.keys(nodeSelector.strings).length === 0))
  );
}

/**
 * Whether the pods may run on a node that a manifest describes.
 * Source: kubernetes pkg/scheduler/framework/plugins (nodeaffinity, tainttoleration, nodeunschedulable);
 * pkg/controller/daemon/daemon_controller.go `NodeShouldRunDaemonPod`; for a pod with nodeName, which no scheduler
 * sees, pkg/kubelet/lifecycle/predicate.go.
 */
export function mayRunOn({ placement, controller }: WorkloadFacts, node: NodeFacts): Certainty {
  const meets = anyOf(termsOf(placement).map((term) => nodeMeets(node, term)));
  const isDaemon = controller === "daemonset";
  const isPlaced = typeof placement.nodeName === "string" && placement.nodeName !== "" && !isDaemon;
  const tolerations = [...(placement.tolerations ?? []), ...(isDaemon ? DAEMON_TOLERATIONS : [])];
  const taints = [
    ...node.taints,
    ...(node.unschedulable && !isPlaced ? [{ key: UNSCHEDULABLE, effect: "NoSchedule" }] : []),
  ].filter(({ key, effect }) => isLasting(key) && (effect === "NoExecute" || (effect === "NoSchedule" && !isPlaced)));
  const tolerated = taints.map((taint): Certainty => {
    const matches = anyOf(tolerations.map((toleration) => tolerates(toleration, taint)));
    return matches === false && placement.tolerationsOpen ? undefined : matches;
  });
  return allOf([meets, ...tolerated]);
}

type Taint = NodeFacts["taints"][number];

const UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

/** Taints that the node controller sets and takes away with the node's condition. */
const CONDITIONS = [
  "not-ready",
  "unreachable",
  "memory-pressure",
  "disk-pressure",
  "pid-pressure",
  "network-unavailable",
];

function isLasting(key: string): boolean {
  return !CONDITIONS.some((condition) => key === `node.kubernetes.io/${condition}`);
}

/**
 * What the DaemonSet controller adds, as far as it outlasts a node's condition.
 * Source: kubernetes pkg/controller/daemon/util/daemonset_util.go `AddOrUpdateDaemonPodTolerations`.
 */
const DAEMON_TOLERATIONS: readonly Toleration[] = [{ key: UNSCHEDULABLE, operator: "Exists", effect: "NoSchedule" }];

/** Source: k8s.io/api/core/v1/toleration.go `ToleratesTaint`. Operators that it does not know decide nothing. */
export function tolerates({ key = "", operator = "", value = "", effect = "" }: Toleration, taint: Taint): Certainty {
  if (effect !== "" && effect !== taint.effect) return false;
  if (key !== "" && key !== taint.key) return false;
  if (operator === "Exists") return true;
  if (operator === "" || operator === "Equal") return key !== "" && value === (taint.value ?? "");
  return undefined;
}

/**
 * Whether pods of both might stand on one node, of which nothing is known: false only where it is certain, because what
 * they ask of a node contradicts. Taints and anti-affinity never make it certain.
 */
export function mayShareNode(a: PlacementFacts, b: PlacementFacts): boolean {
  const others = termsOf(b);
  return termsOf(a).some((term) => others.some((other) => canBeMet([...term, ...other])));
}

/**
 * Whether a DaemonSet certainly has a pod where the other has one: it asks for no particular nodes, and the other goes
 * to no tainted nodes that it leaves out, or has pods on the untainted ones in any case.
 */
export function runsWherever(daemon: WorkloadFacts, other: WorkloadFacts): boolean {
  if (daemon.controller !== "daemonset" || !isUnconstrained(daemon.placement)) return false;
  const isDaemonToo = other.controller === "daemonset" && isUnconstrained(other.placement);
  return isDaemonToo || toleratesNoMore(other.placement, daemon.placement);
}

function toleratesNoMore({ tolerations = [], tolerationsOpen }: PlacementFacts, than: PlacementFacts): boolean {
  const allowed = than.tolerations ?? [];
  return (
    !tolerationsOpen && tolerations.every((own) => allowed.some((other) => isTheSame(own, other) || admitsAll(other)))
  );
}

function isTheSame(a: Toleration, b: Toleration): boolean {
  return a.key === b.key && a.operator === b.operator && a.value === b.value && a.effect === b.effect;
}

function admitsAll({ key, operator, effect }: Toleration): boolean {
  return key === undefined && operator === "Exists" && effect === undefined;
}

/** Whether pods of both are bound to one and the same node, past the scheduler. */
export function areOnOneNode(a: PlacementFacts, b: PlacementFacts): boolean {
  return typeof a.nodeName === "string" && a.nodeName !== "" && a.nodeName === b.nodeName;
}

/**
 * How many pods the object keeps at a time: an autoscaler's minimum takes the place of `replicas`, unless that is 0.
 * Not for a DaemonSet, whose pods are counted by its nodes. Undefined where nobody knows.
 */
export function podCount(member: Member<WorkloadFacts>, unit: UnitView): number | undefined {
  const { facts } = member;
  if (facts.suspended || facts.kind === "PodTemplate") return 0;
  // A BroadcastJob runs one pod on each node, `parallelism` of them at a time.
  if (facts.controller === "daemonset" || facts.kind === "BroadcastJob" || facts.replicas === undefined)
    return undefined;
  const written = valueOrUndefined(facts.replicas);
  if (written === 0) return 0;
  const minimum = unit.autoscalerOf(member)?.facts.minReplicas;
  if (minimum === undefined) return written;
  return isUnknown(minimum) ? undefined : minimum;
}
