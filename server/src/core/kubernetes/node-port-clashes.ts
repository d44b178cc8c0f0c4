import { standTogether } from "../yaml/branch.ts";
import { known, knownOr } from "../yaml/field.ts";
import type { YamlNode } from "../yaml/node.ts";
import { duplicateValue, invalidValue } from "./api-error.ts";
import { allocateNodePorts, allocationOf, isAllocationOff } from "./node-port-allocation.ts";
import { protocolOf } from "./pod-spec.ts";
import { type ServicePort, type ServiceSpec, typeTextOf } from "./service.ts";

/** An entry that cannot have the node port that it names, because another one of the Service has it. */
export interface NodePortClash {
  readonly number: number;
  /** The value of the entry's `nodePort`. */
  readonly at: YamlNode;
  readonly later: ServicePort;
  /** The entry that has the number, by its own words or by those of another one with its port. */
  readonly first: ServicePort;
  /** Both certainly have one protocol. */
  readonly sameProtocol: boolean;
  /** The API server's words; undefined where a template decides about what they depend on. */
  readonly api: string | undefined;
}

/**
 * The entries of a Service that get in each other's way. A new NodePort or LoadBalancer Service fails when it takes a
 * number for the second time, whatever the protocols; all other ones only where the protocols are equal, too.
 * Source: kubernetes pkg/registry/core/service/storage/alloc.go `initNodePorts`; pkg/apis/core/validation validateService.
 */
export function nodePortClashes(spec: ServiceSpec, type = typeTextOf(spec)): NodePortClash[] {
  return spec.ports.flatMap((later) => {
    const number = known(later.nodePort);
    if (later.nodePort.kind !== "present" || !number) return [];
    const beside = spec.ports.filter((other) => standTogether(other.node.branch, later.node.branch));
    const found = clashOf(spec, type, beside, later, number);
    if (!found) return [];
    const protocol = protocolOf(later);
    const sameProtocol = protocol !== undefined && protocol === protocolOf(found.first);
    return [{ number, at: later.nodePort.node, later, sameProtocol, ...found }];
  });
}

function clashOf(
  spec: ServiceSpec,
  type: string | undefined,
  ports: readonly ServicePort[],
  later: ServicePort,
  number: number,
): Pick<NodePortClash, "first" | "api"> | undefined {
  const index = ports.indexOf(later);
  const earlier = ports.slice(0, index);
  const protocol = protocolOf(later);
  const isAlike = (other: ServicePort): boolean => protocol !== undefined && protocolOf(other) === protocol;
  const refused = duplicateValue(`${later.path}.nodePort`, number);
  if (type !== "NodePort" && type !== "LoadBalancer") {
    const first = earlier.find((other) => isAlike(other) && known(other.nodePort) === number);
    return first && { first, api: type === undefined ? undefined : refused };
  }
  const unsure = earlier.find(
    (other) =>
      isAlike(other) &&
      known(other.nodePort) === number &&
      (other.port.kind === "opaque" || later.port.kind === "opaque"),
  );
  if (unsure) return { first: unsure, api: undefined };
  const { requests, assigned } = allocateNodePorts(allocationOf(ports), isAllocationOff(spec));
  const own = requests.findIndex(({ owner }) => owner === index);
  const holder = ports[requests.slice(0, Math.max(0, own)).find((other) => other.number === number)?.owner ?? -1];
  const path = ports[requests[own]?.forEntry ?? -1]?.path;
  if (holder && path !== undefined)
    return { first: holder, api: invalidValue(`${path}.nodePort`, number, "provided port is already allocated") };
  // An entry for the same port is given the same number; of other ports the allocation has told already.
  const first = earlier.find(
    (other, at) => isAlike(other) && assigned[at] === number && knownOr(other.port, 0) === knownOr(later.port, 0),
  );
  return first && { first, api: refused };
}
