import { addedFields, addField } from "../../fixes/add-field.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { setValue } from "../../fixes/set-value.ts";
import { claimsOf } from "../../kubernetes/claims.ts";
import { stringField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostPortStatefulsetBlocks = defineRule({
  id: "host-port-statefulset-blocks",
  severity: "information",
  summary: "One StatefulSet pod without a free node holds back all later ones",
  messages: {
    ordered: ({ replicas, port }: { replicas: number; port: number }) =>
      `The ${replicas} pods start one by one, each on a node with port ${port} free; one that waits holds back all later ones.`,
  },
  // kubernetes: pkg/controller/statefulset/stateful_set_control.go: a monotonic set starts no pod before its predecessor is ready.
  workload({ workload }, report) {
    const { podKind, pod, spec, replicas } = workload;
    if (podKind.controller !== "statefulset" || !pod || replicas.kind !== "present" || replicas.value < 2) return;
    const policy = stringField(spec, "podManagementPolicy");
    const isOrdered =
      policy.kind === "absent" ||
      (policy.kind === "present" && (policy.value === "" || policy.value === "OrderedReady"));
    const [claim] = claimsOf(pod);
    if (!isOrdered || !claim) return;
    report({
      at: policy.kind === "present" ? policy.node : replicas.node,
      message: "ordered",
      data: { replicas: replicas.value, port: claim.port },
      related: [{ at: claim.node, text: "the port on the node" }],
      fixes: [
        convertToNodePort.with(""),
        policy.kind === "present"
          ? setValue.with('"Parallel"')
          : addField.with(addedFields({ where: "beside", fields: { podManagementPolicy: "Parallel" } })),
      ],
    });
  },
  needsWholeObject: true,
});
