import { removeField } from "../../fixes/remove-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { invalidValue, unsupportedValue } from "../../kubernetes/api-error.ts";
import { integerField, known, mapField, stringField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

const AFFINITIES = ["ClientIP", "None"];
/** One day. Source: kubernetes pkg/apis/core/types.go `MaxClientIPServiceAffinitySeconds`. */
const LONGEST = 86400;

export const sessionAffinityConfig = defineRule({
  id: "session-affinity-config",
  severity: "error",
  summary: "A Service's session affinity is ClientIP or None, and lasts a day at most",
  messages: {
    unsupported: ({ value }: { value: string }) =>
      `The API server refuses the Service: sessionAffinity "${value}" is neither ClientIP nor None.`,
    timeout: ({ seconds }: { seconds: number }) =>
      `The API server refuses the Service: a client is kept for 1 to ${LONGEST} seconds (a day), not ${seconds}.`,
  },
  // kubernetes: pkg/apis/core/validation validateService, validateClientIPAffinityConfig. Defaulting drops the config of None.
  service({ service }, report) {
    const { map } = service.spec;
    const affinity = stringField(map, "sessionAffinity");
    if (affinity.kind !== "present" || affinity.value === "") return;
    const { value } = affinity;
    const config = known(mapField(map, "sessionAffinityConfig"));
    const timeout = integerField(known(mapField(config, "clientIP")), "timeoutSeconds");
    const seconds = known(timeout);
    const isWrong = seconds !== undefined && (seconds <= 0 || seconds > LONGEST);
    if (!AFFINITIES.includes(value)) {
      const right = AFFINITIES.find((supported) => supported.toLowerCase() === value.toLowerCase());
      report({
        at: affinity.node,
        message: "unsupported",
        data: { value },
        api: unsupportedValue("spec.sessionAffinity", value, AFFINITIES),
        fixes: right === undefined || (isWrong && right !== "None") ? [] : [setValue.safely(JSON.stringify(right))],
      });
    }
    if (value !== "ClientIP" || !isWrong || timeout.kind !== "present") return;
    report({
      at: timeout.node,
      message: "timeout",
      data: { seconds },
      api: invalidValue(
        "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
        seconds,
        `must be greater than 0 and less than ${LONGEST}`,
      ),
      fixes: [
        ...(seconds > LONGEST ? [setValue.with(JSON.stringify(LONGEST))] : []),
        removeField.with("three hours, the default"),
      ],
    });
  },
});
