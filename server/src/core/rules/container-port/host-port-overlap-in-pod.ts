import { chooseListenPort } from "../../fixes/choose-listen-port.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { removePort } from "../../fixes/remove-port.ts";
import { claimsConflict, claimsOf, type HostPortClaim, isWildcard } from "../../kubernetes/claims.ts";
import {
  containerName,
  type DeclaredPort,
  declaredPorts,
  earlierPorts,
  hostIPOf,
  overlapOf,
  placeOf,
  shareHostPorts,
} from "../../kubernetes/declared-ports.ts";
import type { Workload } from "../../kubernetes/resource.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostPortOverlapInPod = defineRule({
  id: "host-port-overlap-in-pod",
  severity: "warning",
  levels: ["warning", "information"],
  summary: "Two entries of a pod open the same host port on the same address",
  messages: {
    eitherAnswers: ({ port, address, first, later }: { port: string; address: string; first: number; later: number }) =>
      `Host port ${port} of ${address} leads to container port ${first} or ${later}, and nothing says to which.`,
    redundant: ({ port, address }: { port: string; address: string }) =>
      `The entry for ${address} adds nothing: another one opens host port ${port} on all IPv4 addresses.`,
    cannotBind: ({ port, first, later }: { port: string; first: string; later: string }) =>
      `On the host network containers ${first} and ${later} cannot both listen on port ${port}.`,
  },
  // kubernetes: staging/src/k8s.io/kube-scheduler/framework/types.go CheckConflict; the scheduler never holds a pod against itself.
  pod({ pod, workload }, report) {
    if (pod.hostNetwork.kind === "opaque") return;
    const isOnHost = known(pod.hostNetwork) === true;
    const declared = declaredPorts(pod);
    const claims = new Map(claimsOf(pod).map((claim) => [claim.containerPort, claim]));
    for (const later of declared) {
      const claim = claims.get(later.port);
      if (!claim || !isOpened(later, claim, isOnHost)) continue;
      const [first] = earlierPorts(declared, later, (earlier) => {
        const other = claims.get(earlier.port);
        return (
          other !== undefined &&
          isOpened(earlier, other, isOnHost) &&
          meet(other, claim) &&
          (!isOnHost || earlier.container !== later.container) &&
          !isSaidElsewhere(workload, earlier, later, other, claim)
        );
      });
      const other = first && claims.get(first.port);
      if (!other) continue;
      const [containerPort, otherPort] = [known(later.port.containerPort), known(first.port.containerPort)];
      if (containerPort === undefined || otherPort === undefined) continue;
      const common = {
        at: placeOf(later, claim.node),
        related: [{ at: placeOf(first, other.node), text: "the other entry" }],
      };
      const port = `${claim.port}/${claim.protocol}`;
      if (isOnHost) {
        report({
          ...common,
          message: "cannotBind",
          data: { port, first: containerName(first.container), later: containerName(later.container) },
          fixes: [removePort.with(later.port.path), chooseListenPort.with("")],
        });
      } else if (containerPort === otherPort) {
        const [narrow, wide] = isWildcard(claim.hostIP ?? "") ? [first, later] : [later, first];
        const [narrowAt, wideAt] = narrow === first ? [other.node, claim.node] : [claim.node, other.node];
        report({
          at: placeOf(narrow, narrowAt),
          related: [{ at: placeOf(wide, wideAt), text: "opens it on all IPv4 addresses" }],
          message: "redundant",
          data: { port, address: hostIPOf(narrow.port) ?? "" },
          level: "information",
          fixes: [removePort.with(narrow.port.path)],
        });
      } else {
        report({
          ...common,
          message: "eitherAnswers",
          data: { port, address: commonAddress(other, claim), first: otherPort, later: containerPort },
          fixes: [removeHostPort.with("")],
        });
      }
    }
  },
});

/** The addresses that both open. */
function commonAddress(a: HostPortClaim, b: HostPortClaim): string {
  const concrete = [a.hostIP, b.hostIP].find((address) => address !== undefined && !isWildcard(address));
  return concrete ?? "every IPv4 address";
}

/**
 * Whether both open the port on some address. The scheduler's wildcard `0.0.0.0` is for IPv4 alone where traffic is
 * translated, so that it stands beside `::` without harm.
 * Source: CNI plugins, plugins/meta/portmap fillDnatRules.
 */
function meet(a: HostPortClaim, b: HostPortClaim): boolean {
  const isIPv6 = [a, b].some(({ hostIP }) => hostIP?.includes(":"));
  return claimsConflict(a, b) && !(isIPv6 && [a, b].some(({ hostIP }) => hostIP === "0.0.0.0"));
}

/** Whether the number really is opened: nobody maps the ports of sidecars, and on the host network nothing is translated. */
function isOpened({ container, port }: DeclaredPort, claim: HostPortClaim, isOnHost: boolean): boolean {
  return isOnHost ? claim.port === known(port.containerPort) : container.list === "containers";
}

/** Whether the server refuses the pair or warns of it in its own words: other rules say so. */
function isSaidElsewhere(
  workload: Workload,
  earlier: DeclaredPort,
  later: DeclaredPort,
  other: HostPortClaim,
  claim: HostPortClaim,
): boolean {
  if (shareHostPorts(earlier, later) && other.hostIP === claim.hostIP) return true;
  return overlapOf(workload, earlier.port, later.port) !== undefined;
}
