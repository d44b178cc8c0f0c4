import type { Location } from "../facts/unit-view.ts";
import { findPort } from "../kubernetes/declared-ports.ts";
import { handlersOf } from "../kubernetes/handlers.ts";
import { allContainers, type ContainerPort, type PodSpec, protocolOf } from "../kubernetes/pod-spec.ts";
import { known } from "../yaml/field.ts";
import type { YamlNode } from "../yaml/node.ts";
import type { FixTarget } from "./fix.ts";
import { memberOf } from "./member-of.ts";

/** Everything that finds a port by its name and would lose it with the name. */
export interface PortReferrers {
  /** The port numbers of probes and hooks in the port's container; spans count from the section. */
  readonly handlers: readonly YamlNode[];
  /** The `targetPort` of Services of the unit, with the Service's name. */
  readonly services: readonly { readonly name: string; readonly at: Location }[];
}

/**
 * What asks for this very port by its name: probes and hooks of its own container, and Services of the unit that select
 * the pod, each as Kubernetes resolves names. A port without a known name has none.
 */
export function referrersOf(target: FixTarget, pod: PodSpec, port: ContainerPort): PortReferrers {
  const name = known(port.name);
  if (name === undefined || name === "") return { handlers: [], services: [] };
  return { handlers: handlersThatName(pod, port, name), services: servicesThatName(target, pod, port, name) };
}

/** A probe takes the first port of that name in its container. Source: kubernetes pkg/probe/util.go `findPortByName`. */
function handlersThatName(pod: PodSpec, port: ContainerPort, name: string): YamlNode[] {
  const container = allContainers(pod).find(({ ports }) => ports.includes(port));
  if (!container || container.ports.find((other) => known(other.name) === name) !== port) return [];
  return handlersOf(container).flatMap((handler) =>
    handler.port.kind === "present" && handler.port.value === name ? [handler.port.node] : [],
  );
}

function servicesThatName(
  target: FixTarget,
  pod: PodSpec,
  port: ContainerPort,
  name: string,
): PortReferrers["services"] {
  const protocol = protocolOf(port);
  const workload = memberOf(target, target.unit.workloads);
  if (!workload || protocol === undefined || findPort(pod, name, protocol) !== port) return [];
  return target.unit.servicesOf(workload).flatMap(({ facts, source }) =>
    facts.ports.flatMap((servicePort) =>
      servicePort.targetPort === name && servicePort.protocol === protocol && servicePort.targetPortAt !== undefined
        ? [
            {
              name: typeof facts.name === "string" ? facts.name : facts.kind,
              at: source.locate(servicePort.targetPortAt),
            },
          ]
        : [],
    ),
  );
}
