import type { FixCall } from "../../fixes/fix-call.ts";
import { renamedPort } from "../../fixes/rename-places.ts";
import { renamePort } from "../../fixes/rename-port.ts";
import { setValue } from "../../fixes/set-value.ts";
import { invalidValue, quoted } from "../../kubernetes/api-error.ts";
import { declaredPorts } from "../../kubernetes/declared-ports.ts";
import { handlersOf } from "../../kubernetes/handlers.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { nearestPortName, portNameProblems } from "../../kubernetes/names.ts";
import { type Container, isSidecar } from "../../kubernetes/pod-spec.ts";
import { quotedPort } from "../../kubernetes/quoted-port.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const portNameInvalid = defineRule({
  id: "port-name-invalid",
  severity: "error",
  summary: "A port's name has at most 15 characters: a-z, 0-9 and single hyphens, and a letter among them",
  messages: {
    portName: ({ refused, name }: { refused: string; name: string }) =>
      `The API server refuses the ${refused}: port name ${quoted(name)} ${fault(name)}.`,
    asked: ({ refused, who, name }: { refused: string; who: string; name: string }) =>
      `The API server refuses the ${refused}: a ${who} asks for port ${quoted(name)}, which ${fault(name)}.`,
    quotedNumber: ({ refused, name }: { refused: string; name: string }) =>
      `The API server refuses the ${refused}: ${name} in quotes is the name of a port, not its number.`,
  },
  // kubernetes: apimachinery/pkg/util/validation IsValidPortName; pkg/apis/core/validation ValidatePortNumOrName.
  pod({ pod, workload }, report) {
    const declared = declaredPorts(pod);
    const taken = new Set(declared.map(({ port }) => known(port.name)));
    for (const { port } of declared) {
      const { name, path } = port;
      if (name.kind !== "present" || name.value === "") continue;
      const problems = portNameProblems(name.value);
      if (problems.length === 0) continue;
      const better = nearestPortName(name.value, (candidate) => taken.has(candidate));
      if (better !== undefined) taken.add(better);
      report({
        at: name.node,
        message: "portName",
        data: { refused: refusedFor(workload), name: name.value },
        api: problems.map((problem) => invalidValue(`${path}.name`, name.value, problem)),
        // Not unattended: what is not deployed with it, as a PodMonitor, may ask for the name as well.
        fixes: better === undefined ? [] : [renamePort.with(renamedPort(path, better))],
      });
    }
    for (const container of [...pod.initContainers.items, ...pod.containers.items]) {
      // A plain init container's probes are refused unread.
      if (container.list === "initContainers" && !isSidecar(container)) continue;
      for (const { path, port, hidden } of handlersOf(container)) {
        if (hidden !== false || port.kind !== "present" || typeof port.value !== "string") continue;
        const { value, node } = port;
        const problems = portNameProblems(value);
        if (problems.length === 0) continue;
        const number = quotedPort(value);
        report({
          at: node,
          ...(number === undefined
            ? {
                message: "asked",
                data: { refused: refusedFor(workload), who: isHook(path) ? "hook" : "probe", name: value },
              }
            : { message: "quotedNumber", data: { refused: refusedFor(workload), name: value } }),
          api: problems.map((problem) => invalidValue(`${path}.port`, value, problem)),
          fixes: number === undefined ? fixesOfName(container, value) : [setValue.safely(JSON.stringify(number))],
        });
      }
    }
  },
});

/** The first of what is wrong with a name, in few words. */
function fault(name: string): string {
  if (name === "") return "is empty";
  if (/[^-a-z0-9]/.test(name)) return "holds more than a-z, 0-9 and hyphens";
  if (name.length > 15) return `has ${name.length} characters, and 15 fit`;
  if (!/[a-z]/.test(name)) return "has no letter";
  return name.includes("--") ? "has two hyphens in a row" : "begins or ends with a hyphen";
}

function isHook(path: string): boolean {
  return path.includes(".lifecycle.");
}

/** The container's own port of nearly that name. One that is spelt alike is renamed together with the probe. */
function fixesOfName({ ports }: Container, name: string): FixCall[] {
  const nearest = nearestPortName(name, () => false);
  const isDeclared = ports.some((port) => known(port.name) === nearest);
  return nearest !== undefined && isDeclared ? [setValue.with(JSON.stringify(nearest))] : [];
}
