import { declarePorts } from "../../fixes/declare-ports.ts";
import { undeclaredPorts } from "../../kubernetes/named-ports.ts";
import { isNodeAgent } from "../../kubernetes/node-agent.ts";
import type { Container } from "../../kubernetes/pod-spec.ts";
import { known, seqField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostNetworkUndeclaredPorts = defineRule({
  id: "host-network-undeclared-ports",
  severity: "hint",
  levels: ["warning", "hint"],
  summary: "The scheduler does not know of ports that a pod on the host network does not declare",
  needsWholeObject: true,
  messages: {
    unknown: () => "No port is declared: the scheduler may place a pod that binds the same port on the same node.",
    named: ({ port, by }: { port: number; by: string }) =>
      `The scheduler does not know that port ${port} is taken: ${by} names it, but no container declares it.`,
  },
  // kubernetes: staging/src/k8s.io/api/core/v1/types.go PodSpec.HostNetwork: "you should specify ports so the scheduler is aware".
  pod({ pod, workload }, report) {
    const { field } = pod.containers;
    const named = undeclaredPorts(pod);
    if (!known(pod.hostNetwork) || field.kind !== "present" || !named) return;
    const [first, ...rest] = named;
    if (!first) {
      if (!pod.containers.items.every(onlySleeps)) report({ at: field.entry.key, message: "unknown" });
      return;
    }
    report({
      at: first.node,
      message: "named",
      data: { port: first.port, by: first.by },
      // The node's own software has its ports by convention, and one pod of it runs on each node.
      level: isNodeAgent(workload) ? "hint" : "warning",
      related: rest.map(({ node, port, by }) => ({ at: node, text: `${by} names port ${port}` })),
      fixes: [declarePorts.with("")],
    });
  },
});

/** Whether all that the container does is to wait for somebody to come in: that binds no port. */
function onlySleeps({ map }: Container): boolean {
  const command = known(seqField(map, "command"));
  const [program] = command?.items ?? [];
  return program?.kind === "scalar" && /^(?:\/(?:usr\/)?bin\/)?sleep$/.test(program.text);
}
