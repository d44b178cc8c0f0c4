import { addedFields, addField } from "../../fixes/add-field.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { declaredPorts, placeOf, storedHostPort } from "../../kubernetes/declared-ports.ts";
import { rootLevelOf } from "../../kubernetes/level-places.ts";
import { type ContainerPort, protocolOf } from "../../kubernetes/pod-spec.ts";
import { known, knownOr } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostIpWithoutHostPort = defineRule({
  id: "host-ip-without-host-port",
  severity: "warning",
  summary: "hostIP does nothing without a hostPort",
  messages: {
    noPort: ({ hostIP, containerPort }: { hostIP: string; containerPort: number | undefined }) =>
      `Nothing opens on ${hostIP}: ${containerPort === undefined ? "the port" : `port ${containerPort}`} has a hostIP but no hostPort.`,
  },
  // kubernetes: pkg/api/pod/warnings.go warningsForPodSpecAndMeta, after a Pod's own defaults.
  pod({ pod, workload }, report) {
    const isDecoded = rootLevelOf(workload) !== undefined;
    for (const declared of declaredPorts(pod)) {
      const { port } = declared;
      const { hostIP } = port;
      if (hostIP.kind !== "present" || hostIP.value === "" || storedHostPort(workload, port) !== 0) continue;
      const containerPort = known(port.containerPort);
      const words = warningOf(port, hostIP.value);
      // On the host network the address is part of what the scheduler compares.
      const isIdle = pod.hostNetwork.kind === "absent" || known(pod.hostNetwork) === false;
      report({
        at: placeOf(declared, hostIP.node),
        message: "noPort",
        data: { hostIP: hostIP.value, containerPort },
        ...(isDecoded && words !== undefined ? { api: words } : {}),
        fixes: [
          isIdle ? removeField.safely("") : removeField.with(""),
          ...(containerPort !== undefined && containerPort > 0
            ? [addField.with(addedFields({ where: "beside", fields: { hostPort: containerPort } }))]
            : []),
        ],
      });
    }
  },
  needsWholeObject: true,
  supersedes: ["host-ip-ignored-with-host-network"],
});

/** The server's words hold the whole port as Go prints it; undefined where a template decides about a part of it. */
function warningOf(port: ContainerPort, hostIP: string): string | undefined {
  const [name, number, protocol] = [knownOr(port.name, ""), knownOr(port.containerPort, 0), protocolOf(port)];
  if (name === undefined || number === undefined || protocol === undefined) return undefined;
  return `${port.path}: hostIP set without hostPort: {Name:${name} HostPort:0 ContainerPort:${number} Protocol:${protocol} HostIP:${hostIP}}`;
}
