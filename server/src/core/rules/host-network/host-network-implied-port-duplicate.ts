import { chooseListenPort } from "../../fixes/choose-listen-port.ts";
import { removePort } from "../../fixes/remove-port.ts";
import { duplicateValue } from "../../kubernetes/api-error.ts";
import {
  type DeclaredPort,
  declaredPorts,
  earlierPorts,
  hostIPOf,
  placeOf,
  shareHostPorts,
} from "../../kubernetes/declared-ports.ts";
import { protocolOf } from "../../kubernetes/pod-spec.ts";
import { known, type Present } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

interface Doubled {
  readonly kind: string;
  readonly port: string;
}

export const hostNetworkImpliedPortDuplicate = defineRule({
  id: "host-network-implied-port-duplicate",
  severity: "error",
  summary: "On the host network two equal container ports are one host port twice",
  messages: {
    refused: ({ kind, port }: Doubled) =>
      `The API server refuses the ${kind}: on the host network it takes port ${port} twice.`,
    doomed: ({ kind, port }: Doubled) =>
      `No pod of this ${kind} can be created: each takes port ${port} of its node twice.`,
  },
  // kubernetes: pkg/apis/core/v1/defaults.go defaultHostNetworkPorts fills in hostPort when a Pod is created, before
  // pkg/apis/core/validation checkHostPortConflicts; a template is stored as it is, since 1.28.
  pod({ pod, workload, settings }, report) {
    if (!known(pod.hostNetwork)) return;
    const declared = declaredPorts(pod).filter(({ container }) => container.list !== "ephemeralContainers");
    for (const later of declared) {
      const key = keyOf(later);
      const number = numberOf(later);
      if (key === undefined || !number) continue;
      const twins = earlierPorts(declared, later, (other) => shareHostPorts(other, later) && keyOf(other) === key);
      const [first] = twins;
      const place = first && numberOf(first);
      // Two that are written alike are refused without the fill-in: host-port-duplicate-in-pod.
      if (!place || (isWritten(later) && twins.some(isWritten))) continue;
      const isFilledIn = workload.podKind.kind === "Pod" || settings.kubernetesMinor < 28;
      const [protocol] = key.split("/");
      report({
        at: placeOf(later, number.node),
        message: isFilledIn ? "refused" : "doomed",
        data: { kind: workload.kind, port: `${number.value}/${protocol}` },
        api: duplicateValue(serverPath(later, pod.path, isFilledIn ? pod.path : "spec"), key),
        related: [{ at: placeOf(first, place.node), text: "takes it first" }],
        fixes: [removePort.with(later.port.path), chooseListenPort.with("")],
      });
    }
  },
});

/** What the server compares, filled in. Undefined where nothing is asked for or a template decides. */
function keyOf(declared: DeclaredPort): string | undefined {
  const [protocol, hostIP, number] = [protocolOf(declared.port), hostIPOf(declared.port), numberOf(declared)];
  return protocol === undefined || hostIP === undefined || !number
    ? undefined
    : `${protocol}/${hostIP}/${number.value}`;
}

/** The field that decides about the port on the node. */
function numberOf({ port: { hostPort, containerPort } }: DeclaredPort): Present<number> | undefined {
  if (hostPort.kind === "opaque") return undefined;
  const field = hostPort.kind === "present" && hostPort.value !== 0 ? hostPort : containerPort;
  return field.kind === "present" && field.value !== 0 ? field : undefined;
}

function isWritten({ port }: DeclaredPort): boolean {
  return port.hostPort.kind === "present" && port.hostPort.value !== 0;
}

/**
 * The path in the object that is refused, the pod spec of which stands at `base`. The server looks at init containers one
 * by one and calls each of them the first.
 */
function serverPath({ port: { path } }: DeclaredPort, podPath: string, base: string): string {
  return `${base}${path.slice(podPath.length).replace(/^\.initContainers\[\d+\]/, ".initContainers[0]")}.hostPort`;
}
