import { removeField } from "../../fixes/remove-field.ts";
import { setServiceType } from "../../fixes/set-service-type.ts";
import { forbidden } from "../../kubernetes/api-error.ts";
import { serviceTypeOf } from "../../kubernetes/service.ts";
import { defineRule } from "../rule.ts";

export const nodePortOnClusterIp = defineRule({
  id: "node-port-on-cluster-ip",
  severity: "error",
  summary: "A ClusterIP Service cannot name a nodePort",
  messages: {
    refused: ({ nodePort }: { nodePort: number }) =>
      `The API server refuses the Service: type ClusterIP has no port on the nodes, so no ${nodePort}.`,
    byDefault: ({ nodePort }: { nodePort: number }) =>
      `The API server refuses the Service: no type means ClusterIP, which has no node port ${nodePort}.`,
  },
  // kubernetes: pkg/apis/core/validation validateService. 0 is unset.
  service({ service }, report) {
    const { spec } = service;
    const isWritten = spec.type.kind === "present" && spec.type.value !== "";
    if (serviceTypeOf(spec) !== "ClusterIP" || (service.partial && !isWritten)) return;
    for (const { nodePort, path } of spec.ports) {
      if (nodePort.kind !== "present" || nodePort.value === 0) continue;
      report({
        at: nodePort.node,
        message: isWritten ? "refused" : "byDefault",
        data: { nodePort: nodePort.value },
        api: forbidden(`${path}.nodePort`, "may not be used when `type` is 'ClusterIP'"),
        fixes: [removeField.with(""), setServiceType.with("NodePort")],
      });
    }
  },
});
