import { pickNodePort } from "../../fixes/pick-node-port.ts";
import { shareServicePort } from "../../fixes/share-service-port.ts";
import { nodePortClashes } from "../../kubernetes/node-port-clashes.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

interface Shared {
  readonly number: number;
  readonly port: string;
  readonly other: string;
}

export const nodePortSharedAcrossPorts = defineRule({
  id: "node-port-shared-across-ports",
  severity: "error",
  summary: "Two ports of a Service name one nodePort for different protocols",
  messages: {
    shared: ({ number, port, other }: Shared) =>
      `The API server refuses the Service: ports ${other} and ${port} name node port ${number}; only entries of one port share one.`,
  },
  service({ service }, report) {
    for (const { number, at, later, first, sameProtocol, api } of nodePortClashes(service.spec)) {
      if (sameProtocol || api === undefined) continue;
      const port = known(first.port);
      report({
        at,
        message: "shared",
        data: { number, port: `${known(later.port) ?? "?"}`, other: `${port ?? "?"}` },
        api,
        related: [{ at: first.nodePort.kind === "present" ? first.nodePort.node : first.node, text: "has it first" }],
        fixes: [
          pickNodePort.with("unset"),
          pickNodePort.with("static-band"),
          ...(port === undefined || port < 1 || port > 65535 ? [] : [shareServicePort.with(`${port}`)]),
        ],
      });
    }
  },
});
