import { parseAddress } from "../kubernetes/addresses.ts";
import { labelProblems, portNameProblems } from "../kubernetes/names.ts";
import { type Container, type ContainerPort, isSidecar, type PodSpec, protocolOf } from "../kubernetes/pod-spec.ts";
import { encloses } from "../text/span.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import type { Content } from "../yaml/write.ts";
import type { FixTarget, Refusal } from "./fix.ts";
import { whyFixed } from "./place.ts";

/** A port that a Service is to publish for a container port. */
export interface PlannedPort {
  readonly source: ContainerPort;
  /** The container's name for it, where that is fit for a Service. */
  readonly label: string | undefined;
  readonly protocol: string;
  readonly port: number;
  readonly containerPort: number;
  readonly targetPort: number | string;
}

export interface PlannedPorts {
  readonly ports: readonly PlannedPort[];
  /** What a reader has to know of host ports that are not among them. */
  readonly notes: readonly string[];
}

/**
 * The host ports of a pod as Service ports: one for each of the regular containers' entries. Those of init containers and
 * sidecars are left alone: no runtime ever mapped them.
 * @param takesLoopback whether ports that only the node itself reaches are among them
 */
export function planHostPorts(target: FixTarget, pod: PodSpec, takesLoopback: boolean): PlannedPorts | Refusal {
  if (pod.hostNetwork.kind === "opaque")
    return { refused: "A template decides whether the pod is on the host network." };
  if (known(pod.hostNetwork)) return { refused: "The pod is on the host network: its ports are the node's own." };
  if (!isComplete(pod)) return { refused: "A template may add ports." };
  const written = pod.containers.items.flatMap(({ ports }) => ports).filter(hasHostPort);
  const unmapped = pod.initContainers.items.flatMap(({ ports }) => ports).filter(hasHostPort);
  if (unmapped.some(({ node }) => encloses(node, target.at)))
    return { refused: "The hostPort of an init container was never forwarded; nothing is lost without it." };
  if (written.length === 0) return { refused: "No regular container has a hostPort." };
  const onLoopback = takesLoopback ? [] : written.filter(isOnLoopback);
  const sources = written.filter((port) => !onLoopback.includes(port));
  const [local] = onLoopback.filter(({ node }) => sources.length === 0 || encloses(node, target.at));
  if (local)
    return {
      refused: `Only the node itself reaches ${known(local.hostIP)}; a NodePort would open the port on every node's addresses.`,
    };
  const ports = plan(target, pod, sources, ({ hostPort }) => known(hostPort));
  if ("refused" in ports) return ports;
  const stays = (list: readonly ContainerPort[]): string => list.map(({ hostPort }) => known(hostPort)).join(", ");
  return {
    ports,
    notes: [
      ...(onLoopback.length > 0 ? [`${stays(onLoopback)} stays on the node's loopback`] : []),
      ...(unmapped.length > 0 ? [`hostPort ${stays(unmapped)} of an init container stays, without effect`] : []),
    ],
  };
}

/** The ports that a pod on the host network declares as Service ports, those of sidecars too: they are open on the node. */
export function planDeclaredPorts(target: FixTarget, pod: PodSpec): PlannedPorts | Refusal {
  if (!isComplete(pod)) return { refused: "A template may add ports." };
  const containers = [...pod.containers.items, ...sidecarsOf(pod)];
  const declared = containers.flatMap(({ ports }) => ports);
  if (declared.length === 0) return { refused: "The pod declares no ports: nobody could reach it any more." };
  const ports = plan(target, pod, declared, ({ containerPort }) => known(containerPort));
  return "refused" in ports ? ports : { ports, notes: [] };
}

/** Whether a port of the node is asked for, or may be. */
export function hasHostPort({ hostPort }: ContainerPort): boolean {
  return hostPort.kind !== "absent" && known(hostPort) !== 0;
}

export function sidecarsOf(pod: PodSpec): readonly Container[] {
  return pod.initContainers.items.filter((container) => isSidecar(container) !== false);
}

function isComplete({ map, containers, initContainers }: PodSpec): boolean {
  return (
    !map.open &&
    [containers, initContainers].every(({ complete, items }) => complete && items.every((own) => own.portsComplete))
  );
}

/** Whether the port answers on the node's loopback alone; a name such as `localhost` is no address and answers nowhere. */
function isOnLoopback({ hostIP }: ContainerPort): boolean {
  const text = known(hostIP);
  return text !== undefined && text !== "" && (parseAddress(text)?.isLoopback ?? text === "localhost");
}

function plan(
  target: FixTarget,
  pod: PodSpec,
  sources: readonly ContainerPort[],
  portOf: (source: ContainerPort) => number | undefined,
): readonly PlannedPort[] | Refusal {
  const planned: PlannedPort[] = [];
  for (const source of sources) {
    const refused = whyNotMovable(target, pod, source);
    if (refused !== undefined) return { refused };
    const port = portOf(source);
    const containerPort = known(source.containerPort);
    const protocol = protocolOf(source);
    if (port === undefined || containerPort === undefined || protocol === undefined)
      return { refused: "A template decides about the ports, or a number is missing." };
    if (![port, containerPort].every((number) => number >= 1 && number <= 65535))
      return { refused: "A port is out of range." };
    if (planned.some((other) => other.port === port && other.protocol === protocol))
      return { refused: `Port ${port}/${protocol} is published more than once; a Service port leads to one place.` };
    const targetPort = targetOf(pod, source, containerPort, protocol);
    planned.push({ source, label: labelOf(source), protocol, port, containerPort, targetPort });
  }
  return planned;
}

function whyNotMovable({ tree }: FixTarget, pod: PodSpec, source: ContainerPort): string | undefined {
  const { map, hostPort, hostIP, node } = source;
  if (!map || hostPort.kind === "opaque") return "A template decides about the ports.";
  if ((node.branch?.length ?? 0) !== (pod.map.branch?.length ?? 0))
    return "A template decides whether the port is there.";
  const entries = [hostPort, hostIP].flatMap(({ entry }) => entry ?? []);
  const isFixed = entries.some((entry) => entry.merged || whyFixed(tree, { map, entry, onKey: true }) !== undefined);
  if (isFixed || map.alias || map.merges || isShared(tree, map)) return "The port is shared by a YAML anchor.";
  if (hostIP.kind === "opaque") return "A template decides about hostIP.";
  const address = known(hostIP) ?? "";
  if (hostPort.kind === "present" && address !== "" && address !== "localhost" && !parseAddress(address))
    return `hostIP ${address} is no address: nothing reaches the port today.`;
  return undefined;
}

/**
 * The port's name where the endpoints' controller finds this very port by it, and no other may be meant; else its number.
 * Source: kubernetes staging/src/k8s.io/endpointslice/utils.go `FindPort`.
 */
function targetOf(pod: PodSpec, source: ContainerPort, containerPort: number, protocol: string): number | string {
  const name = known(source.name);
  if (name === undefined || portNameProblems(name).length > 0) return containerPort;
  const namesakes = [...pod.containers.items, ...pod.initContainers.items]
    .flatMap(({ ports }) => ports)
    .filter((port) => port.name.kind === "opaque" || known(port.name) === name)
    .filter((port) => (protocolOf(port) ?? protocol) === protocol);
  return namesakes.length === 1 ? name : containerPort;
}

function labelOf({ name }: ContainerPort): string | undefined {
  const text = known(name);
  return text === undefined || labelProblems(text).length > 0 ? undefined : text;
}

/** A name for a port of a Service that none of the others has: the container's name for it, or its number. */
export function freeName(
  { label, protocol, port }: Pick<PlannedPort, "label" | "protocol" | "port">,
  taken: ReadonlySet<string>,
): string {
  const suffix = `-${protocol.toLowerCase()}`;
  const candidates = [
    ...(label === undefined ? [] : [label, `${label}${suffix}`]),
    `port-${port}${protocol === "TCP" ? "" : suffix}`,
    `port-${port}${suffix}`,
  ];
  const isFree = (name: string): boolean => !taken.has(name) && labelProblems(name).length === 0;
  return candidates.find(isFree) ?? `port-${port}-${taken.size + 1}`;
}

/** Names for the ports of a new Service: each needs one where there are several; a single one keeps what it has. */
export function namesOf(ports: readonly PlannedPort[]): ReadonlyMap<PlannedPort, string | undefined> {
  const names = new Map<PlannedPort, string | undefined>();
  for (const port of ports) {
    const taken = new Set([...names.values()].flatMap((name) => name ?? []));
    names.set(port, ports.length === 1 && port.label === undefined ? undefined : freeName(port, taken));
  }
  return names;
}

/** A planned port as it is written, its node port only where that is chosen. */
export function portContent(
  { protocol, port, targetPort }: PlannedPort,
  name: string | undefined,
  nodePort: number | undefined,
): Content {
  return {
    ...(name === undefined ? {} : { name }),
    ...(protocol === "TCP" ? {} : { protocol }),
    port,
    targetPort,
    ...(nodePort === undefined ? {} : { nodePort }),
  };
}
