import { booleanField, type Field, known, mapField, stringField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import { knownStrings, readStringMap } from "./metadata.ts";
import { allContainers, type Container, type PodSpec } from "./pod-spec.ts";

/** Whether the pod asks for Windows nodes, by `os.name` or by a node selector. */
export function targetsWindows(pod: PodSpec): boolean {
  if (known(stringField(known(mapField(pod.map, "os")), "name")) === "windows") return true;
  return knownStrings(readStringMap(pod.map, "nodeSelector"))["kubernetes.io/os"] === "windows";
}

/**
 * Whether a container is a Windows HostProcess container: by its own security context, or by the pod's where its own is
 * silent. Undefined where a template decides.
 * Source: kubernetes pkg/apis/core/validation `validateWindowsHostProcessPod`.
 */
export function isHostProcess(pod: PodSpec, container: Container): boolean | undefined {
  const own = hostProcessOf(container.map);
  const field = own.kind === "absent" ? hostProcessOf(pod.map) : own;
  return field.kind === "absent" ? false : known(field);
}

/** `securityContext.windowsOptions.hostProcess` of a pod spec or a container. */
export function hostProcessOf(map: YamlMap): Field<boolean> {
  const context = mapField(map, "securityContext");
  if (context.kind !== "present") return context;
  const options = mapField(context.value, "windowsOptions");
  return options.kind === "present" ? booleanField(options.value, "hostProcess") : options;
}

/** Whether a container of the pod is certainly a HostProcess container: such a pod has to be on the host network. */
export function runsHostProcess(pod: PodSpec): boolean {
  return allContainers(pod).some((container) => isHostProcess(pod, container) === true);
}
