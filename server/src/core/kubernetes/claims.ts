import type { YamlNode } from "../yaml/node.ts";
import { type ContainerPort, isSidecar, type PodSpec, protocolOf } from "./pod-spec.ts";

/**
 * A port that a pod takes on its node: what the scheduler counts.
 * Source: kubernetes pkg/scheduler/util/utils.go `GetHostPorts`; pkg/apis/core/v1/defaults.go `defaultHostNetworkPorts`.
 */
export interface HostPortClaim {
  readonly port: number;
  /** Undefined where a template decides; such a claim conflicts with nothing that is certain. */
  readonly protocol: string | undefined;
  /** "" for all addresses; undefined where a template decides. */
  readonly hostIP: string | undefined;
  /** `hostPort`: written; `hostNetwork`: filled in from `containerPort` because the pod is on the host network. */
  readonly via: "hostPort" | "hostNetwork";
  readonly containerPort: ContainerPort;
  /** The scalar that names the number. */
  readonly node: YamlNode;
}

/**
 * The claims of a pod: regular containers and sidecars; a plain init container is never counted.
 * Unknown numbers claim nothing. 0 is unset.
 */
export function claimsOf(pod: PodSpec): HostPortClaim[] {
  const containers = [
    ...pod.containers.items,
    ...pod.initContainers.items.filter((container) => isSidecar(container) === true),
  ];
  return containers.flatMap((container) => container.ports.flatMap((port) => claimOf(pod, port) ?? []));
}

function claimOf(pod: PodSpec, port: ContainerPort): HostPortClaim | undefined {
  const isOnHost = pod.hostNetwork.kind === "present" && pod.hostNetwork.value;
  const written = port.hostPort.kind === "present" && port.hostPort.value !== 0 ? port.hostPort : undefined;
  const implied =
    isOnHost && port.hostPort.kind !== "opaque" && port.containerPort.kind === "present"
      ? port.containerPort
      : undefined;
  const source = written ?? implied;
  if (!source || source.value < 1 || source.value > 65535) return undefined;
  return {
    port: source.value,
    protocol: protocolOf(port),
    hostIP: port.hostIP.kind === "opaque" ? undefined : port.hostIP.kind === "present" ? port.hostIP.value : "",
    via: written ? "hostPort" : "hostNetwork",
    containerPort: port,
    node: source.node,
  };
}

/** What two claims are compared by. */
export interface ClaimKey {
  readonly port: number;
  readonly protocol?: string | undefined;
  readonly hostIP?: string | undefined;
}

/**
 * Whether two claims cannot be held on one node: equal protocol and port, and equal addresses as text or one of them
 * empty or `0.0.0.0`. `::` is an ordinary address here. Unknown parts conflict with nothing.
 * Source: kubernetes staging/src/k8s.io/kube-scheduler/framework/types.go `HostPortInfo.CheckConflict`.
 */
export function claimsConflict(a: ClaimKey, b: ClaimKey): boolean {
  if (a.protocol === undefined || a.protocol !== b.protocol || a.port !== b.port) return false;
  if (a.hostIP === undefined || b.hostIP === undefined) return false;
  return a.hostIP === b.hostIP || isWildcard(a.hostIP) || isWildcard(b.hostIP);
}

/** Whether the scheduler takes the address for all addresses of the node. */
export function isWildcard(hostIP: string): boolean {
  return hostIP === "" || hostIP === "0.0.0.0";
}
