import { addServicePort } from "../../fixes/add-service-port.ts";
import { requiredValue } from "../../kubernetes/api-error.ts";
import { isHeadless, typeTextOf } from "../../kubernetes/service.ts";
import { readStringItems } from "../../kubernetes/string-items.ts";
import { defineRule } from "../rule.ts";
import { placeInSpec } from "./place-in-spec.ts";

export const servicePortsRequired = defineRule({
  id: "service-ports-required",
  severity: "error",
  summary: "A Service needs a port, unless it is headless or an ExternalName",
  messages: {
    missing: ({ type }: { type: string }) =>
      `The API server refuses the Service: type ${type} needs a port, and it has none.`,
  },
  // kubernetes: pkg/apis/core/validation validateService.
  service({ service }, report) {
    const { spec } = service;
    const type = typeTextOf(spec);
    if (type === undefined || type === "ExternalName" || isHeadless(spec) !== false) return;
    const { portsField } = spec;
    // Validation looks at the list, which clusterIP is copied to: a list alone is refused, but for its own sake.
    if (portsField.kind === "opaque" || readStringItems(spec.map, "clusterIPs").items[0]?.text === "None") return;
    if (portsField.kind === "present" && (portsField.value.items.length > 0 || portsField.value.open)) return;
    report({
      at: placeInSpec(service, "ports"),
      message: "missing",
      data: { type },
      api: requiredValue("spec.ports"),
      fixes: [addServicePort.with("")],
    });
  },
  needsWholeObject: true,
});
