import { mapsIn } from "../facts/collect-parts.ts";
import { handlersOf } from "../kubernetes/handlers.ts";
import { allContainers, type Container } from "../kubernetes/pod-spec.ts";
import { serviceTypeOf } from "../kubernetes/service.ts";
import { runsHostProcess } from "../kubernetes/windows.ts";
import type { TextEdit } from "../text/edit.ts";
import { insertEntryAfter, removeFromMaps, setEntry } from "../yaml/edit.ts";
import { booleanField, type Field, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlEntry, YamlMap } from "../yaml/node.ts";
import { editablePod } from "./editable-pod.ts";
import { mayOpen, opensNodePorts } from "./existing-services.ts";
import { applyExposure, type Exposure, type ExposureWish, notesOn, planExposure, serviceKey } from "./expose.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { hostPortEntries, isAtKindOr, listOf, withNotes } from "./host-port-lines.ts";
import { chooseNodePorts, clientsNote } from "./node-port-numbers.ts";
import { whyFixed } from "./place.ts";
import { planDeclaredPorts, sidecarsOf } from "./service-ports.ts";

/**
 * `node-port`: a NodePort Service leads to the declared ports; `host-ports`: they stay open on the pod's node by hostPorts.
 * In a fix's argument the Service to be changed may follow, where there are several.
 */
type Variant = "node-port" | "host-ports";

/**
 * Gives a pod a network of its own and keeps its declared ports reachable from outside. Not for pods that evidently work
 * on the node's network itself. Whether the application needs the node's interfaces all the same, the text does not say.
 */
export const leaveHostNetwork = defineFix<string>({
  id: "leave-host-network",
  title(arg, target) {
    const { variant, via } = readArg(arg);
    const leave = "Leave the host network";
    if (variant === "host-ports") {
      const ports = planHostPorts(target);
      if ("refused" in ports) return `${leave}, with hostPorts`;
      return `${leave}: hostPort ${listOf(ports.numbers)} stays open on the pod's node, forwarded to it`;
    }
    const plan = planServicePorts(target, via);
    if ("refused" in plan) return `${leave}, with a NodePort Service`;
    return withNotes(`${leave}; expose ${outcomeOf(plan)}`, [
      clientsNote(plan, chooseNodePorts(plan, false)),
      ...notesOn(plan),
    ]);
  },
  apply(target, arg) {
    const { variant, via } = readArg(arg);
    const own = hostNetworkEntries(target);
    if ("refused" in own) return own;
    if (variant === "host-ports") {
      const ports = planHostPorts(target);
      return "refused" in ports ? ports : inSection(target, [...removeFromMaps(target.text, [own]), ...ports.edits]);
    }
    const plan = planServicePorts(target, via);
    if ("refused" in plan) return plan;
    return applyExposure(target, plan, WISH, {
      podEdits: removeFromMaps(target.text, [own, ...hostPortEntries(plan)]),
      label: "Remove hostNetwork",
      nodePortOf: chooseNodePorts(plan, false),
    });
  },
  variants(target, arg) {
    const { variant } = readArg(arg);
    const plan = variant === "node-port" ? planServicePorts(target, undefined) : undefined;
    if (!plan || "refused" in plan || plan.way.kind !== "choice") return [arg];
    return plan.way.services.map((service) => `${variant} ${serviceKey(service)}`);
  },
  // The ports of the node stay what they are: its own pod's.
  announces: ["host-port-on-non-daemonset"],
  refactoring: {
    kind: "expose",
    args: ["node-port", "host-ports"],
    isMeantAt: (target) =>
      target.resource.type === "workload" &&
      target.resource.pod !== undefined &&
      known(target.resource.pod.hostNetwork) === true &&
      isAtKindOr(target, "hostNetwork", "dnsPolicy", "ports"),
  },
});

function readArg(arg: string): { readonly variant: Variant; readonly via: string | undefined } {
  const [, word, via] = /^([\w-]*)(?: (.*))?$/.exec(arg) ?? [];
  return { variant: word === "host-ports" ? word : "node-port", via };
}

const WISH: ExposureWish = {
  type: "NodePort",
  isLocal: false,
  suffix: "nodeport",
  planPorts: planDeclaredPorts,
  serves: opensNodePorts,
  mayChange: mayOpen,
};

function planServicePorts(target: FixTarget, via: string | undefined): Exposure | Refusal {
  const bound = whyBound(target);
  return bound === undefined ? planExposure(target, WISH, via) : { refused: bound };
}

function outcomeOf({ way, ports }: Exposure): string {
  const numbers = listOf(ports.map(({ port }) => port));
  if (way.kind === "choice") return `${numbers} by one of ${way.services.length} Services`;
  if (way.kind === "new") return `${numbers} by NodePort Service "${way.name}"`;
  const { name, service } = way.service;
  const isMade = way.kind === "changed" && serviceTypeOf(service.spec) === "ClusterIP";
  return `${numbers} by Service "${name}"${isMade ? ", made a NodePort Service" : ""}`;
}

/** The declared ports of regular containers as hostPorts, which the others could not have. */
function planHostPorts(
  target: FixTarget,
): { readonly numbers: readonly number[]; readonly edits: readonly TextEdit[] } | Refusal {
  const bound = whyBound(target);
  if (bound !== undefined) return { refused: bound };
  const pod = editablePod(target);
  if ("refused" in pod) return pod;
  const planned = planDeclaredPorts(target, pod);
  if ("refused" in planned) return planned;
  if (sidecarsOf(pod).some(({ ports }) => ports.length > 0))
    return { refused: "The hostPort of a sidecar would not be forwarded." };
  const edits = planned.ports.flatMap(({ source: { map, hostPort, containerPort }, containerPort: number }) => {
    if (!map || containerPort.kind !== "present" || (known(hostPort) ?? 0) !== 0) return [];
    return hostPort.entry
      ? [setEntry(target.text, map, "hostPort", number)]
      : [insertEntryAfter(target.text, map, containerPort.entry, "hostPort", number)];
  });
  return { numbers: planned.ports.map(({ source, port }) => known(source.hostPort) || port), edits };
}

/** What takes the pod off the host network, and back to the resolver that all other pods have. */
function hostNetworkEntries(
  target: FixTarget,
): { readonly map: YamlMap; readonly entries: readonly YamlEntry[] } | Refusal {
  const pod = editablePod(target);
  if ("refused" in pod) return pod;
  const { hostNetwork, dnsPolicy, map } = pod;
  if (hostNetwork.kind !== "present" || !hostNetwork.value) return { refused: "The pod is not on the host network." };
  if (dnsPolicy.kind === "opaque") return { refused: "A template decides about dnsPolicy." };
  const isForHost = dnsPolicy.kind === "present" && dnsPolicy.value === "ClusterFirstWithHostNet";
  const gone = [hostNetwork.entry, ...(isForHost ? [dnsPolicy.entry] : [])];
  if (map.merges || gone.some((entry) => whyFixed(target.tree, { map, entry, onKey: true }) !== undefined))
    return { refused: "The field is shared by a YAML anchor or a merge key." };
  return { map, entries: gone };
}

/** Directories of the node that hold its network, or let a container see it. */
const NETWORK_PATHS = ["/sys", "/proc", "/var/run/netns", "/run/netns", "/etc/cni", "/opt/cni"];
const NETWORK_CAPABILITIES = ["NET_ADMIN", "NET_RAW", "SYS_ADMIN", "ALL"];
const SYSTEM_PRIORITIES = ["system-node-critical", "system-cluster-critical"];

/** Why the pod has to stay on the host network, as far as its manifest tells. */
function whyBound({ resource }: FixTarget): string | undefined {
  const pod = resource.type === "workload" ? resource.pod : undefined;
  if (!pod) return "There is no pod spec here.";
  const shared = ["hostPID", "hostIPC"].find((key) => mayBeTrue(booleanField(pod.map, key)));
  if (shared !== undefined) return `With ${shared} the pod is about the node itself.`;
  if (runsHostProcess(pod)) return "Windows wants the host network for HostProcess containers.";
  const priority = stringField(pod.map, "priorityClassName");
  if (priority.kind === "opaque" || SYSTEM_PRIORITIES.includes(known(priority) ?? ""))
    return `Pods of priority ${known(priority) ?? "unknown"} are the node's own software.`;
  const path = mapsIn(seqField(pod.map, "volumes"))
    .flatMap((volume) => known(stringField(known(mapField(volume, "hostPath")), "path")) ?? [])
    .find((own) => /^\/+$/.test(own) || NETWORK_PATHS.some((prefix) => own === prefix || own.startsWith(`${prefix}/`)));
  if (path !== undefined) return `It mounts ${path} of the node.`;
  for (const container of allContainers(pod)) {
    const reason = whyContainerBound(container);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function whyContainerBound(container: Container): string | undefined {
  const context = mapField(container.map, "securityContext");
  if (context.kind === "opaque") return "A template decides about a container's privileges.";
  if (mayBeTrue(booleanField(known(context), "privileged")))
    return "A privileged container may work on the node's network.";
  const added = seqField(known(mapField(known(context), "capabilities")), "add");
  const capability = (added.kind === "present" ? added.value.items : [])
    .flatMap((item) => (item.kind === "scalar" ? [item.text.replace(/^CAP_/, "")] : []))
    .find((name) => NETWORK_CAPABILITIES.includes(name));
  if (capability !== undefined) return `A container has the capability ${capability}.`;
  const dialled = handlersOf(container).find(({ map }) => known(stringField(map, "host")) !== undefined);
  // The kubelet dials from the node: its loopback would no longer be the pod's.
  return (
    dialled && `A probe dials ${known(stringField(dialled.map, "host"))}, which is the pod only on the host network.`
  );
}

function mayBeTrue(field: Field<boolean>): boolean {
  return field.kind === "opaque" || known(field) === true;
}
