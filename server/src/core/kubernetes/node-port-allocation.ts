import { booleanField, known, knownOr } from "../yaml/field.ts";
import type { ServicePort, ServiceSpec } from "./service.ts";

/** What decides about an entry's node port; undefined where a template does. */
export interface AllocatedPort {
  readonly port: number | undefined;
  /** 0 where none is named. */
  readonly nodePort: number | undefined;
}

/** The entries of a Service as the allocation sees them. */
export function allocationOf(ports: readonly Pick<ServicePort, "port" | "nodePort">[]): AllocatedPort[] {
  return ports.map(({ port, nodePort }) => ({ port: knownOr(port, 0), nodePort: knownOr(nodePort, 0) }));
}

/** A number that the API server takes from its range because an entry names it. */
export interface NodePortRequest {
  readonly number: number;
  /** The entry that names the number. */
  readonly owner: number;
  /** The entry for which it is taken: its index is in the path of an error. */
  readonly forEntry: number;
}

export interface NodePortAllocation {
  readonly requests: readonly NodePortRequest[];
  /** The node port of each entry in the end; undefined where the server chooses it, or nobody knows. */
  readonly assigned: readonly (number | undefined)[];
}

/**
 * How the API server hands out the node ports of a new NodePort or LoadBalancer Service: entries of one `port` share one
 * number, whatever their protocols, and the first of them takes it, whichever names it.
 * Source: kubernetes pkg/registry/core/service/storage/alloc.go `initNodePorts`.
 * @param isOff no number is given to an entry that names none (`allocateLoadBalancerNodePorts: false`)
 */
export function allocateNodePorts(entries: readonly AllocatedPort[], isOff = false): NodePortAllocation {
  const requests: NodePortRequest[] = [];
  const ofPort = new Map<number, number | undefined>();
  const assigned = entries.map(({ port, nodePort }, index) => {
    if (port === undefined || nodePort === undefined) return nodePort || undefined;
    if (nodePort === 0 && isOff) return undefined;
    if (!ofPort.has(port)) {
      const owner = entries.findIndex((other) => other.port === port && (other.nodePort ?? 0) !== 0);
      const number = entries[owner]?.nodePort;
      if (number !== undefined) requests.push({ number, owner, forEntry: index });
      ofPort.set(port, number);
      return number;
    }
    const shared = ofPort.get(port);
    if (nodePort === 0 || nodePort === shared) return shared;
    requests.push({ number: nodePort, owner: index, forEntry: index });
    return nodePort;
  });
  return { requests, assigned };
}

/** Whether the API server gives numbers only to entries that name one. Source: alloc.go `shouldAllocateNodePorts`. */
export function isAllocationOff({ type, map }: ServiceSpec): boolean {
  return known(type) === "LoadBalancer" && known(booleanField(map, "allocateLoadBalancerNodePorts")) === false;
}
