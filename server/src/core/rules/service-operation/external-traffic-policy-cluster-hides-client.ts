import { addedFields, addField } from "../../fixes/add-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { serviceTypeOf } from "../../kubernetes/service.ts";
import { defineRule } from "../rule.ts";

export const externalTrafficPolicyClusterHidesClient = defineRule({
  id: "external-traffic-policy-cluster-hides-client",
  severity: "hint",
  optIn: true,
  summary: "Behind a node port the pods see a node's address instead of the client's",
  needsWholeObject: true,
  messages: {
    hidden: () =>
      "Pods see the address of a node, not the client's, and filters by source address in them or in NetworkPolicies see it too.",
  },
  service({ service: { spec } }, report) {
    const type = serviceTypeOf(spec);
    const policy = spec.externalTrafficPolicy;
    if ((type !== "NodePort" && type !== "LoadBalancer") || spec.type.kind !== "present") return;
    if (policy.kind === "opaque") return;
    if (policy.kind === "present" && policy.value !== "" && policy.value !== "Cluster") return;
    report({
      at: policy.kind === "present" ? policy.node : spec.type.node,
      message: "hidden",
      fixes: [
        policy.kind === "present"
          ? setValue.with('"Local"')
          : addField.with(addedFields({ where: "beside", fields: { externalTrafficPolicy: "Local" } })),
      ],
    });
  },
});
