import { knownStrings, readStringMap } from "../kubernetes/metadata.ts";
import { type ContainerPort, type PodSpec, protocolOf } from "../kubernetes/pod-spec.ts";
import type { Workload } from "../kubernetes/resource.ts";
import { known, mapField } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import type { Content } from "../yaml/write.ts";
import type { FixTarget, Refusal } from "./fix.ts";

/** A port that a Service is to publish for a container port that has a hostPort. */
export interface PlannedPort {
  readonly source: ContainerPort;
  readonly name: string | undefined;
  readonly protocol: string;
  readonly port: number;
  readonly targetPort: number | string;
}

/**
 * The host ports of a pod as Service ports: one for each of the regular containers' entries. Init containers and
 * sidecars are left out, as no runtime ever mapped theirs.
 */
export function planPorts(target: FixTarget, pod: PodSpec): readonly PlannedPort[] | Refusal {
  if (pod.hostNetwork.kind === "opaque")
    return { refused: "A template decides whether the pod is on the host network." };
  if (known(pod.hostNetwork)) return { refused: "The pod is on the host network: its ports are the node's own." };
  const sources = pod.containers.items
    .flatMap(({ ports }) => ports)
    .filter(({ hostPort }) => hostPort.kind !== "absent" && known(hostPort) !== 0);
  if (sources.length === 0) return { refused: "No regular container has a hostPort." };
  const planned: PlannedPort[] = [];
  for (const source of sources) {
    const refused = whyNotMovable(target, source);
    if (refused !== undefined) return { refused };
    const port = known(source.hostPort);
    const containerPort = known(source.containerPort);
    const protocol = protocolOf(source);
    if (port === undefined || containerPort === undefined || protocol === undefined)
      return { refused: "A template decides about the ports." };
    if (planned.some((other) => other.port === port && other.protocol === protocol))
      return { refused: `Port ${port}/${protocol} is published on several addresses; a Service port has only one.` };
    planned.push({
      source,
      name: undefined,
      protocol,
      port,
      targetPort: targetOf(pod, source, containerPort, protocol),
    });
  }
  return named(planned);
}

function whyNotMovable(target: FixTarget, { map, hostPort, hostIP }: ContainerPort): string | undefined {
  if (!map || hostPort.kind !== "present") return "A template decides about the ports.";
  if (map.alias || hostPort.entry.merged || hostPort.node.alias || isShared(target.tree, map))
    return "The port is shared by a YAML anchor.";
  if (hostIP.kind === "opaque") return "A template decides about hostIP.";
  const address = known(hostIP) ?? "";
  if (/^127\./.test(address) || address === "::1")
    return `hostIP ${address} is reached from the node alone; a NodePort would open the port on every node's addresses.`;
  return undefined;
}

/** The port's name where it is the only one of that name and protocol in the pod, as the endpoints' controller looks it up; else its number. */
function targetOf(pod: PodSpec, source: ContainerPort, containerPort: number, protocol: string): number | string {
  const name = known(source.name);
  if (name === undefined || name === "") return containerPort;
  const namesakes = [...pod.containers.items, ...pod.initContainers.items]
    .flatMap(({ ports }) => ports)
    .filter((port) => known(port.name) === name && protocolOf(port) === protocol);
  return namesakes.length === 1 ? name : containerPort;
}

/** Several ports need names; a single one keeps the name it has. */
function named(ports: readonly PlannedPort[]): PlannedPort[] {
  const taken = new Set<string>();
  return ports.map((port) => {
    const own = known(port.source.name) || undefined;
    if (own === undefined && ports.length === 1) return port;
    const suffix = port.protocol === "TCP" ? "" : `-${port.protocol.toLowerCase()}`;
    const candidates = [own, `port-${port.port}${suffix}`, `port-${port.port}-${port.protocol.toLowerCase()}`];
    const name =
      candidates.find((candidate) => candidate !== undefined && !taken.has(candidate)) ?? `port-${taken.size + 1}`;
    taken.add(name);
    return { ...port, name };
  });
}

/** A planned port as it is written, `nodePort` last. */
export function portContent({ name, protocol, port, targetPort }: PlannedPort, nodePort?: number): Content {
  return {
    ...(name === undefined ? {} : { name }),
    ...(protocol === "TCP" ? {} : { protocol }),
    port,
    targetPort,
    ...(nodePort === undefined ? {} : { nodePort }),
  };
}

export interface PlannedSelector {
  readonly labels: Readonly<Record<string, string>>;
  /** The pods have no labels yet: these are to be written into their metadata. */
  readonly isNew: boolean;
}

/** Labels that the Job controller adds or that name one of its pods. */
const TRANSIENT =
  /^(?:batch\.kubernetes\.io\/|controller-uid$|job-name$|pod-template-hash$|controller-revision-hash$|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/pod-index$)/;

/** What a Service has to select to reach the pods of a workload. */
export function planSelector(workload: Workload): PlannedSelector | Refusal {
  const own = ownSelector(workload);
  const source = own && Object.keys(own).length > 0 ? own : undefined;
  const { labels } = workload.podMetadata;
  if (source) return { labels: source, isNew: false };
  if (!labels.complete) return { refused: "A template decides about the pods' labels." };
  const stable = Object.fromEntries(Object.entries(knownStrings(labels)).filter(([key]) => !TRANSIENT.test(key)));
  if (Object.keys(stable).length > 0) return { labels: stable, isNew: false };
  const mayLabel =
    workload.podKind.controller === "pod" ||
    workload.podKind.controller === "job" ||
    workload.podKind.controller === "cronjob";
  const name = known(workload.metadata.name);
  if (!mayLabel || name === undefined) return { refused: "The pods have no labels that a Service could select." };
  return { labels: { "app.kubernetes.io/name": name.slice(0, 63) }, isNew: true };
}

function ownSelector(workload: Workload): Readonly<Record<string, string>> | undefined {
  const { controller } = workload.podKind;
  if (controller === "pod" || controller === "job" || controller === "cronjob") return undefined;
  const isPlain = workload.kind === "ReplicationController" || workload.kind === "DeploymentConfig";
  const map = isPlain
    ? readStringMap(workload.spec, "selector")
    : readStringMap(known(mapField(workload.spec, "selector")), "matchLabels");
  return map.complete ? knownStrings(map) : undefined;
}

/**
 * A name for the Service of a workload: a DNS-1035 label that no Service of the unit has.
 * Source: kubernetes apimachinery/pkg/util/validation IsDNS1035Label.
 */
export function planServiceName({ resource, unit }: FixTarget, suffix: string): string | Refusal {
  const { name, generateName, namespace } = resource.metadata;
  const base = known(name) ?? known(generateName)?.replace(/-+$/, "");
  if (base === undefined) return { refused: "A template decides about the object's name." };
  const label = base
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^-+/, "");
  const start = /^[a-z]/.test(label) ? label : `svc-${label}`;
  const taken = new Set(
    unit.services.filter(({ facts }) => facts.namespace === known(namespace)).map(({ facts }) => facts.name),
  );
  for (let count = 1; ; count++) {
    const end = count === 1 ? `-${suffix}` : `-${suffix}-${count}`;
    const candidate = start.slice(0, 63 - end.length).replace(/-+$/, "") + end;
    if (!taken.has(candidate)) return candidate;
  }
}
