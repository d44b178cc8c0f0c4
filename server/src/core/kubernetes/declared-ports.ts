import { encloses, type Span } from "../text/span.ts";
import { standTogether } from "../yaml/branch.ts";
import { known } from "../yaml/field.ts";
import type { YamlNode } from "../yaml/node.ts";
import { allContainers, type Container, type ContainerPort, isSidecar, type PodSpec, protocolOf } from "./pod-spec.ts";
import type { Workload } from "./resource.ts";

/** An entry in a container's `ports`, with the container. */
export interface DeclaredPort {
  readonly container: Container;
  readonly port: ContainerPort;
}

/** All port entries in the order in which the API server visits them: init, regular, ephemeral containers. */
export function declaredPorts(pod: PodSpec): readonly DeclaredPort[] {
  return allContainers(pod).flatMap((container) => container.ports.map((port) => ({ container, port })));
}

/**
 * The entries before `later` that fulfil `matches` and are there together with it: never one of another branch of the
 * same template condition.
 */
export function earlierPorts(
  ports: readonly DeclaredPort[],
  later: DeclaredPort,
  matches: (earlier: DeclaredPort) => boolean,
): readonly DeclaredPort[] {
  return ports
    .slice(0, ports.indexOf(later))
    .filter((earlier) => standTogether(earlier.port.node.branch, later.port.node.branch) && matches(earlier));
}

/**
 * Where a finding about one entry of several belongs: at `node`, or, where the entry's text stands elsewhere, at the
 * alias that brings it in.
 */
export function placeOf({ container, port }: DeclaredPort, node: Span): Span {
  if (!encloses(port.node, node)) return ownKey(port.node);
  const { portsField, map } = container;
  if (portsField.kind === "present" && !encloses(portsField.node, port.node)) return portsField.node;
  return encloses(map, port.node) ? node : ownKey(map);
}

/** The first key that the text of a map holds, for what a merge key or an alias brings into it. */
function ownKey(node: YamlNode): Span {
  if (node.kind !== "map" || node.alias) return node;
  return node.entries.find(({ merged }) => !merged)?.key ?? node;
}

/** How a person names a container: by its name, or by its path where it has none. */
export function containerName({ name, path }: Pick<Container, "name" | "path">): string {
  return known(name) ?? path;
}

/** `hostIP` as the stored object has it: "" where it is absent; undefined where a template decides. */
export function hostIPOf({ hostIP }: ContainerPort): string | undefined {
  return hostIP.kind === "absent" ? "" : known(hostIP);
}

/**
 * `hostPort` as the stored object has it: 0 where it is unset, undefined where a template decides. For a Pod on the host
 * network the API server fills it in from `containerPort`; in the template of a controller it does not.
 * Source: kubernetes pkg/apis/core/v1/defaults.go `SetDefaults_Pod`.
 */
export function storedHostPort(
  { podKind, pod }: Workload,
  { hostPort, containerPort }: ContainerPort,
): number | undefined {
  if (hostPort.kind === "opaque") return undefined;
  if (hostPort.kind === "present" && hostPort.value !== 0) return hostPort.value;
  if (podKind.kind !== "Pod" || !pod || pod.hostNetwork.kind === "absent") return 0;
  if (pod.hostNetwork.kind === "opaque") return undefined;
  return pod.hostNetwork.value ? known(containerPort) : 0;
}

/**
 * Whether the API server wants the host ports of both to differ: all regular containers share one list of host ports,
 * each init container has its own.
 * Source: kubernetes pkg/apis/core/validation `checkHostPortConflicts`.
 */
export function shareHostPorts(a: DeclaredPort, b: DeclaredPort): boolean {
  const [listA, listB] = [a.container.list, b.container.list];
  return listA === "containers" ? listB === "containers" : listA === "initContainers" && a.container === b.container;
}

/** The server's word for two entries with one containerPort and protocol. */
export type Overlap = "duplicate" | "overlapping" | "dangerously ambiguous";

/**
 * What the server warns of for two entries with equal containerPort and protocol; undefined where it is silent, and
 * where a template decides. Equal host ports in one list it refuses instead (see {@link shareHostPorts}).
 * Source: kubernetes pkg/api/pod/warnings.go `warningsForPodSpecAndMeta`.
 */
export function overlapOf(workload: Workload, a: ContainerPort, b: ContainerPort): Overlap | undefined {
  const [protocolA, protocolB] = [protocolOf(a), protocolOf(b)];
  const number = known(a.containerPort);
  if (number === undefined || number === 0 || number !== known(b.containerPort)) return undefined;
  if (protocolA === undefined || protocolA !== protocolB) return undefined;
  const [hostPortA, hostPortB] = [storedHostPort(workload, a), storedHostPort(workload, b)];
  const [hostIPA, hostIPB] = [hostIPOf(a), hostIPOf(b)];
  if (hostPortA === undefined || hostPortB === undefined || hostIPA === undefined || hostIPB === undefined)
    return undefined;
  if (hostPortA === hostPortB && hostIPA === hostIPB) return "duplicate";
  if (hostPortA === 0 || hostPortB === 0) return "overlapping";
  return hostPortA === hostPortB && (hostIPA === "") !== (hostIPB === "") ? "dangerously ambiguous" : undefined;
}

/**
 * Whether a container has certainly ended before another one starts: a plain init container, before all that the server
 * visits after it.
 */
export function hasEnded(earlier: Container, later: Container): boolean {
  return earlier !== later && earlier.list === "initContainers" && isSidecar(earlier) === false;
}

/**
 * The entry that a Service's named target port leads to: the first of that name and protocol in the regular containers,
 * then in sidecars. Undefined where there is none, or where a template may decide otherwise.
 * Source: kubernetes staging/src/k8s.io/endpointslice/utils.go `FindPort`.
 */
export function findPort(pod: PodSpec, name: string, protocol: string): ContainerPort | undefined {
  const sidecars = pod.initContainers.items.filter((container) => isSidecar(container) !== false);
  return [...pod.containers.items, ...sidecars]
    .flatMap(({ ports }) => ports)
    .find((port) => known(port.name) === name && protocolOf(port) === protocol);
}
