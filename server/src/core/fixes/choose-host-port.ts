import { allContainers, protocolOf } from "../kubernetes/pod-spec.ts";
import { reservedPortsAt } from "../kubernetes/reserved-ports.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import type { YamlScalar } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { portAt } from "./find-port.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";

/** The first number that is tried where none ends like the old one. */
const FIRST = 8000;
const LAST = 29999;

/**
 * Gives the port another hostPort that nothing known takes: no other workload, no node port, none of the node's own
 * software, no outgoing connection. It ends like the old one where it may: 443 becomes 8443.
 */
export const chooseHostPort = defineFix({
  id: "choose-host-port",
  title(_, target) {
    const choice = choose(target);
    if ("refused" in choice) return "Choose another hostPort";
    return `Change hostPort ${choice.old} to ${choice.port}; clients have to use the new number`;
  },
  apply(target) {
    const choice = choose(target);
    return "refused" in choice ? choice : inSection(target, [replaceScalar(target.text, choice.node, choice.port)]);
  },
});

interface Choice {
  readonly old: number;
  readonly port: number;
  readonly node: YamlScalar;
}

function choose(target: FixTarget): Choice | Refusal {
  const found = portAt(target.resource, target.at);
  if (!found) return { refused: "There is no container port here." };
  const { pod, port } = found;
  if (pod.hostNetwork.kind === "opaque" || known(pod.hostNetwork))
    return { refused: "On the host network the process itself decides about its port." };
  const { hostPort } = port;
  const protocol = protocolOf(port);
  if (hostPort.kind !== "present" || hostPort.node.kind !== "scalar" || protocol === undefined)
    return { refused: "A template decides about the port." };
  if (hostPort.entry.merged || hostPort.node.alias || isShared(target.tree, hostPort.node))
    return { refused: "The port is shared by a YAML anchor." };
  const inPod = allContainers(pod).flatMap(({ ports }) => ports.map((other) => known(other.hostPort)));
  const free = candidates(hostPort.value).find((number) => !inPod.includes(number) && isFree(target, protocol, number));
  return free === undefined
    ? { refused: "No free port was found." }
    : { old: hostPort.value, port: free, node: hostPort.node };
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
