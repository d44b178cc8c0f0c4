import type { UnitView } from "../facts/unit-view.ts";
import { staticBand } from "../kubernetes/node-port-band.ts";

/**
 * The node ports that nobody of the unit has and that the API server does not hand out by itself, in ascending order:
 * neither a Service's number nor a port that pods take on their nodes. Of a small range, which has no such band, all.
 */
export function freeNodePorts(unit: UnitView): number[] {
  const { from, to } = staticBand(unit.nodePortRange) ?? unit.nodePortRange;
  const claimed = new Set(unit.workloads.flatMap(({ facts }) => facts.claims.map(({ port }) => port)));
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).filter(
    (number) => !claimed.has(number) && unit.servicesOnNodePort(number).length === 0,
  );
}

/** A free node port for a port: one that ends alike, so that people recognise it, else the first. */
export function freeNodePortLike(unit: UnitView, port: number, taken: ReadonlySet<number>): number | undefined {
  const free = freeNodePorts(unit).filter((number) => !taken.has(number));
  return free.find((number) => number % 100 === port % 100) ?? free[0];
}
