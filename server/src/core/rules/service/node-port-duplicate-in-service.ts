import { pickNodePort } from "../../fixes/pick-node-port.ts";
import { nodePortClashes } from "../../kubernetes/node-port-clashes.ts";
import { protocolOf } from "../../kubernetes/pod-spec.ts";
import { knownOr } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const nodePortDuplicateInService = defineRule({
  id: "node-port-duplicate-in-service",
  severity: "error",
  summary: "Two entries of a Service name one nodePort for one protocol",
  messages: {
    duplicate: ({ nodePort }: { nodePort: string }) =>
      `The API server refuses the Service: two of its ports name node port ${nodePort}.`,
  },
  service({ service }, report) {
    for (const { number, at, later, first, sameProtocol, api } of nodePortClashes(service.spec)) {
      if (!sameProtocol) continue;
      const isSamePort = knownOr(later.port, 0) === knownOr(first.port, 0);
      report({
        at,
        message: "duplicate",
        data: { nodePort: `${number}/${protocolOf(later) ?? ""}` },
        ...(api === undefined ? {} : { api }),
        related: [{ at: first.nodePort.kind === "present" ? first.nodePort.node : first.node, text: "has it first" }],
        // Of two entries for one port neither can have another number: one of them is too many.
        fixes: isSamePort ? [] : [pickNodePort.with("unset"), pickNodePort.with("static-band")],
      });
    }
  },
});
