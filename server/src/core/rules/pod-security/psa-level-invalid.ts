import { setValue } from "../../fixes/set-value.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { groupOf } from "../../kubernetes/kinds.ts";
import { POD_SECURITY_LEVELS, podSecurityLabelProblem } from "../../kubernetes/pod-security-labels.ts";
import { nearest } from "../../text/nearest.ts";
import { knownOr } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const psaLevelInvalid = defineRule({
  id: "psa-level-invalid",
  severity: "error",
  summary: "Pod Security knows three levels and versions of the form v1.30",
  kinds: "Namespaces",
  messages: {
    level: ({ value }: { value: string }) =>
      `Pod Security has no level "${value}": the API server refuses the Namespace, and with it everything in it.`,
    version: ({ value }: { value: string }) =>
      `"${value}" is no version that Pod Security can read: the API server refuses the Namespace, and with it everything in it.`,
  },
  object({ object }, report) {
    if (object.kind !== "Namespace" || groupOf(object.apiVersion) !== "") return;
    for (const { key, value: field, entry } of object.metadata.labels.entries) {
      // A label that is null is stored as an empty string.
      const value = knownOr(field, "");
      const problem = value === undefined ? undefined : podSecurityLabelProblem(key, value);
      if (value === undefined || problem === undefined) continue;
      const isVersion = key.endsWith("-version");
      const meant = isVersion ? meantVersion(value) : meantLevel(value);
      report({
        at: field.kind === "present" ? field.node : entry.key,
        message: isVersion ? "version" : "level",
        data: { value },
        api: invalidValue(`metadata.labels[${key}]`, value, problem),
        fixes: meant === undefined || field.kind !== "present" ? [] : [setValue.with(JSON.stringify(meant))],
      });
    }
  },
});

function meantLevel(value: string): string | undefined {
  return nearest(value.toLowerCase(), POD_SECURITY_LEVELS);
}

/** `1.30`, `v1.30.2`, `V1.30` mean v1.30. */
function meantVersion(value: string): string | undefined {
  const minor = /^v?1\.0*(\d+)(?:\.\d+)?$/i.exec(value)?.[1];
  return minor === undefined ? nearest(value.toLowerCase(), ["latest"]) : `v1.${minor}`;
}
