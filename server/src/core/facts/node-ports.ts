import { allocateNodePorts } from "../kubernetes/node-port-allocation.ts";
import type { PlaceId, ServiceFacts } from "./facts.ts";
import { valueOrUndefined } from "./facts.ts";

/** A number of the node port range that a Service names for itself. */
export interface NamedNodePort {
  readonly number: number;
  /** Index into the Service's ports; undefined for the health check's port. */
  readonly index: number | undefined;
  readonly protocol: string | undefined;
  readonly at: PlaceId;
}

/**
 * The numbers that the Service takes from the cluster's node ports, as far as it certainly does: those of a NodePort or
 * LoadBalancer Service, and the health check's of a LoadBalancer with the policy Local. 0 is unset; an ExternalName
 * reserves none, on others the server refuses the field.
 * Source: kubernetes pkg/registry/core/service/storage/alloc.go.
 */
export function namedNodePorts(service: ServiceFacts): readonly NamedNodePort[] {
  const { serviceType, ports, healthCheckNodePort, healthCheckNodePortAt, externalTrafficPolicy, conditional } =
    service;
  if (conditional || (serviceType !== "NodePort" && serviceType !== "LoadBalancer")) return [];
  const named = ports.flatMap((port, index): NamedNodePort[] => {
    const number = port.nodePort && valueOrUndefined(port.nodePort);
    if (!number || port.conditional || port.nodePortAt === undefined) return [];
    return [{ number, index, protocol: valueOrUndefined(port.protocol), at: port.nodePortAt }];
  });
  const health = healthCheckNodePort && valueOrUndefined(healthCheckNodePort);
  const hasHealthCheck = serviceType === "LoadBalancer" && externalTrafficPolicy === "Local";
  if (!health || !hasHealthCheck || healthCheckNodePortAt === undefined) return named;
  return [...named, { number: health, index: undefined, protocol: "TCP", at: healthCheckNodePortAt }];
}

/**
 * The entry for which the API server takes the number that the entry at `index` names; its index is in the path of an
 * error. An entry that comes earlier, has the same `port` and is given a number takes it first.
 */
export function takingEntry(
  { ports, allocationOff }: Pick<ServiceFacts, "ports" | "allocationOff">,
  index: number,
): number {
  const entries = ports.map(({ port, nodePort }) => ({
    port: port === undefined ? 0 : valueOrUndefined(port),
    nodePort: nodePort === undefined ? 0 : valueOrUndefined(nodePort),
  }));
  const own = entries[index];
  const { requests } = allocateNodePorts(entries, allocationOff);
  const request = requests.find(({ number, owner }) => number === own?.nodePort && entries[owner]?.port === own?.port);
  return request?.forEntry ?? index;
}
