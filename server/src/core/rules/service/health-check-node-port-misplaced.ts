import { removeField } from "../../fixes/remove-field.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { typeTextOf } from "../../kubernetes/service.ts";
import { knownOr } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const healthCheckNodePortMisplaced = defineRule({
  id: "health-check-node-port-misplaced",
  severity: "error",
  summary: "A healthCheckNodePort needs a LoadBalancer with the traffic policy Local",
  messages: {
    wrongType: ({ number, type }: { number: number; type: string }) =>
      `The API server refuses the Service: healthCheckNodePort ${number} is for type LoadBalancer, not ${type}.`,
    wrongPolicy: ({ number, policy }: { number: number; policy: string }) =>
      `The API server refuses the Service: healthCheckNodePort ${number} is for externalTrafficPolicy Local, not ${policy}.`,
  },
  // kubernetes: pkg/apis/core/validation validateServiceExternalTrafficPolicy; pkg/api/service NeedsHealthCheck. 0 is unset.
  service({ service }, report) {
    const { spec } = service;
    const { healthCheckNodePort, externalTrafficPolicy } = spec;
    if (healthCheckNodePort.kind !== "present" || healthCheckNodePort.value === 0) return;
    const type = typeTextOf(spec);
    const policy = knownOr(externalTrafficPolicy, "");
    if (type === undefined || (type === "LoadBalancer" && (policy === undefined || policy === "Local"))) return;
    if (service.partial && (spec.type.kind === "absent" || externalTrafficPolicy.kind === "absent")) return;
    const number = healthCheckNodePort.value;
    report({
      at: healthCheckNodePort.node,
      ...(type === "LoadBalancer"
        ? { message: "wrongPolicy", data: { number, policy: policy || "Cluster" } }
        : { message: "wrongType", data: { number, type } }),
      api: invalidValue(
        "spec.healthCheckNodePort",
        number,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
      fixes: [removeField.safely("")],
    });
  },
});
