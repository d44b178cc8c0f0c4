import { booleanField, type Field, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import { allContainers, type Container, type PodSpec } from "./pod-spec.ts";
import type { Workload } from "./resource.ts";

const AGENT_PRIORITIES = ["system-node-critical", "system-cluster-critical"];
/** Directories of the node that only software about the node itself mounts. */
const AGENT_PATHS = ["/var/run", "/run", "/var/lib/kubelet", "/etc/cni", "/opt/cni", "/proc", "/sys", "/dev"];
const AGENT_CAPABILITIES = ["NET_ADMIN", "SYS_ADMIN"];

/**
 * Whether a workload is evidently part of the node's own software (network plugins, storage drivers, exporters), for
 * which host ports and the host network are right: in kube-system, of a system priority, mounting the node's runtime
 * directories, with administrative capabilities, or a DaemonSet that tolerates every taint.
 */
export function isNodeAgent(workload: Workload): boolean {
  if (known(workload.metadata.namespace) === "kube-system") return true;
  const { pod } = workload;
  if (!pod) return false;
  const priority = known(stringField(pod.map, "priorityClassName"));
  if (priority !== undefined && AGENT_PRIORITIES.includes(priority)) return true;
  if (workload.podKind.controller === "daemonset" && toleratesEverything(pod)) return true;
  return mountsNodeDirectory(pod) || allContainers(pod).some(isPrivileged);
}

function mapItems(field: Field<{ readonly items: readonly unknown[] }>): YamlMap[] {
  return field.kind === "present" ? (field.value.items as YamlMap[]).filter((item) => item.kind === "map") : [];
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

function toleratesEverything(pod: PodSpec): boolean {
  return mapItems(seqField(pod.map, "tolerations")).some(
    (toleration) =>
      known(stringField(toleration, "operator")) === "Exists" && stringField(toleration, "key").kind === "absent",
  );
}
