import type { FixCall } from "../../fixes/fix-call.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { setContainerPort } from "../../fixes/set-container-port.ts";
import { setHostPort } from "../../fixes/set-host-port.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { declaredPorts, placeOf } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

interface Ports {
  readonly refused: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

export const hostNetworkPortMismatch = defineRule({
  id: "host-network-port-mismatch",
  severity: "error",
  levels: ["error", "information"],
  summary: "On the host network a hostPort has to equal its containerPort",
  messages: {
    refused: ({ refused, hostPort, containerPort }: Ports) =>
      `On the host network nothing translates port ${hostPort} to ${containerPort}: the API server refuses the ${refused}.`,
    missing: ({ refused, hostPort }: Ports) =>
      `On the host network hostPort ${hostPort} needs an equal containerPort: the API server refuses the ${refused}.`,
    unchecked: ({ hostPort, containerPort }: Ports) =>
      `On the host network nothing translates port ${hostPort} to ${containerPort}; the process is reached at the port that it binds.`,
  },
  // kubernetes: pkg/apis/core/validation validatePodHostNetworkDeps. It looks at `containers` alone, and reads an absent containerPort as 0.
  pod({ pod, workload }, report) {
    if (!known(pod.hostNetwork)) return;
    for (const declared of declaredPorts(pod)) {
      const { hostPort, containerPort, container, path } = declared.port;
      if (container.list === "ephemeralContainers" || hostPort.kind !== "present" || hostPort.value === 0) continue;
      const wanted = containerPort.kind === "absent" ? 0 : known(containerPort);
      if (wanted === undefined || hostPort.value === wanted) continue;
      const data = { refused: refusedFor(workload), hostPort: hostPort.value, containerPort: wanted };
      const at = placeOf(declared, hostPort.node);
      const fixes: readonly FixCall[] = [
        ...(isPort(wanted) ? [setHostPort.with("containerPort")] : []),
        removeHostPort.with(""),
        ...(isPort(hostPort.value) ? [setContainerPort.with("hostPort")] : []),
      ];
      if (container.list === "initContainers") report({ at, message: "unchecked", data, level: "information", fixes });
      else
        report({
          at,
          message: wanted === 0 ? "missing" : "refused",
          data,
          api: invalidValue(
            `${path}.hostPort`,
            hostPort.value,
            "must match `containerPort` when `hostNetwork` is true",
          ),
          fixes,
        });
    }
  },
  supersedes: [
    "host-port-in-node-port-range",
    "host-port-reserved",
    "host-port-privileged",
    "host-port-ephemeral-range",
  ],
});

/** A fix never writes a number that the API server refuses. */
function isPort(number: number): boolean {
  return number >= 1 && number <= 65535;
}
