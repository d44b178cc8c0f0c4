import { type ServicePortFacts, valueOrUndefined } from "../../facts/facts.ts";
import { displayName, placeIn } from "../../facts/unit-view.ts";
import { defineRule } from "../rule.ts";

interface Data {
  /** Who runs on the host network. */
  readonly pods: string;
  /** What the Service's ports are ports of: subject and verb of the message. */
  readonly target: string;
}

export const serviceSelectsHostNetwork = defineRule({
  id: "service-selects-host-network",
  severity: "hint",
  summary: "A Service over hostNetwork pods leads to ports of their nodes",
  messages: {
    nodeAddresses: ({ pods, target }: Data) =>
      `The endpoints are nodes' addresses, and ${target} of the node: ${pods} runs on the host network.`,
    twoDoors: ({ pods }: Data) =>
      `The app has two doors on its nodes: this nodePort and its own port, as ${pods} runs on the host network.`,
  },
  // kubernetes: website concepts/services-networking/network-policies: hostNetwork pods share the node's address.
  serviceInUnit({ subject, unit }, report) {
    const { selectorAt, serviceType, headless, ports } = subject.facts;
    if (selectorAt === undefined || serviceType === "ExternalName") return;
    const selected = unit
      .selectedBy(subject)
      .filter((workload) => workload.facts.hostNetwork === true && unit.meet(subject, workload));
    const [first, ...more] = selected;
    if (!first) return;
    const name = displayName(first.facts);
    const isOpen = (serviceType === "NodePort" || serviceType === "LoadBalancer") && headless === undefined;
    report({
      at: placeIn(subject, selectorAt),
      message: isOpen ? "twoDoors" : "nodeAddresses",
      data: { pods: more.length === 0 ? name : `${name} (and ${more.length} more)`, target: targetOf(ports) },
      related: selected.map((workload) => ({
        at: placeIn(workload, workload.facts.hostNetworkAt ?? workload.facts.at),
        text: `the pods of ${displayName(workload.facts)} run on the host network`,
      })),
    });
  },
});

function targetOf(ports: readonly ServicePortFacts[]): string {
  const [port, ...more] = ports;
  const target = port && more.length === 0 ? valueOrUndefined(port.targetPort ?? port.port ?? "") : undefined;
  return target === undefined || target === "" ? "each targetPort is a port" : `targetPort ${target} is a port`;
}
