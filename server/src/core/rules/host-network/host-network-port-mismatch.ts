import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { setHostPort } from "../../fixes/set-host-port.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostNetworkPortMismatch = defineRule({
  id: "host-network-port-mismatch",
  severity: "error",
  levels: ["error", "information"],
  summary: "On the host network a hostPort has to equal its containerPort",
  messages: {
    refused: ({ hostPort, containerPort }: { hostPort: number; containerPort: number }) =>
      `On the host network nothing translates port ${hostPort} to ${containerPort}: the API server refuses the pod.`,
    unchecked: ({ hostPort, containerPort }: { hostPort: number; containerPort: number }) =>
      `On the host network nothing translates port ${hostPort} to ${containerPort}; the process is reached at the port that it binds.`,
  },
  // kubernetes: pkg/apis/core/validation validatePodHostNetworkDeps. It looks at `containers` alone.
  pod({ pod }, report) {
    if (!known(pod.hostNetwork)) return;
    for (const { list, ports } of [...pod.containers.items, ...pod.initContainers.items]) {
      for (const { hostPort, containerPort, path } of ports) {
        if (hostPort.kind !== "present" || hostPort.value === 0 || containerPort.kind === "opaque") continue;
        const wanted = containerPort.kind === "present" ? containerPort.value : 0;
        if (hostPort.value === wanted) continue;
        const data = { hostPort: hostPort.value, containerPort: wanted };
        const fixes = [...(wanted > 0 ? [setHostPort.with("containerPort")] : []), removeHostPort.with("")];
        if (list === "initContainers")
          report({ at: hostPort.node, message: "unchecked", data, level: "information", fixes });
        else
          report({
            at: hostPort.node,
            message: "refused",
            data,
            api: invalidValue(
              `${path}.hostPort`,
              hostPort.value,
              "must match `containerPort` when `hostNetwork` is true",
            ),
            fixes,
          });
      }
    }
  },
  supersedes: [
    "host-port-in-node-port-range",
    "host-port-reserved",
    "host-port-privileged",
    "host-port-ephemeral-range",
  ],
});
