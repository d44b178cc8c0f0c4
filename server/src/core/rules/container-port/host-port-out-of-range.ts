import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { declaredPorts } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { defineRule } from "../rule.ts";

export const hostPortOutOfRange = defineRule({
  id: "host-port-out-of-range",
  severity: "error",
  summary: "A hostPort lies between 1 and 65535",
  messages: {
    outOfRange: ({ refused, port }: { refused: string; port: number }) =>
      `The API server refuses the ${refused}: no node has a port ${port}, only 1 to 65535.`,
  },
  // kubernetes: pkg/apis/core/validation validateContainerPorts. 0 is unset.
  pod({ pod, workload }, report) {
    for (const { port } of declaredPorts(pod)) {
      const { hostPort, path } = port;
      if (hostPort.kind !== "present" || hostPort.value === 0) continue;
      const { value } = hostPort;
      if (value >= 1 && value <= 65535) continue;
      report({
        at: hostPort.node,
        message: "outOfRange",
        data: { refused: refusedFor(workload), port: value },
        api: invalidValue(`${path}.hostPort`, value, "must be between 1 and 65535, inclusive"),
        fixes: [removeHostPort.with("")],
      });
    }
  },
});
