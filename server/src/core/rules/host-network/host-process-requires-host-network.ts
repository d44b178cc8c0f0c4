import { setHostNetwork } from "../../fixes/set-host-network.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { allContainers, type PodSpec } from "../../kubernetes/pod-spec.ts";
import { hostProcessOf, isHostProcess, runsHostProcess } from "../../kubernetes/windows.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostProcessRequiresHostNetwork = defineRule({
  id: "host-process-requires-host-network",
  severity: "error",
  summary: "Windows HostProcess containers have to be on the host network",
  needsWholeObject: true,
  messages: {
    refused: ({ kind }: { kind: string }) =>
      `The API server refuses the ${kind}: HostProcess containers need hostNetwork true.`,
  },
  // kubernetes: pkg/apis/core/validation validateWindowsHostProcessPod.
  pod({ pod, workload }, report) {
    const { hostNetwork, path } = pod;
    if (hostNetwork.kind === "opaque" || known(hostNetwork) || !runsHostProcess(pod)) return;
    report({
      at: hostNetwork.kind === "present" ? hostNetwork.node : (hostNetwork.entry ?? pod.entry).key,
      message: "refused",
      data: { kind: workload.kind },
      api: [
        ...contradictions(pod),
        ...(isMixed(pod)
          ? [
              invalidValue(
                path,
                "",
                "If pod contains any hostProcess containers then all containers must be HostProcess containers",
              ),
            ]
          : []),
        invalidValue(
          `${path}.hostNetwork`,
          false,
          "hostNetwork must be true if pod contains any hostProcess containers",
        ),
      ],
      fixes: [setHostNetwork.with("true")],
    });
  },
});

/** What the server says besides of containers that contradict the pod. */
function contradictions(pod: PodSpec): string[] {
  const all = known(hostProcessOf(pod.map));
  if (all === undefined) return [];
  return allContainers(pod).flatMap(({ map, path }) => {
    const own = known(hostProcessOf(map));
    if (own === undefined || own === all) return [];
    const field = `${path}.securityContext.windowsOptions.hostProcess`;
    return [invalidValue(field, own, `pod hostProcess value must be identical if both are specified, was ${all}`)];
  });
}

/** Whether a container is certainly none: the server wants all of them or none to be HostProcess containers. */
function isMixed(pod: PodSpec): boolean {
  return allContainers(pod).some((container) => isHostProcess(pod, container) === false);
}
