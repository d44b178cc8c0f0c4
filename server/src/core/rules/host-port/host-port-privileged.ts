import { addCapability } from "../../fixes/add-capability.ts";
import { claimsOf } from "../../kubernetes/claims.ts";
import { allContainers, type Container, type PodSpec } from "../../kubernetes/pod-spec.ts";
import { targetsWindows } from "../../kubernetes/windows.ts";
import {
  booleanField,
  type Field,
  integerField,
  isUnknownScalar,
  known,
  knownOr,
  mapField,
  seqField,
} from "../../yaml/field.ts";
import type { YamlMap, YamlSeq } from "../../yaml/node.ts";
import { defineRule } from "../rule.ts";

/** Linux' default of net.ipv4.ip_unprivileged_port_start. */
const FIRST_UNPRIVILEGED = 1024;
const CAPABILITY = "NET_BIND_SERVICE";

export const hostPortPrivileged = defineRule({
  id: "host-port-privileged",
  severity: "hint",
  levels: ["warning", "hint"],
  summary: "A port below 1024 of the node",
  messages: {
    mapped: ({ port }: { port: number }) =>
      `Ports below 1024, as ${port}, are where a node's own services listen; the container needs no privilege for it.`,
    bound: ({ port }: { port: number }) =>
      `The process binds port ${port} on the node itself, which takes root or ${CAPABILITY}.`,
    notRoot: ({ port }: { port: number }) =>
      `Binding port ${port} fails unless the image grants it: on the host network it takes root or ${CAPABILITY}.`,
    dropped: ({ port }: { port: number }) =>
      `Binding port ${port} fails: the container drops all capabilities, ${CAPABILITY} with them, and gets no new one.`,
  },
  // containerd: internal/cri/server/sandbox_run_linux.go opens low ports to everyone in a pod's own network namespace only.
  pod({ pod }, report) {
    if (targetsWindows(pod) || pod.hostNetwork.kind === "opaque") return;
    const isBound = known(pod.hostNetwork) === true;
    for (const { port, node, containerPort } of claimsOf(pod)) {
      if (port >= FIRST_UNPRIVILEGED) continue;
      const container = allContainers(pod).find(({ path }) => path === containerPort.container.path);
      const lack = isBound && container ? lackOf(container, pod) : undefined;
      if (lack)
        report({
          at: node,
          message: lack,
          data: { port },
          level: "warning",
          fixes: [addCapability.with(CAPABILITY)],
        });
      else report({ at: node, message: isBound ? "bound" : "mapped", data: { port } });
    }
  },
});

/** Why the container's process cannot bind a low port; undefined where it can, or where a template decides. */
function lackOf({ map }: Container, pod: PodSpec): "notRoot" | "dropped" | undefined {
  const context = mapField(map, "securityContext");
  const podContext = mapField(pod.map, "securityContext");
  if (context.kind === "opaque" || podContext.kind === "opaque") return undefined;
  const own = known(context);
  const capabilities = mapField(own, "capabilities");
  if (capabilities.kind === "opaque" || knownOr(booleanField(own, "privileged"), false) !== false) return undefined;
  const added = seqField(known(capabilities), "add");
  if (mayHoldMore(added) || names(added, [CAPABILITY, "ALL"])) return undefined;
  if (names(seqField(known(capabilities), "drop"), ["ALL", CAPABILITY])) return "dropped";
  return isNotRoot(own, known(podContext)) ? "notRoot" : undefined;
}

/** Whether a template may add to a list, or writes an item of it. */
function mayHoldMore(field: Field<YamlSeq>): boolean {
  if (field.kind !== "present") return field.kind === "opaque";
  return field.value.open || field.value.items.some((item) => item.kind === "scalar" && isUnknownScalar(item));
}

/** Whether a list of capabilities has one of them; runtimes read them without regard to case. */
function names(field: Field<YamlSeq>, wanted: readonly string[]): boolean {
  return (
    field.kind === "present" &&
    field.value.items.some((item) => item.kind === "scalar" && wanted.includes(item.text.toUpperCase()))
  );
}

/** The container's own settings go before the pod's. */
function isNotRoot(own: YamlMap | undefined, pod: YamlMap | undefined): boolean {
  const user = firstWritten(integerField(own, "runAsUser"), integerField(pod, "runAsUser"));
  if (user.kind !== "absent") return user.kind === "present" && user.value !== 0;
  return known(firstWritten(booleanField(own, "runAsNonRoot"), booleanField(pod, "runAsNonRoot"))) === true;
}

function firstWritten<T>(first: Field<T>, second: Field<T>): Field<T> {
  return first.kind === "absent" ? second : first;
}
