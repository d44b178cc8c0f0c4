import type { FixCall } from "../../fixes/fix-call.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { forbidden, invalidValue, requiredValue } from "../../kubernetes/api-error.ts";
import { subdomainProblems } from "../../kubernetes/names.ts";
import { serviceTypeOf } from "../../kubernetes/service.ts";
import type { Span } from "../../text/span.ts";
import { seqField, stringField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";
import { placeInSpec } from "./place-in-spec.ts";

export const externalNameFields = defineRule({
  id: "external-name-fields",
  severity: "error",
  summary: "An ExternalName Service needs a DNS name, and has no address of its own",
  messages: {
    missing: () => "The API server refuses the Service: type ExternalName needs the name to point at, in externalName.",
    invalid: ({ name }: { name: string }) =>
      `The API server refuses the Service: "${name}" is no DNS name in lower case (a-z, 0-9, "-" and dots).`,
    forbidden: ({ field }: { field: string }) =>
      `The API server refuses the Service: an ExternalName has no address that ${field} could set.`,
  },
  // kubernetes: pkg/apis/core/validation validateService. A lone clusterIP counts as clusterIPs.
  service({ service }, report) {
    const { spec } = service;
    if (serviceTypeOf(spec) !== "ExternalName") return;
    const name = stringField(spec.map, "externalName");
    // One dot at the end is allowed, and the server's words leave it out.
    const text = name.kind === "present" ? name.value.replace(/\.$/, "") : "";
    if (name.kind !== "opaque" && text === "" && !(name.kind === "absent" && service.partial))
      report({
        at: name.kind === "present" ? name.node : placeInSpec(service, "externalName"),
        message: "missing",
        api: requiredValue("spec.externalName"),
      });
    const problems = text === "" ? [] : subdomainProblems(text);
    if (name.kind === "present" && problems.length > 0)
      report({
        at: name.node,
        message: "invalid",
        data: { name: text },
        api: problems.map((problem) => invalidValue("spec.externalName", text, problem)),
        fixes: nameFixes(text),
      });

    const refuse = (at: Span, field: string, path: string): void =>
      report({
        at,
        message: "forbidden",
        data: { field },
        api: forbidden(path, "may not be set for ExternalName services"),
        fixes: [removeField.safely("")],
      });
    if (spec.clusterIP.kind === "present" && spec.clusterIP.value !== "")
      refuse(spec.clusterIP.node, "clusterIP", "spec.clusterIPs");
    for (const key of ["clusterIPs", "ipFamilies"]) {
      const list = seqField(spec.map, key);
      if (list.kind === "present" && list.value.items.length > 0) refuse(list.entry.key, key, `spec.${key}`);
    }
    const policy = stringField(spec.map, "ipFamilyPolicy");
    if (policy.kind === "present") refuse(policy.node, "ipFamilyPolicy", "spec.ipFamilyPolicy");
  },
});

/** DNS does not tell capitals from small letters; in an address of the web the name stands between slashes. */
function nameFixes(name: string): readonly FixCall[] {
  const lower = name.toLowerCase();
  if (subdomainProblems(lower).length === 0) return [setValue.safely(JSON.stringify(lower))];
  const host = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/:?#@]+)(?::\d+)?(?:[/?#].*)?$/.exec(lower)?.[1];
  return host !== undefined && subdomainProblems(host).length === 0 ? [setValue.with(JSON.stringify(host))] : [];
}
