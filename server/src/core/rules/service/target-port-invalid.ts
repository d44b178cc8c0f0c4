import { setValue } from "../../fixes/set-value.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { nearestPortName, portNameProblems } from "../../kubernetes/names.ts";
import { quotedPort } from "../../kubernetes/quoted-port.ts";
import { defineRule } from "../rule.ts";

export const targetPortInvalid = defineRule({
  id: "target-port-invalid",
  severity: "error",
  summary: "A targetPort is a number from 1 to 65535 without quotes, or the name of a container port",
  messages: {
    outOfRange: ({ port }: { port: number }) =>
      `The API server refuses the Service: there is no port ${port} to send traffic to, only 1 to 65535.`,
    quotedNumber: ({ name }: { name: string }) =>
      `The API server refuses the Service: ${name} in quotes is the name of a port, not its number.`,
    name: ({ name }: { name: string }) =>
      `The API server refuses the Service: no container port can be called "${name}" (15 of a-z, 0-9 and "-" at most, with a letter).`,
  },
  // kubernetes: pkg/apis/core/validation ValidatePortNumOrName, also for headless Services. 0 and "" mean the Service's port.
  service({ service }, report) {
    for (const { targetPort, path } of service.spec.ports) {
      if (targetPort.kind !== "present" || targetPort.value === 0 || targetPort.value === "") continue;
      const { value, node } = targetPort;
      if (typeof value === "number") {
        if (value >= 1 && value <= 65535) continue;
        const api = invalidValue(`${path}.targetPort`, value, "must be between 1 and 65535, inclusive");
        report({ at: node, message: "outOfRange", data: { port: value }, api });
        continue;
      }
      const problems = portNameProblems(value);
      if (problems.length === 0) continue;
      const number = quotedPort(value);
      // A name that had to be cut, or made from digits, is hardly one that a container has.
      const nearest = value.length <= 15 && /[a-z]/i.test(value) ? nearestPortName(value, () => false) : undefined;
      report({
        at: node,
        message: number === undefined ? "name" : "quotedNumber",
        data: { name: value },
        api: problems.map((problem) => invalidValue(`${path}.targetPort`, value, problem)),
        fixes:
          number !== undefined
            ? [setValue.safely(JSON.stringify(number))]
            : nearest === undefined
              ? []
              : [setValue.with(JSON.stringify(nearest))],
      });
    }
  },
});
