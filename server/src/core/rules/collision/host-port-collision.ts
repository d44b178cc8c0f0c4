import { isPlacementOpen } from "../../facts/node-requirements.ts";
import { areOnOneNode, eligibleNodes, isExact, podCount, runsWherever } from "../../facts/placement.ts";
import {
  canMeet,
  claimantsBeside,
  claimText,
  countedClaims,
  crowdOf,
  isPeriodic,
  type Rival,
} from "../../facts/rivals.ts";
import { displayName, displayNameFrom, placeIn, type UnitView } from "../../facts/unit-view.ts";
import { chooseHostPort } from "../../fixes/choose-host-port.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { leaveHostNetwork } from "../../fixes/leave-host-network.ts";
import { type Severity, severityRank } from "../../settings/settings.ts";
import { defineRule } from "../rule.ts";

interface Data {
  readonly port: string;
  readonly other: string;
  /** The priority classes of the two differ. */
  readonly isRanked: boolean;
}

const preempts = ({ isRanked }: Data): string =>
  isRanked ? " Their priority classes differ: the scheduler evicts the less important one." : "";

export const hostPortCollision = defineRule({
  id: "host-port-collision",
  severity: "error",
  levels: ["error", "warning", "information", "hint"],
  summary: "Two workloads claim the same port of their nodes",
  messages: {
    sameNode: ({ port, other, node }: Data & { node: string }) =>
      `The second pod on ${node} fails (reason NodePorts): ${other} claims port ${port} there as well.`,
    overbooked: ({ pods, placed, ...data }: Data & { pods: number; placed: number }) =>
      `${pods - placed} of ${pods} pods ${pods - placed === 1 ? "stays" : "stay"} Pending: ${data.other} claims port ${data.port} as well, and only ${placed} ${placed === 1 ? "node" : "nodes"} can hold it.${preempts(data)}`,
    everyNode: (data: Data) =>
      `The later pod stays Pending on every node that both want: ${data.other} claims port ${data.port} as well.${preempts(data)}`,
    someNodes: (data: Data) =>
      `The later pod stays Pending where both want one node: ${data.other} claims port ${data.port} as well.${preempts(data)}`,
    replicas: (data: Data) =>
      `Pods stay Pending unless each finds a node of its own: ${data.other} claims port ${data.port} as well.${preempts(data)}`,
    whileJobRuns: (data: Data) =>
      `No node runs both while the Job lasts: ${data.other} claims port ${data.port} as well.${preempts(data)}`,
    enoughNodes: (data: Data) =>
      `No node runs both: ${data.other} claims port ${data.port} as well. The known nodes are enough for all pods.`,
    atTimes: (data: Data) => `No node runs both at a time: ${data.other} claims port ${data.port} as well.`,
  },
  // kubernetes: pkg/scheduler/framework/plugins/nodeports; for a pod with nodeName pkg/kubelet/lifecycle/predicate.go.
  workloadInUnit({ subject, unit }, report) {
    for (const claim of countedClaims(subject, unit)) {
      const own: Rival = { member: subject, claim };
      const claimants = claimantsBeside(subject, claim, unit);
      // Where a template places the pods it may keep them apart, as it does with one DaemonSet for each kind of node.
      const rivals = isPlacementOpen(subject.facts.placement)
        ? []
        : claimants.filter(({ member }) => !isPlacementOpen(member.facts.placement) && canMeet(subject, member, unit));
      if (rivals.length === 0) continue;
      const worst = worstOf(own, rivals, unit);
      const others = { port: claimText(claim), other: namesOf(own, rivals) };
      const isRanked = rivals.some(({ member }) => member.facts.priorityClassName !== subject.facts.priorityClassName);
      const common = {
        at: placeIn(subject, claim.at),
        related: rivals.map((rival) => ({
          at: placeIn(rival.member, rival.claim.at),
          text: `claimed by ${displayName(rival.member.facts)}`,
        })),
        fixes: [convertToNodePort.with(""), leaveHostNetwork.with("node-port"), chooseHostPort.with("")],
      };
      const neighbour = rivals.find((rival) => fightForNode(own, rival));
      const node = neighbour?.member.facts.placement.nodeName;
      if (typeof node === "string") {
        report({ ...common, message: "sameNode", data: { ...others, isRanked, node } });
        continue;
      }
      const crowd = crowdOf(own, claimants, unit);
      if (crowd) report({ ...common, message: "overbooked", data: { ...others, isRanked, ...crowd } });
      else report({ ...common, ...worst, data: { ...others, isRanked } });
    }
  },
});

function fightForNode(a: Rival, b: Rival): boolean {
  return !isPeriodic(a) && !isPeriodic(b) && areOnOneNode(a.member.facts.placement, b.member.facts.placement);
}

interface Verdict {
  readonly message: "everyNode" | "someNodes" | "replicas" | "whileJobRuns" | "enoughNodes" | "atTimes";
  readonly level: Severity;
}

function worstOf(own: Rival, rivals: readonly Rival[], unit: UnitView): Verdict {
  return rivals
    .map((rival) => verdictOf(own, rival, unit))
    .reduce((worst, next) => (severityRank(next.level) > severityRank(worst.level) ? next : worst));
}

/** What is to be said of two claimants alone, when it is not certain that nodes are too few. */
function verdictOf(a: Rival, b: Rival, unit: UnitView): Verdict {
  const pair = [a.member, b.member];
  if (isPeriodic(a) || isPeriodic(b)) return { message: "atTimes", level: "hint" };
  if (pair.every((member) => isKnown(eligibleNodes(member, unit)))) return { message: "enoughNodes", level: "hint" };
  if (pair.some(({ facts }) => facts.controller === "job")) return { message: "whileJobRuns", level: "information" };
  if (runsWherever(a.member.facts, b.member.facts) || runsWherever(b.member.facts, a.member.facts))
    return { message: "everyNode", level: "error" };
  if (pair.some(({ facts }) => facts.controller === "daemonset")) return { message: "someNodes", level: "warning" };
  const isReplicated = pair.some((member) => (podCount(member, unit) ?? 0) >= 2);
  return { message: "replicas", level: isReplicated ? "warning" : "information" };
}

function isKnown(nodes: ReturnType<typeof eligibleNodes>): boolean {
  return nodes !== undefined && isExact(nodes);
}

function namesOf({ member: own }: Rival, rivals: readonly Rival[]): string {
  const [first = "", ...more] = rivals.map(({ member }) => displayNameFrom(own.facts, member.facts));
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}
