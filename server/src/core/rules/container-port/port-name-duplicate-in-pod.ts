import { renamedPort } from "../../fixes/rename-places.ts";
import { renamePort } from "../../fixes/rename-port.ts";
import { quoted } from "../../kubernetes/api-error.ts";
import {
  containerName,
  type DeclaredPort,
  declaredPorts,
  earlierPorts,
  findPort,
  placeOf,
} from "../../kubernetes/declared-ports.ts";
import { isBuiltIn } from "../../kubernetes/kinds.ts";
import { distinctPortName, portNameProblems } from "../../kubernetes/names.ts";
import { isSidecar, type PodSpec, protocolOf } from "../../kubernetes/pod-spec.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

interface Containers {
  readonly name: string;
  /** The container whose port Services reach by the name. */
  readonly used: string;
  /** The other one. */
  readonly unused: string;
}

export const portNameDuplicateInPod = defineRule({
  id: "port-name-duplicate-in-pod",
  severity: "warning",
  levels: ["warning", "information"],
  summary: "Two containers of a pod use the same port name",
  messages: {
    shadowed: ({ name, used, unused }: Containers) =>
      `Services that ask for port "${name}" reach ${used}, never ${unused}.`,
    sameNumber: ({ name, number }: { name: string; number: number }) =>
      `Nothing changes at run time: Services that ask for port "${name}" reach ${number}, whichever they take.`,
    otherProtocol: ({ name, used, unused }: Containers) =>
      `Nothing changes at run time: Services tell the ports "${name}" of ${used} and ${unused} apart by protocol.`,
    initContainer: ({ name, used, unused }: Containers) =>
      `Nothing changes at run time: Services look for port "${name}" in ${used}, never in init container ${unused}.`,
    initContainers: ({ name, used, unused }: Containers) =>
      `Nothing changes at run time: Services look for port "${name}" neither in ${used} nor in ${unused}.`,
  },
  // kubernetes: pkg/api/pod/warnings.go warningsForPodSpecAndMeta compares in the order init, regular containers.
  pod({ pod, workload }, report) {
    const declared = declaredPorts(pod);
    const taken = new Set(declared.map(({ port }) => known(port.name)));
    for (const later of declared) {
      const { port } = later;
      const { name } = port;
      if (name.kind !== "present" || portNameProblems(name.value).length > 0) continue;
      const [first] = earlierPorts(declared, later, (earlier) => known(earlier.port.name) === name.value);
      // Within one container the server refuses the second.
      const isRepeated =
        earlierPorts(
          declared,
          later,
          (earlier) => earlier.container === later.container && known(earlier.port.name) === name.value,
        ).length > 0;
      if (!first || isRepeated) continue;
      const { unused, ...what } = whatIsReached(pod, declared, first, later, name.value);
      const counterpart = unused === later ? first : later;
      const other = distinctPortName(name.value, protocolOf(unused.port), protocolOf(counterpart.port), (text) =>
        taken.has(text),
      );
      if (other !== undefined) taken.add(other);
      report({
        at: placeOf(later, name.node),
        ...what,
        // Only of its own kinds does the server read the pod template.
        ...(isBuiltIn(workload.apiVersion)
          ? {
              api: `${port.path}: duplicate port name ${quoted(name.value)} with ${first.port.path}, services and probes that select ports by name will use ${first.port.path}`,
            }
          : what.message === "shadowed"
            ? {}
            : { level: "information" }),
        related: [
          {
            at: placeOf(first, first.port.name.kind === "present" ? first.port.name.node : first.port.node),
            text: "has the name, too",
          },
        ],
        fixes: other === undefined ? [] : [renamePort.with(renamedPort(unused.port.path, other))],
      });
    }
  },
});

/** Which port Services reach by the name, and which of the two they do not: the server's warning always says the first it visits. */
function whatIsReached(
  pod: PodSpec,
  declared: readonly DeclaredPort[],
  first: DeclaredPort,
  later: DeclaredPort,
  name: string,
) {
  const protocol = protocolOf(later.port);
  const found = protocol === undefined ? undefined : findPort(pod, name, protocol);
  const used = declared.find(({ port }) => port === found) ?? (isPlainInit(first) ? later : first);
  const unused = later === used ? first : later;
  const data = { name, used: containerName(used.container), unused: containerName(unused.container) };
  if (isPlainInit(first) && isPlainInit(later)) return { message: "initContainers", data, unused } as const;
  if (isPlainInit(unused)) return { message: "initContainer", data, unused } as const;
  if (protocolOf(unused.port) !== protocol)
    return {
      message: "otherProtocol",
      data: { ...data, used: containerName((unused === later ? first : later).container) },
      unused: later,
    } as const;
  const number = known(used.port.containerPort);
  if (number !== undefined && number === known(unused.port.containerPort))
    return { message: "sameNumber", data: { name, number }, unused } as const;
  return { message: "shadowed", data: { name, used: shown(used), unused: shown(unused) }, unused } as const;
}

function isPlainInit({ container }: DeclaredPort): boolean {
  return container.list === "initContainers" && isSidecar(container) === false;
}

function shown({ container, port }: DeclaredPort): string {
  const number = known(port.containerPort);
  return number === undefined ? containerName(container) : `${number} of container ${containerName(container)}`;
}
