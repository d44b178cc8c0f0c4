import type { ClaimFacts, ServiceFacts, WorkloadFacts } from "../../facts/facts.ts";
import { certainlySelected, targetNumber } from "../../facts/service-targets.ts";
import { displayName, placeIn } from "../../facts/unit-view.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { setServiceType } from "../../fixes/set-service-type.ts";
import { defineRule } from "../rule.ts";

interface Doors {
  readonly workload: string;
  readonly port: number;
  readonly containerPort: number;
}

export const nodePortServiceUnneededForHostPort = defineRule({
  id: "node-port-service-unneeded-for-host-port",
  severity: "hint",
  summary: "Pods that are open on their nodes get a second door by a node port",
  messages: {
    hostPort: ({ workload, port, containerPort }: Doors) =>
      `Port ${containerPort} of ${workload} has two doors: hostPort ${port} on its own nodes, and a node port on every node.`,
    hostNetwork: ({ workload, port }: Doors) =>
      `Port ${port} of ${workload} has two doors: its nodes' own network, and a node port on every node.`,
  },
  serviceInUnit({ subject, unit }, report) {
    const { facts } = subject;
    if ((facts.serviceType !== "NodePort" && facts.serviceType !== "LoadBalancer") || facts.typeAt === undefined)
      return;
    for (const workload of certainlySelected(subject, unit)) {
      const claim = sharedDoor(facts, workload.facts);
      if (!claim) continue;
      const containerPort = workload.facts.ports[claim.portIndex]?.containerPort;
      if (typeof containerPort !== "number") continue;
      report({
        at: placeIn(subject, facts.typeAt),
        message: claim.via,
        data: { workload: displayName(workload.facts), port: claim.port, containerPort },
        related: [{ at: placeIn(workload, claim.at), text: "opens the port on the node" }],
        fixes: [...(claim.via === "hostPort" ? [convertToNodePort.with("")] : []), setServiceType.with("ClusterIP")],
      });
      return;
    }
  },
});

/** The first port that the pods take on their node and that the Service leads to as well. */
function sharedDoor(service: ServiceFacts, workload: WorkloadFacts): ClaimFacts | undefined {
  const targets = service.ports.flatMap((port) => {
    const number = targetNumber(port, workload);
    return number === undefined || port.conditional ? [] : [`${port.protocol}/${number}`];
  });
  return workload.claims.find(({ protocol, portIndex, conditional }) => {
    const containerPort = workload.ports[portIndex]?.containerPort;
    return !conditional && typeof containerPort === "number" && targets.includes(`${protocol}/${containerPort}`);
  });
}
