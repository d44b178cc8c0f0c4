import { removeField } from "../../fixes/remove-field.ts";
import { serviceTypeOf } from "../../kubernetes/service.ts";
import { defineRule } from "../rule.ts";

export const nodePortOnExternalName = defineRule({
  id: "node-port-on-external-name",
  severity: "warning",
  summary: "A nodePort of an ExternalName Service does nothing",
  messages: {
    ignored: ({ nodePort }: { nodePort: number }) =>
      `No node opens port ${nodePort}: an ExternalName Service is only an alias in DNS, and its nodePort is ignored.`,
  },
  // kubernetes: pkg/registry/core/service/storage/alloc.go txnAllocNodePorts; validateService forbids it for ClusterIP alone.
  service({ service }, report) {
    if (serviceTypeOf(service.spec) !== "ExternalName") return;
    for (const { nodePort } of service.spec.ports) {
      if (nodePort.kind !== "present" || nodePort.value === 0) continue;
      report({
        at: nodePort.node,
        message: "ignored",
        data: { nodePort: nodePort.value },
        fixes: [removeField.safely("")],
      });
    }
  },
});
