import { known } from "../yaml/field.ts";
import type { YamlNode } from "../yaml/node.ts";
import { type Address, parseAddress } from "./addresses.ts";
import { type DeclaredPort, declaredPorts } from "./declared-ports.ts";
import type { PodSpec } from "./pod-spec.ts";

/** A host port that `hostIP` limits to one address of the node. */
export interface LimitedHostPort {
  readonly declared: DeclaredPort;
  readonly hostIP: string;
  readonly node: YamlNode;
  /** Undefined for a text that is no address to Go's net.ParseIP, as a host name or numbers with leading zeros. */
  readonly address: Address | undefined;
  /** "host port 8080", or "the host port" where a template decides about the number. */
  readonly port: string;
}

/**
 * The host ports with a `hostIP` that the container runtime maps: those of regular containers, in a pod with a network of
 * its own. None where a template decides about the network.
 * Source: kubernetes pkg/kubelet/kuberuntime/kuberuntime_sandbox.go generatePodSandboxConfig.
 */
export function limitedHostPorts(pod: PodSpec): LimitedHostPort[] {
  if (pod.hostNetwork.kind === "opaque" || known(pod.hostNetwork)) return [];
  return declaredPorts(pod).flatMap((declared) => {
    const { hostIP, hostPort } = declared.port;
    if (declared.container.list !== "containers" || hostIP.kind !== "present" || hostIP.value === "") return [];
    if (hostPort.kind === "absent" || known(hostPort) === 0) return [];
    const parsed = parseAddress(hostIP.value);
    return [
      {
        declared,
        hostIP: hostIP.value,
        node: hostIP.node,
        address: parsed?.hasLeadingZeros ? undefined : parsed,
        port: hostPort.kind === "present" ? `host port ${hostPort.value}` : "the host port",
      },
    ];
  });
}
