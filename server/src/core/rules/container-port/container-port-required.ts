import { addedFields, addField } from "../../fixes/add-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { requiredValue } from "../../kubernetes/api-error.ts";
import { declaredPorts } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { known, stringField } from "../../yaml/field.ts";
import { placeOfMissing } from "../../yaml/missing.ts";
import { defineRule } from "../rule.ts";

export const containerPortRequired = defineRule({
  id: "container-port-required",
  severity: "error",
  summary: "A port entry needs a containerPort",
  messages: {
    missing: ({ refused, entry }: { refused: string; entry: string }) =>
      `The API server refuses the ${refused}: port entry ${entry} has no containerPort.`,
    zero: ({ refused, entry }: { refused: string; entry: string }) =>
      `The API server refuses the ${refused}: containerPort 0 of port entry ${entry} counts as missing.`,
  },
  // kubernetes: pkg/apis/core/validation validateContainerPorts. Knative fills in a containerPort that is missing or 0.
  pod({ pod, workload }, report) {
    if (workload.podKind.controller === "knative") return;
    for (const declared of declaredPorts(pod)) {
      const { port } = declared;
      const { containerPort, map } = port;
      if (containerPort.kind === "opaque" || (containerPort.kind === "present" && containerPort.value !== 0)) continue;
      // An item of a strategic merge patch: an instruction, no port.
      if (stringField(map, "$patch").kind !== "absent") continue;
      const isZero = containerPort.kind === "present";
      const hostPort = known(port.hostPort);
      const name = known(port.name);
      report({
        at: placeOfMissing(containerPort, port.node, declared.container.portsField),
        message: isZero ? "zero" : "missing",
        data: {
          refused: refusedFor(workload),
          entry: name ? `"${name}"` : port.path.slice(port.path.lastIndexOf(".") + 1),
        },
        api: requiredValue(`${port.path}.containerPort`),
        fixes:
          hostPort === undefined || hostPort < 1 || hostPort > 65535
            ? []
            : isZero
              ? [setValue.with(JSON.stringify(hostPort))]
              : [addField.with(addedFields({ where: "beside", fields: { containerPort: hostPort } }))],
      });
    }
  },
  needsWholeObject: true,
});
