import { isUnknown, type PortFacts, type ServiceFacts, type ServicePortFacts, type WorkloadFacts } from "./facts.ts";
import type { Member, UnitView } from "./unit-view.ts";

/** The workloads whose pods the Service selects and that are certainly deployed with it. */
export function certainlySelected(service: Member<ServiceFacts>, unit: UnitView): Member<WorkloadFacts>[] {
  return unit.selectedBy(service).filter((workload) => unit.meet(service, workload));
}

/**
 * Whether what the selected pods lack is really lacking: each object says for itself whether a template may add to it,
 * but a kustomization that could not be built in full may patch all of them.
 */
export function isProvenLacking(service: Member<ServiceFacts>, unit: UnitView): boolean {
  return unit.tool === "kustomize" || unit.tool === "cluster" ? unit.isComplete(service) : true;
}

/** The ports that a Service finds by name, in the order in which it looks: those of containers, then of sidecars. */
export function servedPorts({ ports }: WorkloadFacts): readonly PortFacts[] {
  return [...ports.filter(({ list }) => list === "containers"), ...ports.filter(({ sidecar }) => sidecar)];
}

/** The port's protocol with its default; undefined where a template decides. */
export function protocolOfPort({ protocol }: PortFacts): string | undefined {
  if (isUnknown(protocol)) return undefined;
  return protocol === undefined || protocol === "" ? "TCP" : protocol;
}

/**
 * The port that a name leads to in the workload's pods: the first of that name and protocol. `missing` where there
 * certainly is none, `unknown` where a template may decide.
 * Source: kubernetes staging/src/k8s.io/endpointslice/utils.go `FindPort`.
 */
export function findTarget(workload: WorkloadFacts, name: string, protocol: string): PortFacts | "missing" | "unknown" {
  const candidates = servedPorts(workload).filter((port) => port.name === name || isUnknown(port.name));
  const found = candidates.find((port) => port.name === name && protocolOfPort(port) === protocol);
  if (found) return found.conditional ? "unknown" : found;
  const isUnsure = workload.portsOpen || candidates.some((port) => isUnknown(port.name) || isUnknown(port.protocol));
  return isUnsure ? "unknown" : "missing";
}

/** The number that a Service port leads to in the workload's pods; undefined where it leads nowhere, or nobody knows. */
export function targetNumber(port: ServicePortFacts, workload: WorkloadFacts): number | undefined {
  const { targetPort, protocol } = port;
  const target = targetPort === undefined || targetPort === 0 || targetPort === "" ? port.port : targetPort;
  if (target === undefined || isUnknown(target) || isUnknown(protocol)) return undefined;
  if (typeof target === "number") return target;
  const found = findTarget(workload, target, protocol);
  if (found === "missing" || found === "unknown" || isUnknown(found.containerPort)) return undefined;
  return found.containerPort;
}
