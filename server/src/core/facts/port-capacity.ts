import type { WorkloadFacts } from "./facts.ts";
import { type EligibleNodes, eligibleNodes, podCount } from "./placement.ts";
import type { Member, UnitView } from "./unit-view.ts";

/** Pods that want a node each, and that no node takes beside another one of the same question. */
interface Demand {
  readonly pods: number;
  readonly nodes: ReadonlySet<string>;
}

/**
 * What a workload asks for when its pods claim a port that others claim as well: its pods, but no more than it has
 * nodes, since the rest wait whatever the others do. A DaemonSet asks for each of its nodes.
 * @returns undefined where nobody knows the nodes or the pods; a DaemonSet asks for what it certainly wants
 */
function demandsOf(member: Member<WorkloadFacts>, unit: UnitView): readonly Demand[] | undefined {
  const nodes = eligibleNodes(member, unit);
  if (!nodes) return undefined;
  if (member.facts.controller === "daemonset")
    return [...nodes.sure].map((node) => ({ pods: 1, nodes: new Set([node]) }));
  const pods = podCount(member, unit);
  return pods === undefined ? undefined : [{ pods: Math.min(pods, nodes.possible.size), nodes: nodes.possible }];
}

/** How many pods claim a port that only one pod of a node can have, and how many of them find a node at best. */
export interface Capacity {
  readonly pods: number;
  readonly placed: number;
}

/**
 * Whether the workload's pods are too many beside the others', all of which claim one port: whether fewer pods find a
 * node than without it plus its own. This is Hall's condition on pods and nodes: it holds for any set of objects at
 * once, and blames only those whose absence would help.
 * @param others those whose claims conflict with the workload's and with one another's
 * @returns undefined where all may find their nodes, or where nobody can tell
 */
export function overbooked(
  subject: Member<WorkloadFacts>,
  others: readonly Member<WorkloadFacts>[],
  unit: UnitView,
): Capacity | undefined {
  const own = demandsOf(subject, unit);
  if (!own) return undefined;
  const theirs = others.flatMap((other) => demandsOf(other, unit) ?? []);
  const all = [...own, ...theirs];
  const placed = placeable(all);
  return placed < placeable(theirs) + podsOf(own) ? { pods: podsOf(all), placed } : undefined;
}

/** How many nodes are left to the workload at best, when the pods of all others that claim its port have theirs. */
export function nodesLeft(nodes: EligibleNodes, others: readonly Member<WorkloadFacts>[], unit: UnitView): number {
  const theirs = others.flatMap((other) => demandsOf(other, unit) ?? []);
  return placeable([...theirs, { pods: nodes.possible.size, nodes: nodes.possible }]) - placeable(theirs);
}

function podsOf(demands: readonly Demand[]): number {
  return demands.reduce((sum, { pods }) => sum + pods, 0);
}

/** The most pods that can stand at once, one on a node: a maximum matching, found by augmenting paths. */
function placeable(demands: readonly Demand[]): number {
  const holders = new Map<string, Demand>();
  const place = (demand: Demand, tried: Set<Demand>): boolean => {
    tried.add(demand);
    for (const node of demand.nodes) {
      if (holders.has(node)) continue;
      holders.set(node, demand);
      return true;
    }
    for (const node of demand.nodes) {
      const holder = holders.get(node);
      if (!holder || tried.has(holder) || !place(holder, tried)) continue;
      holders.set(node, demand);
      return true;
    }
    return false;
  };
  for (const demand of demands) {
    // Once one pod finds no node, its siblings won't either.
    for (let pod = 0; pod < demand.pods && place(demand, new Set()); pod++);
  }
  return holders.size;
}
