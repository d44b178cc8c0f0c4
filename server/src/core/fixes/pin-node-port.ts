import { isHeadless, type ServicePort, type ServiceSpec, serviceTypeOf } from "../kubernetes/service.ts";
import type { TextEdit } from "../text/edit.ts";
import { appendEntry, insertEntryAfter, setEntry } from "../yaml/edit.ts";
import { booleanField, known } from "../yaml/field.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { freeNodePortLike } from "./free-node-port.ts";
import { isAtKindOr } from "./host-port-lines.ts";
import { editableItem, servicePortsAt } from "./service-ports-at.ts";

/**
 * Names the node ports that the API server would choose: numbers that nobody of the unit has, in the band from which the
 * server hands out nothing by itself. Entries of one port for several protocols share their number.
 */
export const pinNodePort = defineFix({
  id: "pin-node-port",
  title(_, target) {
    const pins = planPins(target);
    if ("refused" in pins) return "Pin the nodePort";
    const numbers = new Map(pins.map(({ port, nodePort }) => [nodePort, known(port.port)]));
    const parts = [...numbers].map(([nodePort, port]) => `${nodePort} for port ${port ?? ""}`);
    return `Pin nodePort ${parts.join(", ")} (a Service that exists gives up the one it was given)`;
  },
  apply(target) {
    const pins = planPins(target);
    if ("refused" in pins) return pins;
    return inSection(
      target,
      pins.map(({ map, nodePort }) => writeNodePort(target.text, map, nodePort)),
    );
  },
  refactoring: {
    kind: "node-port",
    args: [""],
    isMeantAt(target) {
      const { resource } = target;
      if (resource.type !== "service" || !isAtKindOr(target, "type", "ports")) return false;
      const isOpen = ["NodePort", "LoadBalancer", undefined].includes(serviceTypeOf(resource.spec));
      return isOpen && servicePortsAt(target).some(({ nodePort }) => (known(nodePort) ?? 0) === 0);
    },
  },
});

interface Pin {
  readonly port: ServicePort;
  readonly map: YamlMap;
  readonly nodePort: number;
}

function planPins(target: FixTarget): readonly Pin[] | Refusal {
  const { resource, unit } = target;
  const spec = resource.type === "service" ? resource.spec : undefined;
  if (!spec?.map || !spec.portsComplete) return { refused: "A template decides about the ports." };
  const refused = whyNoNodePorts(spec, spec.map);
  if (refused !== undefined) return { refused };
  const named = [spec.healthCheckNodePort, ...spec.ports.map(({ nodePort }) => nodePort)];
  const taken = new Set(named.flatMap((field) => known(field) ?? []));
  const pins: Pin[] = [];
  for (const port of withTwins(spec, servicePortsAt(target))) {
    const map = editableItem(target, port);
    if ("refused" in map) return map;
    const number = known(port.port);
    if (number === undefined || port.nodePort.kind === "opaque" || port.protocol.kind === "opaque")
      return { refused: "A template decides about the port." };
    if ((known(port.nodePort) ?? 0) !== 0) continue;
    const shared =
      twinsOf(spec, port)
        .map(({ nodePort }) => known(nodePort) ?? 0)
        .find((own) => own !== 0) ?? pins.find((pin) => known(pin.port.port) === number)?.nodePort;
    const nodePort = shared ?? freeNodePortLike(unit, number, taken);
    if (nodePort === undefined) return { refused: "No node port is free." };
    taken.add(nodePort);
    pins.push({ port, map, nodePort });
  }
  return pins.length > 0 ? pins : { refused: "The node ports are named already." };
}

function whyNoNodePorts(spec: ServiceSpec, map: YamlMap): string | undefined {
  const type = serviceTypeOf(spec);
  if (type !== "NodePort" && type !== "LoadBalancer") return "The Service's type is not known here.";
  if (isHeadless(spec) !== false) return "A headless Service has no node ports.";
  const allocates = booleanField(map, "allocateLoadBalancerNodePorts");
  if (type === "LoadBalancer" && allocates.kind !== "absent" && known(allocates) !== true)
    return "allocateLoadBalancerNodePorts says that the load balancer needs none.";
  return undefined;
}

/** The ports, each with the entries of the same port for other protocols, in the order of the list. */
function withTwins(spec: ServiceSpec, ports: readonly ServicePort[]): readonly ServicePort[] {
  const wanted = new Set(ports.flatMap((port) => [port, ...twinsOf(spec, port)]));
  return spec.ports.filter((port) => wanted.has(port));
}

/** Entries of the same port for other protocols, which may share a node port. */
function twinsOf({ ports }: ServiceSpec, own: ServicePort): readonly ServicePort[] {
  const number = known(own.port);
  return number === undefined ? [] : ports.filter((other) => other !== own && known(other.port) === number);
}

function writeNodePort(text: string, map: YamlMap, nodePort: number): TextEdit {
  const after = entryOf(map, "targetPort") ?? entryOf(map, "port");
  if (entryOf(map, "nodePort")) return setEntry(text, map, "nodePort", nodePort);
  return after
    ? insertEntryAfter(text, map, after, "nodePort", nodePort)
    : appendEntry(text, map, "nodePort", nodePort);
}
