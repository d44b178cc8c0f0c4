import { renamedPort } from "../../fixes/rename-places.ts";
import { renamePort } from "../../fixes/rename-port.ts";
import { duplicateValue } from "../../kubernetes/api-error.ts";
import { containerName, declaredPorts, earlierPorts, placeOf } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { distinctPortName, portNameProblems } from "../../kubernetes/names.ts";
import { protocolOf } from "../../kubernetes/pod-spec.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const portNameDuplicateInContainer = defineRule({
  id: "port-name-duplicate-in-container",
  severity: "error",
  summary: "A container's ports have names of their own",
  messages: {
    refused: ({ refused, container, name }: { refused: string; container: string; name: string }) =>
      `The API server refuses the ${refused}: container ${container} has two ports named "${name}".`,
  },
  // kubernetes: pkg/apis/core/validation validateContainerPorts. Protocols do not matter; invalid names are not compared.
  pod({ pod, workload }, report) {
    const declared = declaredPorts(pod);
    const taken = new Set(declared.map(({ port }) => known(port.name)));
    for (const later of declared) {
      const { container, port } = later;
      const { name } = port;
      if (name.kind !== "present" || portNameProblems(name.value).length > 0) continue;
      const [first] = earlierPorts(
        declared,
        later,
        (earlier) => earlier.container === container && known(earlier.port.name) === name.value,
      );
      if (!first) continue;
      const other = distinctPortName(name.value, protocolOf(port), protocolOf(first.port), (text) => taken.has(text));
      if (other !== undefined) taken.add(other);
      report({
        at: placeOf(later, name.node),
        message: "refused",
        data: { refused: refusedFor(workload), container: containerName(container), name: name.value },
        api: duplicateValue(`${port.path}.name`, name.value),
        related: [
          {
            at: placeOf(first, first.port.name.kind === "present" ? first.port.name.node : first.port.node),
            text: "has the name first",
          },
        ],
        fixes: other === undefined ? [] : [renamePort.with(renamedPort(port.path, other))],
      });
    }
  },
});
