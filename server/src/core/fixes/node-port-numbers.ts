import { known } from "../yaml/field.ts";
import type { Exposure } from "./expose.ts";
import { freeNodePortLike } from "./free-node-port.ts";
import type { PlannedPort } from "./service-ports.ts";

/** Which node port a planned port gets; undefined where the API server chooses it. */
export type NodePortOf = (port: PlannedPort) => number | undefined;

/**
 * The node ports that are named: a hostPort that is a free node port stays the number that clients use, and with
 * `isPinned` every other port gets a free one that ends alike. Entries for several protocols of one port share theirs.
 */
export function chooseNodePorts(plan: Exposure, isPinned: boolean): NodePortOf {
  const chosen = new Map<number, number>();
  if (plan.way.kind === "served") return () => undefined;
  for (const planned of plan.ports) {
    const { port } = planned;
    if (chosen.has(port) || existingNodePort(plan, planned) !== undefined) continue;
    if (isFree(plan, port)) chosen.set(port, port);
    else if (isPinned) {
      const number = freeNodePortLike(plan.target.unit, port, new Set(chosen.values()));
      if (number !== undefined) chosen.set(port, number);
    }
  }
  return ({ port }) => chosen.get(port);
}

/** Whether there is a node port to choose: the number cannot stay, and no Service has one for the port already. */
export function hasChoice(plan: Exposure): boolean {
  return plan.ports.some((planned) => existingNodePort(plan, planned) === undefined && !isFree(plan, planned.port));
}

/** What clients from outside have to change. */
export function clientsNote(plan: Exposure, nodePortOf: NodePortOf): string {
  const { from, to } = plan.target.unit.nodePortRange;
  const numbers = new Map<number, number | undefined>();
  for (const planned of plan.ports)
    numbers.set(planned.port, existingNodePort(plan, planned) ?? nodePortOf(planned) ?? numbers.get(planned.port));
  const moved = [...numbers].filter(([port, number]) => port !== number);
  if (moved.length === 0) return numbers.size === 1 ? "the port stays" : "the ports stay";
  const isOnlyOne = numbers.size === 1;
  const isAllChosen = moved.every(([, number]) => number === undefined);
  const unnamed = moved.length === numbers.size && isAllChosen ? `clients use a port in ${from}-${to}` : undefined;
  if (unnamed !== undefined) return moved.length === 1 ? unnamed : `clients use ports in ${from}-${to}`;
  const parts = moved.map(([port, number]) => {
    const other = number === undefined ? `a port in ${from}-${to}` : `${number}`;
    return isOnlyOne ? other : `${other} for ${port}`;
  });
  const stays = [...numbers].filter(([port, number]) => port === number).map(([port]) => port);
  return `clients use ${parts.join(", ")}${stays.length > 0 ? `; ${stays.join(", ")} stays` : ""}`;
}

/** The node port that an existing Service names for the port already. */
function existingNodePort({ way }: Exposure, planned: PlannedPort): number | undefined {
  const entry = way.kind === "served" || way.kind === "changed" ? way.service.covered.get(planned) : undefined;
  return entry && (known(entry.nodePort) || undefined);
}

/** Whether a number is a node port that no Service and no other workload of the unit has. */
function isFree({ target: { unit }, member }: Exposure, port: number): boolean {
  const { from, to } = unit.nodePortRange;
  const isTaken = unit.workloads.some(
    (other) => other !== member && other.facts.claims.some((claim) => claim.port === port),
  );
  return port >= from && port <= to && !isTaken && unit.servicesOnNodePort(port).length === 0;
}
