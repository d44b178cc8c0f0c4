import { allContainers, type PodSpec } from "../kubernetes/pod-spec.ts";
import { reservedPortsAt } from "../kubernetes/reserved-ports.ts";
import { known } from "../yaml/field.ts";
import type { FixTarget } from "./fix.ts";

/** The first number that is tried where none ends like the old one. */
const FIRST = 8000;
const LAST = 29999;

/**
 * Another port of the node that nothing known takes: no other workload, no other port of the pod, no node port, none of the
 * node's own software, no outgoing connection. It ends like the old one where it may: 443 becomes 8443.
 */
export function freeHostPort(target: FixTarget, pod: PodSpec, protocol: string, old: number): number | undefined {
  // What a pod with a network of its own listens on takes nothing from the node.
  const isOnHost = known(pod.hostNetwork) === true;
  const taken = allContainers(pod).flatMap(({ ports }) =>
    ports.flatMap(({ hostPort, containerPort }) => [known(hostPort), isOnHost ? known(containerPort) : undefined]),
  );
  return candidates(old).find((number) => !taken.includes(number) && isFree(target, protocol, number));
}

function candidates(old: number): readonly number[] {
  const alike = [8000, 9000].map((base) => base + (old % 1000));
  const others = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);
  return [...alike, ...others].filter((number) => number !== old);
}

/** Whether nothing known takes the number on any node. */
function isFree({ unit, settings }: FixTarget, protocol: string, port: number): boolean {
  const ranges = [unit.nodePortRange, settings.ephemeralPortRange];
  return (
    reservedPortsAt(protocol, port).length === 0 &&
    settings.reservedPorts[`${port}/${protocol}`] === undefined &&
    !ranges.some(({ from, to }) => from <= port && port <= to) &&
    unit.claimants(protocol, port).length === 0 &&
    unit.servicesOnNodePort(port).length === 0
  );
}
