import { claimsOf } from "../kubernetes/claims.ts";
import { readStringMap } from "../kubernetes/metadata.ts";
import { isNodeAgent } from "../kubernetes/node-agent.ts";
import {
  allContainers,
  type Container,
  type ContainerPort,
  isConditionalIn,
  isSidecar,
  type PodSpec,
} from "../kubernetes/pod-spec.ts";
import type { Workload } from "../kubernetes/resource.ts";
import { booleanField, type Field, integerField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import { collectIdentity, collectStrings, knownValue, mapsIn } from "./collect.ts";
import { collectPlacement } from "./collect-placement.ts";
import { collectRollout } from "./collect-rollout.ts";
import { optional, placed } from "./collect-service.ts";
import { collectWords } from "./collect-words.ts";
import type { ClaimFacts, Known, PortFacts, SecurityFacts, WorkloadFacts } from "./facts.ts";
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
  const security = pod && collectSecurity(pod, places);
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
    ...(isSuspended(workload) ? { suspended: true as const } : {}),
    hostNetwork: !pod || pod.hostNetwork.kind === "absent" ? false : knownValue(pod.hostNetwork),
    ...(pod ? placed("hostNetworkAt", pod.hostNetwork, places) : {}),
    ...(isNodeAgent(workload) ? { isNodeAgent: true as const } : {}),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    claims,
    ports: portFacts,
    ...(pod && isPortsOpen(pod) ? { portsOpen: true as const } : {}),
    placement: pod ? collectPlacement(pod, workload.podMetadata.labels) : {},
    ...collectRollout(workload, places),
    ...(security && (security.hostPorts.length > 0 || security.probeHosts.length > 0) ? { security } : {}),
    ...(pod && words && words.length > 0
      ? { words, ...placed("wordsAt", pod.dnsPolicy.kind === "present" ? pod.dnsPolicy : pod.hostNetwork, places) }
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
    at: places.add(node),
  }));
}

/** How many pods the object asks for at a time. A DaemonSet's number is the nodes' business. */
function collectReplicas(
  { podKind, spec, replicas }: Workload,
  places: PlaceCollector,
): Pick<WorkloadFacts, "replicas" | "replicasAt"> {
  if (podKind.controller === "daemonset" || podKind.controller === "knative") return {};
  if (podKind.controller === "job") return { replicas: jobPods(spec) };
  if (podKind.controller === "pod" || podKind.controller === "cronjob") return { replicas: 1 };
  return { replicas: replicas.kind === "absent" ? 1 : knownValue(replicas), ...placed("replicasAt", replicas, places) };
}

/** A Job runs min(parallelism, completions) pods at a time; both default to 1. */
function jobPods(spec: YamlMap | undefined): Known<number> {
  const parallelism = integerField(spec, "parallelism");
  const completions = integerField(spec, "completions");
  if (parallelism.kind === "opaque") return knownValue(parallelism);
  if (completions.kind === "opaque") return knownValue(completions);
  const atOnce = parallelism.kind === "present" ? parallelism.value : 1;
  return completions.kind === "present" ? Math.min(atOnce, completions.value) : atOnce;
}

function collectOwnSelector({ podKind, spec, kind }: Workload): Pick<WorkloadFacts, "selector"> {
  const isPlain = kind === "ReplicationController" || kind === "DeploymentConfig";
  if (podKind.template.length === 0) return {};
  const map = isPlain
    ? readStringMap(spec, "selector")
    : readStringMap(known(mapField(spec, "selector")), "matchLabels");
  return map.field.kind === "absent" ? {} : { selector: collectStrings(map) };
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

/** What baseline checks read. Source: k8s.io/pod-security-admission/policy check_hostPorts.go, check_hostProbesAndhostLifecycle.go. */
function collectSecurity(pod: PodSpec, places: PlaceCollector): SecurityFacts {
  const containers = allContainers(pod);
  const hostPorts = containers.flatMap((container) =>
    container.ports.flatMap(({ hostPort }) =>
      hostPort.kind === "present" && hostPort.value !== 0
        ? [{ container: known(container.name) ?? "", port: hostPort.value, at: places.add(hostPort.node) }]
        : [],
    ),
  );
  const probeHosts = containers.flatMap((container) =>
    handlersOf(container.map).flatMap((handler) => {
      const host: Field<string> = stringField(handler, "host");
      return host.kind === "present" && host.value !== ""
        ? [{ container: known(container.name) ?? "", host: host.value, at: places.add(host.node) }]
        : [];
    }),
  );
  return { hostPorts, probeHosts };
}

/** The `httpGet` and `tcpSocket` handlers of a container's probes and lifecycle hooks. */
function handlersOf(container: YamlMap): YamlMap[] {
  const lifecycle = known(mapField(container, "lifecycle"));
  const holders = [
    ...["livenessProbe", "readinessProbe", "startupProbe"].map((probe) => mapField(container, probe)),
    ...["postStart", "preStop"].map((hook) => mapField(lifecycle, hook)),
  ];
  return holders.flatMap((holder) =>
    ["httpGet", "tcpSocket"].flatMap((handler) => known(mapField(known(holder), handler)) ?? []),
  );
}

/** The maps in a list field of a map. */
export function mapsOf(map: YamlMap | undefined, key: string): YamlMap[] {
  return mapsIn(seqField(map, key));
}
