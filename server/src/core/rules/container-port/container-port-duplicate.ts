import type { FixCall } from "../../fixes/fix-call.ts";
import { removePort } from "../../fixes/remove-port.ts";
import {
  containerName,
  type DeclaredPort,
  declaredPorts,
  earlierPorts,
  hasEnded,
  overlapOf,
  placeOf,
  shareHostPorts,
  storedHostPort,
} from "../../kubernetes/declared-ports.ts";
import { isBuiltIn } from "../../kubernetes/kinds.ts";
import { type ContainerPort, protocolOf } from "../../kubernetes/pod-spec.ts";
import type { Workload } from "../../kubernetes/resource.ts";
import { type Field, known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const containerPortDuplicate = defineRule({
  id: "container-port-duplicate",
  severity: "warning",
  levels: ["warning", "information"],
  summary: "A pod lists one container port twice",
  messages: {
    sameContainer: ({ port, container }: { port: string; container: string }) =>
      `Server-side apply refuses ${port} twice in container ${container}; other merges keep one of the two.`,
    losesHostPort: ({ port, container, hostPort }: { port: string; container: string; hostPort: number }) =>
      `A merge may lose host port ${hostPort}: it keeps one of two entries for ${port} in container ${container}.`,
    losesAddress: ({ hostPort, address }: { hostPort: number; address: string }) =>
      `A merge opens host port ${hostPort} on all addresses or only on ${address}: it keeps one of two entries.`,
    otherContainer: ({ port, first, later }: { port: string; first: string; later: string }) =>
      `Containers ${first} and ${later} cannot both listen on ${port}: a pod has one network.`,
    initContainer: ({ port, first, later }: { port: string; first: string; later: string }) =>
      `Nothing breaks: init container ${first} has ended before ${later} listens on ${port}.`,
  },
  // kubernetes: pkg/api/pod/warnings.go warningsForPodSpecAndMeta.
  pod({ workload, pod }, report) {
    const declared = declaredPorts(pod);
    for (const later of declared) {
      const { containerPort } = later.port;
      if (containerPort.kind !== "present") continue;
      const earlier = earlierPorts(declared, later, (other) => isWarnedOf(workload, other, later));
      // An init container that has ended matters least.
      const first = earlier.find(({ container }) => !hasEnded(container, later.container)) ?? earlier[0];
      if (!first) continue;
      const what = consequence(workload, first, later);
      report({
        at: placeOf(later, containerPort.node),
        ...what,
        // Only of its own kinds does the server read the pod template.
        ...(isBuiltIn(workload.apiVersion)
          ? {
              api: earlier.map(
                ({ port }) =>
                  `${later.port.path}: ${overlapOf(workload, port, later.port)} port definition with ${port.path}`,
              ),
            }
          : what.message === "otherContainer"
            ? {}
            : { level: "information" }),
        related: earlier.map((other) => ({
          at: placeOf(
            other,
            other.port.containerPort.kind === "present" ? other.port.containerPort.node : other.port.node,
          ),
          text: "lists the port first",
        })),
        fixes: removals(workload, first, later),
      });
    }
  },
});

/** Whether the server warns of the two. Equal host ports in one list it refuses instead: other rules say so. */
function isWarnedOf(workload: Workload, earlier: DeclaredPort, later: DeclaredPort): boolean {
  const overlap = overlapOf(workload, earlier.port, later.port);
  const isRefused =
    overlap === "duplicate" && shareHostPorts(earlier, later) && storedHostPort(workload, later.port) !== 0;
  return overlap !== undefined && !isRefused;
}

function consequence(workload: Workload, first: DeclaredPort, later: DeclaredPort) {
  const port = `${known(later.port.containerPort)}/${protocolOf(later.port)}`;
  const container = containerName(later.container);
  if (first.container !== later.container) {
    const data = { port, first: containerName(first.container), later: container };
    return {
      message: hasEnded(first.container, later.container) ? "initContainer" : "otherContainer",
      data,
    } as const;
  }
  const overlap = overlapOf(workload, first.port, later.port);
  const hostPort = known(later.port.hostPort) || known(first.port.hostPort) || 0;
  const address = known(later.port.hostIP) || known(first.port.hostIP) || "";
  if (overlap === "dangerously ambiguous" && hostPort !== 0)
    return { message: "losesAddress", data: { hostPort, address } } as const;
  if (overlap === "overlapping" && hostPort !== 0)
    return { message: "losesHostPort", data: { port, container, hostPort } } as const;
  return { message: "sameContainer", data: { port, container } } as const;
}

/** Removes the entry that says less, or that of an init container; where either could be meant, both are offered. */
function removals(workload: Workload, first: DeclaredPort, later: DeclaredPort): FixCall[] {
  if (hasEnded(first.container, later.container)) return [removePort.with(first.port.path)];
  const [firstWeight, laterWeight] = [weight(first.port), weight(later.port)];
  const isEither = firstWeight === laterWeight && laterWeight > 0;
  if (isEither || overlapOf(workload, first.port, later.port) === "dangerously ambiguous")
    return [removePort.with(later.port.path), removePort.with(first.port.path)];
  const removed = firstWeight < laterWeight ? first : later;
  const changesNothing = first.container === later.container && weight(removed.port) === 0;
  return [changesNothing ? removePort.safely(removed.port.path) : removePort.with(removed.port.path)];
}

/** What would be lost with an entry beside its number and protocol: an open port weighs more than a name. */
function weight({ name, hostPort, hostIP }: ContainerPort): number {
  return (isSet(hostPort) ? 4 : 0) + (isSet(name) ? 2 : 0) + (isSet(hostIP) ? 1 : 0);
}

function isSet(field: Field<number | string>): boolean {
  return field.kind === "opaque" || Boolean(known(field));
}
