import { addedFields, addField } from "../../fixes/add-field.ts";
import { setRolloutStrategy } from "../../fixes/set-rollout-strategy.ts";
import { setValue } from "../../fixes/set-value.ts";
import { invalidValue, requiredValue } from "../../kubernetes/api-error.ts";
import { claimsOf } from "../../kubernetes/claims.ts";
import { intOrPercentValue } from "../../kubernetes/int-or-percent.ts";
import { strategyErrors } from "../../kubernetes/update-strategy.ts";
import { integerOrStringField, known, mapField, stringField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

const PATH = "spec.updateStrategy.rollingUpdate";

export const daemonsetSurgeWithMaxUnavailable = defineRule({
  id: "daemonset-surge-with-max-unavailable",
  severity: "error",
  summary: "A DaemonSet either surges or lets pods be unavailable, never both and never neither",
  messages: {
    both: ({ maxSurge, maxUnavailable }: { maxSurge: number | string; maxUnavailable: number | string }) =>
      `maxSurge ${maxSurge} and maxUnavailable ${maxUnavailable} exclude one another: the API server refuses the DaemonSet.`,
    defaulted: ({ maxSurge }: { maxSurge: number | string }) =>
      `maxSurge ${maxSurge} meets the default maxUnavailable of 1, which excludes it: the API server refuses the DaemonSet.`,
    neither: () => "No pod could ever be replaced: the API server refuses a DaemonSet with two zeros.",
  },
  // kubernetes: pkg/apis/apps/validation ValidateRollingUpdateDaemonSet; pkg/apis/apps/v1/defaults.go SetDefaults_DaemonSet.
  workload({ workload, settings }, report) {
    const { podKind, pod, spec, partial } = workload;
    if (podKind.controller !== "daemonset" || podKind.group !== "apps") return;
    const strategy = known(mapField(spec, "updateStrategy"));
    const type = stringField(strategy, "type");
    if (type.kind === "opaque" || (type.kind === "present" && type.value !== "" && type.value !== "RollingUpdate"))
      return;
    const block = known(mapField(strategy, "rollingUpdate"));
    const maxSurge = integerOrStringField(block, "maxSurge");
    const maxUnavailable = integerOrStringField(block, "maxUnavailable");
    if (maxSurge.kind === "opaque" || maxUnavailable.kind === "opaque") return;
    const surge = maxSurge.kind === "present" ? maxSurge.value : 0;
    const unavailable = maxUnavailable.kind === "present" ? maxUnavailable.value : 1;
    const surges = intOrPercentValue(surge) !== 0;
    const lets = intOrPercentValue(unavailable) !== 0;
    const hasPorts = pod !== undefined && claimsOf(pod).length > 0;
    // What a number is in itself is update-strategy-invalid's business where that speaks.
    const inThemselves = hasPorts
      ? []
      : strategyErrors(workload, settings.kubernetesMinor).flatMap(({ api }) => api ?? []);
    if (maxUnavailable.kind === "present" && !lets && !surges && !(partial && maxSurge.kind === "absent"))
      report({
        at: maxUnavailable.node,
        message: "neither",
        api: [...inThemselves, requiredValue(`${PATH}.maxUnavailable`, "cannot be 0 when maxSurge is 0")],
        fixes: [setRolloutStrategy.with("surge-none")],
      });
    if (maxSurge.kind !== "present" || !surges || !lets || (partial && maxUnavailable.kind === "absent")) return;
    const isAbsent = maxUnavailable.kind === "absent";
    report({
      at: maxSurge.node,
      ...(isAbsent
        ? { message: "defaulted" as const, data: { maxSurge: surge } }
        : { message: "both" as const, data: { maxSurge: surge, maxUnavailable: unavailable } }),
      api: [...inThemselves, invalidValue(`${PATH}.maxSurge`, surge, "may not be set when maxUnavailable is non-zero")],
      // With a port on the node the surge could not be had anyway.
      fixes: hasPorts
        ? [setRolloutStrategy.with("surge-none")]
        : [
            ...(isAbsent ? [addField.with(addedFields({ where: "beside", fields: { maxUnavailable: 0 } }))] : []),
            setValue.with("0"),
          ],
    });
  },
  supersedes: ["host-port-daemonset-surge"],
});
