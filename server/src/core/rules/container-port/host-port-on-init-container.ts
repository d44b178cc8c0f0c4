import { SIDECARS_COUNT_SINCE } from "../../facts/rivals.ts";
import { movePortEntry } from "../../fixes/move-port-entry.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { declaredPorts, placeOf } from "../../kubernetes/declared-ports.ts";
import { isSidecar } from "../../kubernetes/pod-spec.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostPortOnInitContainer = defineRule({
  id: "host-port-on-init-container",
  severity: "warning",
  summary: "The hostPort of an init container or sidecar gets no traffic",
  messages: {
    plain: ({ port }: { port: number }) =>
      `Nothing arrives at host port ${port}: the ports of init containers are neither forwarded nor reserved.`,
    sidecar: ({ port, isReserved }: { port: number; isReserved: boolean }) =>
      isReserved
        ? `Host port ${port} is taken on the node, but nothing arrives: the ports of sidecars are not forwarded.`
        : `Nothing arrives at host port ${port}: the ports of sidecars are not forwarded.`,
  },
  // kubernetes: pkg/kubelet/kuberuntime/kuberuntime_sandbox.go generatePodSandboxConfig maps `containers` alone;
  // pkg/scheduler/util/utils.go GetHostPorts.
  pod({ pod, settings }, report) {
    if (pod.hostNetwork.kind === "opaque" || known(pod.hostNetwork)) return;
    for (const declared of declaredPorts(pod)) {
      const { container, port } = declared;
      const hostPort = known(port.hostPort) ?? 0;
      const isKept = isSidecar(container);
      if (port.hostPort.kind !== "present" || hostPort <= 0 || container.list !== "initContainers") continue;
      const at = placeOf(declared, port.hostPort.node);
      if (isKept)
        report({
          at,
          message: "sidecar",
          data: { port: hostPort, isReserved: settings.kubernetesMinor >= SIDECARS_COUNT_SINCE },
          fixes: [movePortEntry.with(""), removeHostPort.with("")],
        });
      else if (isKept === false)
        report({ at, message: "plain", data: { port: hostPort }, fixes: [removeHostPort.safely("")] });
    }
  },
  needsWholeObject: true,
});
