import { chooseHostPort } from "../../fixes/choose-host-port.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { duplicateValue } from "../../kubernetes/api-error.ts";
import { declaredPorts, earlierPorts, hostIPOf, placeOf, shareHostPorts } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { type ContainerPort, protocolOf } from "../../kubernetes/pod-spec.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostPortDuplicateInPod = defineRule({
  id: "host-port-duplicate-in-pod",
  severity: "error",
  summary: "A pod asks for one host port twice",
  messages: {
    refused: ({ refused, port, address }: { refused: string; port: string; address: string }) =>
      `The API server refuses the ${refused}: its pod asks for host port ${port} twice${address}.`,
  },
  // kubernetes: pkg/apis/core/validation checkHostPortConflicts: regular containers together, each init container alone.
  pod({ pod, workload }, report) {
    const declared = declaredPorts(pod);
    for (const later of declared) {
      const { hostPort, path } = later.port;
      const key = keyOf(later.port);
      if (key === undefined || hostPort.kind !== "present") continue;
      const [first] = earlierPorts(
        declared,
        later,
        (earlier) => shareHostPorts(earlier, later) && keyOf(earlier.port) === key,
      );
      if (first?.port.hostPort.kind !== "present") continue;
      const { list } = later.container;
      const hostIP = hostIPOf(later.port);
      report({
        at: placeOf(later, hostPort.node),
        message: "refused",
        data: {
          refused: refusedFor(workload),
          port: `${hostPort.value}/${protocolOf(later.port)}`,
          address: hostIP ? ` on ${hostIP}` : "",
        },
        // The server looks at init containers one by one and calls each of them the first.
        api: duplicateValue(
          `${list === "initContainers" ? path.replace(/initContainers\[\d+\]/, "initContainers[0]") : path}.hostPort`,
          key,
        ),
        related: [{ at: placeOf(first, first.port.hostPort.node), text: "asks for it first" }],
        fixes: [removeHostPort.with(""), chooseHostPort.with("")],
      });
    }
  },
});

/** What the server compares: protocol, address and host port as they are stored. Undefined where unset or unknown. */
function keyOf(port: ContainerPort): string | undefined {
  const [protocol, hostIP, number] = [protocolOf(port), hostIPOf(port), known(port.hostPort)];
  if (protocol === undefined || hostIP === undefined || number === undefined || number === 0) return undefined;
  return `${protocol}/${hostIP}/${number}`;
}
