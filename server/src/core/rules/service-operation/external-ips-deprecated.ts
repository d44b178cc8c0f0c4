import { removeField } from "../../fixes/remove-field.ts";
import { replaceExternalIps } from "../../fixes/replace-external-ips.ts";
import { isHeadless, serviceTypeOf } from "../../kubernetes/service.ts";
import { readStringItems } from "../../kubernetes/string-items.ts";
import { defineRule } from "../rule.ts";

export const externalIpsDeprecated = defineRule({
  id: "external-ips-deprecated",
  severity: "warning",
  summary: "externalIPs are deprecated and let a Service take any address",
  // kubernetes: pkg/api/service/warnings.go
  since: 36,
  messages: {
    deprecated: ({ addresses }: { addresses: string }) =>
      `Traffic to ${addresses} stops once the cluster drops externalIPs; until then any Service may claim any address.`,
  },
  service({ service: { spec } }, report) {
    const type = serviceTypeOf(spec);
    const { field, items } = readStringItems(spec.map, "externalIPs");
    if (field.kind !== "present" || field.value.items.length === 0) return;
    if (type === undefined || type === "ExternalName" || isHeadless(spec) !== false) return;
    const texts = items.map(({ text }) => text);
    report({
      at: field.entry.key,
      message: "deprecated",
      data: { addresses: texts.length > 2 ? `${texts.length} addresses` : texts.join(" and ") || "its externalIPs" },
      api: "spec.externalIPs is deprecated and may no longer be implemented in some clusters",
      fixes: [replaceExternalIps.with(""), removeField.with("the nodes no longer answer there")],
    });
  },
});
