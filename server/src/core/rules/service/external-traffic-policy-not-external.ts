import { removeField } from "../../fixes/remove-field.ts";
import { renameField } from "../../fixes/rename-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { invalidValue, typedText, unsupportedText, unsupportedValue } from "../../kubernetes/api-error.ts";
import { isExternallyAccessible, typeTextOf } from "../../kubernetes/service.ts";
import { stringField } from "../../yaml/field.ts";
import { entryOf } from "../../yaml/node.ts";
import { defineRule } from "../rule.ts";

const POLICIES = ["Cluster", "Local"];

export const externalTrafficPolicyNotExternal = defineRule({
  id: "external-traffic-policy-not-external",
  severity: "error",
  summary: "A Service has a traffic policy that is not for it, or that does not exist",
  messages: {
    notExternal: ({ type }: { type: string }) =>
      `The API server refuses the Service: type ${type} gets no traffic from outside for externalTrafficPolicy.`,
    unsupported: ({ field, value, supported }: { field: string; value: string; supported: readonly string[] }) =>
      `The API server refuses the Service: ${field} "${value}" is none of ${supported.join(", ")}.`,
  },
  // kubernetes: pkg/apis/core/validation validateServiceExternalTrafficPolicy, validateServiceInternalTrafficFieldsValue, validateServiceTrafficDistribution.
  service({ service, settings }, report) {
    const { spec, partial } = service;
    const policy = spec.externalTrafficPolicy;
    const isExternal = isExternallyAccessible(spec);
    const isMisplaced = isExternal === false && !(partial && spec.type.kind === "absent");
    if (isMisplaced && policy.kind === "present" && policy.value !== "")
      report({
        at: policy.node,
        message: "notExternal",
        data: { type: typeTextOf(spec) ?? "" },
        api: invalidValue(
          "spec.externalTrafficPolicy",
          typedText(policy.value),
          "may only be set for externally-accessible services",
        ),
        fixes:
          policy.value === "Local" && spec.map && !entryOf(spec.map, "internalTrafficPolicy")
            ? [removeField.with(""), renameField.with("internalTrafficPolicy")]
            : [removeField.safely("")],
      });

    const distributions = distributionsOf(settings.kubernetesMinor);
    for (const [field, supported, words] of [
      ["externalTrafficPolicy", POLICIES, unsupportedValue],
      ["internalTrafficPolicy", POLICIES, unsupportedValue],
      ["trafficDistribution", distributions, unsupportedText],
    ] as const) {
      const read = stringField(spec.map, field);
      if (read.kind !== "present" || supported.includes(read.value)) continue;
      const { value, node } = read;
      if (field === "externalTrafficPolicy" && (!isExternal || value === "")) continue;
      const right = supported.find((known) => known.toLowerCase() === value.toLowerCase());
      report({
        at: node,
        message: "unsupported",
        data: { field, value, supported },
        api: words(`spec.${field}`, value, supported),
        fixes: right === undefined ? [] : [setValue.safely(JSON.stringify(right))],
      });
    }
  },
});

/** The feature PreferSameTrafficDistribution is on by default since 1.34. */
function distributionsOf(minor: number): readonly string[] {
  return minor >= 34 ? ["PreferClose", "PreferSameZone", "PreferSameNode"] : ["PreferClose"];
}
