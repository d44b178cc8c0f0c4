import type { RolloutFacts, WorkloadFacts } from "../../facts/facts.ts";
import { eligibleNodes, isExact, podCount } from "../../facts/placement.ts";
import { claimText, countedClaims, scarcestPort } from "../../facts/rivals.ts";
import { placeIn } from "../../facts/unit-view.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import type { FixCall } from "../../fixes/fix-call.ts";
import { leaveHostNetwork } from "../../fixes/leave-host-network.ts";
import { setRolloutStrategy } from "../../fixes/set-rollout-strategy.ts";
import { digits } from "../../yaml/digits.ts";
import { defineRule } from "../rule.ts";

interface Data {
  readonly port: string;
  readonly pods: number;
}

export const hostPortRollingUpdateDeadlock = defineRule({
  id: "host-port-rolling-update-deadlock",
  severity: "warning",
  levels: ["error", "warning"],
  summary: "A rolling update waits for a node on which the host port is free",
  needsWholeObject: true,
  messages: {
    hangs: ({ port, nodes }: Data & { nodes: number }) =>
      `Updates never finish: ${nodes === 1 ? "the only node that can run the new pod has" : `the ${nodes} nodes that can run the new pods all have`} port ${port} taken by old pods, which stay until the new ones are ready.`,
    crowded: ({ port, nodes }: Data & { nodes: number }) =>
      nodes === 0
        ? `Updates never finish: the other claimants of port ${port} leave no node to the new pod while the old ones stay.`
        : `Updates never finish: beside the other claimants of port ${port}, ${nodes} ${nodes === 1 ? "node is" : "nodes are"} left, and old pods hold ${nodes === 1 ? "it" : "them"} until the new ones are ready.`,
    needsSpare: ({ port, pods }: Data) =>
      `Every update needs a spare node: the new pod waits for port ${port}, held by ${pods === 1 ? "the old pod" : "old pods"} until the new one is ready.`,
    blueGreenHangs: ({ port, pods, nodes }: Data & { nodes: number }) =>
      `Updates never finish: ${pods * 2} pods, old and new, want port ${port} at a time, and ${nodes} ${nodes === 1 ? "node" : "nodes"} can run them.`,
    blueGreen: ({ port, pods }: Data) =>
      `Every update needs ${pods * 2} nodes: the ${pods} new ${pods === 1 ? "pod starts" : "pods start"} beside the old, which ${pods === 1 ? "keeps" : "keep"} port ${port} until all are ready.`,
  },
  // kubernetes: pkg/controller/deployment/util/deployment_util.go `ResolveFenceposts`; terminating pods hold their ports, too.
  workloadInUnit({ subject, unit }, report) {
    const { rollout, conditional } = subject.facts;
    const [claim] = countedClaims(subject, unit);
    const pods = podCount(subject, unit);
    if (!claim || !rollout || conditional || rollout.paused || rollout.steps || pods === undefined || pods === 0)
      return;
    const budget = budgetOf(subject.facts, rollout, pods);
    if (!budget) return;
    const needed = budget.isBlueGreen ? pods * 2 : pods - budget.unavailable + 1;
    const eligible = eligibleNodes(subject, unit);
    const nodes = eligible?.possible.size;
    if (nodes === 0) return;
    const scarce = eligible && scarcestPort(subject, eligible, unit);
    const at = placeIn(subject, rollout.at);
    const related = [{ at: placeIn(subject, claim.at), text: "each pod takes this port of its node" }];
    const data = { port: claimText(claim), pods };
    if (nodes !== undefined && nodes < needed) {
      const message = budget.isBlueGreen ? "blueGreenHangs" : "hangs";
      // The pods run as written; what can never come to an end is their update. Of a cluster of one node that is known for good.
      const level = pods > nodes || unit.nodeCount === 1 ? "error" : "warning";
      report({ at, related, message, data: { ...data, nodes }, level, fixes: cures(pods <= nodes) });
    } else if (scarce && scarce.left < needed) {
      const { left } = scarce;
      report({
        at,
        related,
        message: "crowded",
        data: { port: claimText(scarce.claim), pods, nodes: left },
        // While all pods run, it depends on where the others' pods stand by then.
        level: left < pods ? "error" : "warning",
        fixes: cures(pods <= left),
      });
    } else if (eligible && isExact(eligible)) return;
    else if (budget.isBlueGreen) report({ at, related, message: "blueGreen", data, fixes: cures(true) });
    else if (budget.surge >= 1 && budget.unavailable === 0)
      report({ at, related, message: "needsSpare", data, fixes: cures(true) });
  },
});

/** Where not even the old pods have all found a node, no strategy helps. */
function cures(areAllPlaced: boolean): readonly FixCall[] {
  const strategies = [setRolloutStrategy.with("surge-none"), setRolloutStrategy.with("recreate")];
  return [convertToNodePort.with(""), leaveHostNetwork.with("node-port"), ...(areAllPlaced ? strategies : [])];
}

/** How many pods an update may start beside the old ones, and how many old ones may go first. */
interface Budget {
  readonly surge: number;
  readonly unavailable: number;
  readonly isBlueGreen: boolean;
}

/** Undefined where the update does not roll, or where a template decides how. */
function budgetOf(
  { kind }: WorkloadFacts,
  { strategy, maxSurge, maxUnavailable }: RolloutFacts,
  pods: number,
): Budget | undefined {
  if (strategy === "blueGreen") return { surge: pods, unavailable: 0, isBlueGreen: true };
  const isCloneSet = kind === "CloneSet";
  const rolls = isCloneSet ? ["RollingUpdate", "ReCreate", ""] : ["RollingUpdate", "canary", ""];
  if (typeof strategy !== "string" || !rolls.includes(strategy)) return undefined;
  const surge = scaled(maxSurge ?? (isCloneSet ? 0 : "25%"), pods, Math.ceil);
  // kruise: pkg/controller/cloneset: a share of unavailable pods is rounded up, and no pod is started beside the old ones by default.
  const unavailable = scaled(maxUnavailable ?? (isCloneSet ? "20%" : "25%"), pods, isCloneSet ? Math.ceil : Math.floor);
  if (surge === undefined || unavailable === undefined) return undefined;
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable, isBlueGreen: false };
}

/** A number of pods or a share of them; undefined for what is neither. Source: apimachinery pkg/util/intstr `GetScaledValueFromIntOrPercent`. */
function scaled(value: RolloutFacts["maxSurge"], pods: number, round: (share: number) => number): number | undefined {
  if (typeof value === "number") return value;
  const percent = typeof value === "string" ? /^(\d+)%$/.exec(value)?.[1] : undefined;
  return percent === undefined ? undefined : round((digits(percent) * pods) / 100);
}
