import { mapsIn } from "../facts/collect-parts.ts";
import { displayName, type Location, selectorMatches } from "../facts/unit-view.ts";
import { findPort } from "../kubernetes/declared-ports.ts";
import { handlersOf } from "../kubernetes/handlers.ts";
import { allContainers, type ContainerPort, type PodSpec, protocolOf } from "../kubernetes/pod-spec.ts";
import { known, knownOr, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap, YamlNode } from "../yaml/node.ts";
import type { FixTarget } from "./fix.ts";
import { memberOf } from "./member-of.ts";
import { targetOf } from "./other-target.ts";

/** Everything that finds a port by its name and would lose it with the name. */
export interface PortReferrers {
  /** The port numbers of probes and hooks in the port's container; spans count from the section. */
  readonly handlers: readonly YamlNode[];
  /** The `targetPort` of Services of the unit, with the Service's name. */
  readonly services: readonly NamedPlace[];
  /** The ports of NetworkPolicies that let traffic in by the name. */
  readonly policies: readonly NamedPlace[];
  /** Whether these policies let traffic in to other ports of that name as well, of the pod or of other pods. */
  readonly isOneOfSeveral: boolean;
}

/** A place in an object of the unit, and what the object is called. */
export interface NamedPlace {
  readonly name: string;
  readonly at: Location;
}

/**
 * What asks for this very port by its name: probes and hooks of its own container, and Services of the unit that select
 * the pod, each as Kubernetes resolves names. A port without a known name has none.
 */
export function referrersOf(target: FixTarget, pod: PodSpec, port: ContainerPort): PortReferrers {
  const name = known(port.name);
  if (name === undefined || name === "") return { handlers: [], services: [], policies: [], isOneOfSeveral: false };
  return {
    handlers: handlersThatName(pod, port, name),
    services: servicesThatName(target, pod, port, name),
    ...policiesThatName(target, pod, port, name),
  };
}

/** A probe takes the first port of that name in its container. Source: kubernetes pkg/probe/util.go `findPortByName`. */
function handlersThatName(pod: PodSpec, port: ContainerPort, name: string): YamlNode[] {
  const container = allContainers(pod).find(({ ports }) => ports.includes(port));
  if (!container || container.ports.find((other) => known(other.name) === name) !== port) return [];
  return handlersOf(container).flatMap((handler) =>
    handler.port.kind === "present" && handler.port.value === name ? [handler.port.node] : [],
  );
}

function servicesThatName(target: FixTarget, pod: PodSpec, port: ContainerPort, name: string): NamedPlace[] {
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

/** A policy lets traffic in to all ports of the name in all pods that it is about. */
function policiesThatName(
  target: FixTarget,
  pod: PodSpec,
  port: ContainerPort,
  name: string,
): Pick<PortReferrers, "policies" | "isOneOfSeveral"> {
  const { unit } = target;
  const workload = memberOf(target, unit.workloads);
  const protocol = protocolOf(port);
  const naming = (workload ? unit.policiesBeside(workload) : []).flatMap((policy) => {
    const { podSelector } = policy.facts;
    const isAbout = podSelector && workload && selectorMatches(workload.facts.labels, podSelector) !== false;
    const at = isAbout ? targetOf(target, policy) : undefined;
    const nodes = at ? portsLetIn(at.resource.root, name, protocol) : [];
    return at && podSelector && nodes.length > 0 ? [{ policy, podSelector, at, nodes }] : [];
  });
  const isInPod = allContainers(pod).some(({ ports }) => ports.some((own) => own !== port && known(own.name) === name));
  const isElsewhere = naming.some(({ podSelector, policy }) =>
    unit
      .workloadsBeside(policy)
      .filter((other) => other !== workload && selectorMatches(other.facts.labels, podSelector) !== false)
      .some(({ facts }) => facts.ports.some((other) => other.name === name)),
  );
  return {
    policies: naming.flatMap(({ policy, at, nodes }) =>
      nodes.map(({ start, end }) => ({
        name: displayName(policy.facts),
        at: { uri: at.uri, start: start + at.sectionStart, end: end + at.sectionStart },
      })),
    ),
    isOneOfSeveral: naming.length > 0 && (isInPod || isElsewhere),
  };
}

function portsLetIn(policy: YamlMap, name: string, protocol: string | undefined): YamlNode[] {
  const rules = mapsIn(seqField(known(mapField(policy, "spec")), "ingress"));
  return rules
    .flatMap((rule) => mapsIn(seqField(rule, "ports")))
    .flatMap((own) => {
      const port = stringField(own, "port");
      const isSame = knownOr(stringField(own, "protocol"), "TCP") === protocol;
      return isSame && port.kind === "present" && port.value === name ? [port.node] : [];
    });
}
