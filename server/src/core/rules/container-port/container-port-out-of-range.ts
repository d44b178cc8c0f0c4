import { invalidValue } from "../../kubernetes/api-error.ts";
import { declaredPorts, storedHostPort } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const containerPortOutOfRange = defineRule({
  id: "container-port-out-of-range",
  severity: "error",
  summary: "A containerPort lies between 1 and 65535",
  messages: {
    outOfRange: ({ refused, port }: { refused: string; port: number }) =>
      `The API server refuses the ${refused}: there is no port ${port}, only 1 to 65535.`,
  },
  // kubernetes: apimachinery/pkg/util/validation IsValidPortNum.
  pod({ pod, workload }, report) {
    for (const { port } of declaredPorts(pod)) {
      const { containerPort, path } = port;
      if (containerPort.kind !== "present" || containerPort.value === 0) continue;
      const { value } = containerPort;
      if (value >= 1 && value <= 65535) continue;
      const detail = "must be between 1 and 65535, inclusive";
      // On the host network a Pod's hostPort is filled in first, and is then as wrong.
      const isCopied = (known(port.hostPort) ?? 0) === 0 && storedHostPort(workload, port) === value;
      report({
        at: containerPort.node,
        message: "outOfRange",
        data: { refused: refusedFor(workload), port: value },
        api: [
          invalidValue(`${path}.containerPort`, value, detail),
          ...(isCopied ? [invalidValue(`${path}.hostPort`, value, detail)] : []),
        ],
      });
    }
  },
});
