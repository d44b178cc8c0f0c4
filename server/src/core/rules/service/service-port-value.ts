import { invalidValue } from "../../kubernetes/api-error.ts";
import { knownOr } from "../../yaml/field.ts";
import { placeOfMissing } from "../../yaml/missing.ts";
import { defineRule } from "../rule.ts";

export const servicePortValue = defineRule({
  id: "service-port-value",
  severity: "error",
  summary: "A Service port lies between 1 and 65535",
  messages: {
    missing: ({ entry }: { entry: string }) => `The API server refuses the Service: entry ${entry} has no port.`,
    outOfRange: ({ port }: { port: number }) =>
      `The API server refuses the Service: there is no port ${port}, only 1 to 65535.`,
  },
  // kubernetes: pkg/apis/core/validation validateServicePort. A port that is missing is 0.
  service({ service }, report) {
    const { ports, portsField } = service.spec;
    for (const { port, targetPort, path, node } of ports) {
      const value = knownOr(port, 0);
      if (value === undefined || (value >= 1 && value <= 65535)) continue;
      const isMissing = port.kind === "absent";
      if (isMissing && service.partial) continue;
      const detail = "must be between 1 and 65535, inclusive";
      // A targetPort that is not set is filled in from the port, and is then as wrong.
      const target = knownOr(targetPort, 0);
      report({
        at: placeOfMissing(port, node, portsField),
        ...(isMissing
          ? { message: "missing", data: { entry: path.slice(path.lastIndexOf(".") + 1) } }
          : { message: "outOfRange", data: { port: value } }),
        api: [
          invalidValue(`${path}.port`, value, detail),
          ...(target === 0 || target === "" ? [invalidValue(`${path}.targetPort`, value, detail)] : []),
        ],
      });
    }
  },
});
