import { booleanField, type Field, known, knownOr, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap, YamlSeq } from "../yaml/node.ts";
import { allContainers, type Container, type PodSpec } from "./pod-spec.ts";
import type { Workload } from "./resource.ts";

const AGENT_PRIORITIES = ["system-node-critical", "system-cluster-critical"];
/** Directories of the node that only software about the node itself mounts. */
const AGENT_PATHS = ["/var/run", "/run", "/var/lib/kubelet", "/etc/cni", "/opt/cni", "/proc", "/sys", "/dev"];
const AGENT_CAPABILITIES = ["NET_ADMIN", "SYS_ADMIN", "ALL"];
/** Written by the kubelet on the mirror of a static pod. Source: kubernetes pkg/kubelet/types/pod_update.go. */
const MIRROR = "kubernetes.io/config.mirror";

/**
 * Whether a workload is evidently part of the node's own software (network plugins, storage drivers, exporters), for
 * which host ports and the host network are right: in kube-system, of a system priority, mounting the node's runtime
 * directories, with administrative capabilities, a DaemonSet that tolerates every taint, or a static pod's mirror.
 */
export function isNodeAgent(workload: Workload): boolean {
  if (known(workload.metadata.namespace) === "kube-system") return true;
  if (workload.metadata.annotations.entries.some(({ key }) => key === MIRROR)) return true;
  const { pod } = workload;
  if (!pod) return false;
  const priority = known(stringField(pod.map, "priorityClassName"));
  if (priority !== undefined && AGENT_PRIORITIES.includes(priority)) return true;
  if (workload.podKind.controller === "daemonset" && toleratesEverything(pod)) return true;
  return mountsNodeDirectory(pod) || allContainers(pod).some(isPrivileged);
}

function mapItems(field: Field<YamlSeq>): YamlMap[] {
  return field.kind === "present" ? field.value.items.filter((item) => item.kind === "map") : [];
}

function mountsNodeDirectory(pod: PodSpec): boolean {
  return mapItems(seqField(pod.map, "volumes")).some((volume) => {
    const path = known(stringField(known(mapField(volume, "hostPath")), "path"));
    return (
      path !== undefined &&
      (/^\/+$/.test(path) || AGENT_PATHS.some((agentPath) => path === agentPath || path.startsWith(`${agentPath}/`)))
    );
  });
}

function isPrivileged({ map }: Container): boolean {
  const context = known(mapField(map, "securityContext"));
  if (known(booleanField(context, "privileged"))) return true;
  const added = seqField(known(mapField(context, "capabilities")), "add");
  return (
    added.kind === "present" &&
    added.value.items.some(
      (item) => item.kind === "scalar" && AGENT_CAPABILITIES.includes(item.text.replace(/^CAP_/, "")),
    )
  );
}

/** Without a key a toleration is for every taint; one for NoExecute alone does not let the pod onto a node. */
function toleratesEverything(pod: PodSpec): boolean {
  return mapItems(seqField(pod.map, "tolerations")).some((toleration) => {
    const key = knownOr(stringField(toleration, "key"), "");
    const effect = knownOr(stringField(toleration, "effect"), "");
    const isForAll = known(stringField(toleration, "operator")) === "Exists" && key === "";
    return isForAll && (effect === "" || effect === "NoSchedule");
  });
}
