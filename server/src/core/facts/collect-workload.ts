import { claimsOf } from "../kubernetes/claims.ts";
import { controllerSelector } from "../kubernetes/controller-selector.ts";
import { isForDevelopmentCluster } from "../kubernetes/development-cluster.ts";
import { knownStrings, readStringMap } from "../kubernetes/metadata.ts";
import { isNodeAgent } from "../kubernetes/node-agent.ts";
import {
  type Container,
  type ContainerPort,
  isConditionalIn,
  isSidecar,
  type PodSpec,
} from "../kubernetes/pod-spec.ts";
import type { Workload } from "../kubernetes/resource.ts";
import { runsHostProcess } from "../kubernetes/windows.ts";
import { booleanField, integerField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import { collectIdentity, collectStrings, knownValue, mapsIn, optional, placed } from "./collect-parts.ts";
import { collectPlacement } from "./collect-placement.ts";
import { collectRollout } from "./collect-rollout.ts";
import { collectSecurity } from "./collect-security.ts";
import { collectWords } from "./collect-words.ts";
import { type ClaimFacts, isUnknown, type PortFacts, type WorkloadFacts } from "./facts.ts";
import type { PlaceCollector } from "./places.ts";

export function collectWorkload(workload: Workload, places: PlaceCollector): WorkloadFacts {
  const { pod } = workload;
  const counted = pod ? [...pod.containers.items, ...pod.initContainers.items] : [];
  const ports = counted.flatMap((container) => container.ports.map((port) => ({ container, port })));
  const portFacts = ports.map(({ container, port }) => collectPort(container, port, places));
  const claims = pod
    ? collectClaims(
        pod,
        ports.map(({ port }) => port),
        places,
      )
    : [];
  const isOpen = pod !== undefined && isPortsOpen(pod);
  const words = pod && collectWords(pod);
  const priorityClassName = pod && known(stringField(pod.map, "priorityClassName"));
  const reference = known(mapField(workload.spec, "workloadRef"));
  const refKind = known(stringField(reference, "kind"));
  const refName = known(stringField(reference, "name"));
  return {
    ...collectIdentity(workload, places),
    type: "workload",
    controller: workload.podKind.controller,
    ...(workload.bestEffort ? { bestEffort: true as const } : {}),
    ...collectReplicas(workload, places),
    labels: collectStrings(workload.podMetadata.labels),
    ...collectOwnSelector(workload),
    ...collectOwnLabels(workload),
    ...(isSuspended(workload) ? { suspended: true as const } : {}),
    hostNetwork: !pod || pod.hostNetwork.kind === "absent" ? false : knownValue(pod.hostNetwork),
    ...(pod ? placed("hostNetworkAt", pod.hostNetwork, places) : {}),
    ...(isNodeAgent(workload) ? { isNodeAgent: true as const } : {}),
    ...(pod && isForDevelopmentCluster(pod) ? { isForDevelopment: true as const } : {}),
    ...(pod && runsHostProcess(pod) ? { hostProcess: true as const } : {}),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    claims,
    ports: portFacts,
    ...(isOpen ? { portsOpen: true as const } : {}),
    placement: pod ? collectPlacement(pod, workload.podMetadata.labels) : {},
    ...collectRollout(workload, places),
    ...collectSecurity(workload, isOpen, places),
    ...(pod?.hostNetwork.kind === "present" && words && words.length > 0
      ? {
          words,
          wordsAt: places.add(pod.dnsPolicy.kind === "present" ? pod.dnsPolicy.node : pod.hostNetwork.entry.key),
        }
      : {}),
    ...(refKind !== undefined && refName !== undefined ? { workloadRef: { kind: refKind, name: refName } } : {}),
  };
}

function collectPort(container: Container, port: ContainerPort, places: PlaceCollector): PortFacts {
  const list = container.portsField.kind === "present" ? container.portsField.value : undefined;
  return {
    container: container.name.kind === "absent" ? "" : knownValue(container.name),
    list: container.list === "initContainers" ? "initContainers" : "containers",
    ...(isSidecar(container) === true ? { sidecar: true as const } : {}),
    ...optional("name", port.name),
    ...optional("containerPort", port.containerPort),
    ...optional("hostPort", port.hostPort),
    ...optional("hostIP", port.hostIP),
    ...optional("protocol", port.protocol),
    ...(list && isConditionalIn(list, port.node) ? { conditional: true as const } : {}),
    at: places.add(port.containerPort.kind === "present" ? port.containerPort.node : port.node),
    ...placed("nameAt", port.name, places),
  };
}

function collectClaims(pod: PodSpec, ports: readonly ContainerPort[], places: PlaceCollector): ClaimFacts[] {
  return claimsOf(pod).map(({ port, protocol, hostIP, via, containerPort, node }) => ({
    port,
    ...(protocol === undefined ? {} : { protocol }),
    ...(hostIP === undefined ? {} : { hostIP }),
    via,
    portIndex: ports.indexOf(containerPort),
    ...((node.branch?.length ?? 0) === (pod.map.branch?.length ?? 0) ? {} : { conditional: true as const }),
    at: places.add(node),
  }));
}

/** How many pods the object asks for at a time. A DaemonSet's number is the nodes' business. */
function collectReplicas(
  { podKind, spec, replicas }: Workload,
  places: PlaceCollector,
): Pick<WorkloadFacts, "replicas" | "replicasAt"> {
  if (podKind.controller === "daemonset" || podKind.controller === "knative") return {};
  if (podKind.controller === "job") return jobPods(spec, places);
  if (podKind.controller === "pod" || podKind.controller === "cronjob") return { replicas: 1 };
  return { replicas: replicas.kind === "absent" ? 1 : knownValue(replicas), ...placed("replicasAt", replicas, places) };
}

/** A Job runs min(parallelism, completions) pods at a time; both default to 1. */
function jobPods(spec: YamlMap | undefined, places: PlaceCollector): Pick<WorkloadFacts, "replicas" | "replicasAt"> {
  const parallelism = integerField(spec, "parallelism");
  const completions = integerField(spec, "completions");
  const atOnce = parallelism.kind === "absent" ? 1 : knownValue(parallelism);
  const inAll = completions.kind === "absent" ? undefined : knownValue(completions);
  if (isUnknown(atOnce)) return { replicas: atOnce };
  if (isUnknown(inAll)) return { replicas: inAll };
  return inAll !== undefined && inAll < atOnce
    ? { replicas: inAll, ...placed("replicasAt", completions, places) }
    : { replicas: atOnce, ...placed("replicasAt", parallelism, places) };
}

function collectOwnSelector(workload: Workload): Pick<WorkloadFacts, "selector"> {
  if (workload.podKind.template.length === 0) return {};
  const { map: holder, key } = controllerSelector(workload);
  const map = readStringMap(holder, key);
  return map.field.kind === "absent" ? {} : { selector: collectStrings(map) };
}

function collectOwnLabels({ podKind, metadata, podMetadata }: Workload): Pick<WorkloadFacts, "ownLabels"> {
  const ownLabels = knownStrings(metadata.labels);
  const podLabels = knownStrings(podMetadata.labels);
  const isNews = Object.entries(ownLabels).some(([key, value]) => podLabels[key] !== value);
  return podKind.template.length > 0 && isNews ? { ownLabels } : {};
}

function isSuspended({ podKind, spec }: Workload): boolean {
  return (
    (podKind.controller === "job" || podKind.controller === "cronjob") && known(booleanField(spec, "suspend")) === true
  );
}

function isPortsOpen(pod: PodSpec): boolean {
  const lists = [pod.containers, pod.initContainers];
  return (
    pod.map.open || lists.some((list) => !list.complete || list.items.some((container) => !container.portsComplete))
  );
}

/** The maps in a list field of a map. */
export function mapsOf(map: YamlMap | undefined, key: string): YamlMap[] {
  return mapsIn(seqField(map, key));
}
