import { eligibleNodes, podCount } from "../../facts/placement.ts";
import { claimText, countedClaims } from "../../facts/rivals.ts";
import { placeIn } from "../../facts/unit-view.ts";
import { convertToDaemonSet } from "../../fixes/convert-to-daemon-set.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { leaveHostNetwork } from "../../fixes/leave-host-network.ts";
import { setValue } from "../../fixes/set-value.ts";
import { defineRule } from "../rule.ts";

interface Data {
  readonly pods: number;
  readonly nodes: number;
  readonly port: string;
}

export const hostPortReplicasExceedNodes = defineRule({
  id: "host-port-replicas-exceed-nodes",
  severity: "error",
  levels: ["error", "warning"],
  summary: "More replicas want a host port than nodes can run them",
  needsWholeObject: true,
  messages: {
    pending: ({ pods, nodes, port }: Data) =>
      `${pods - nodes} of ${pods} pods ${stay(pods - nodes)} Pending: each needs port ${port} of a node to itself, and only ${nodes} ${nodes === 1 ? "node" : "nodes"} can run them.`,
    failing: ({ pods, port }: Data) =>
      `${pods - 1} of ${pods} pods can never run: all name one node, which gives port ${port} to one pod; the others fail and are made anew.`,
    nowhere: ({ pods, port }: Omit<Data, "nodes">) =>
      `${pods === 1 ? "The pod stays" : `All ${pods} pods stay`} Pending: none of the known nodes suits what ${pods === 1 ? "it asks" : "they ask"} for, whoever holds port ${port}.`,
  },
  // kubernetes: pkg/scheduler/framework/plugins/nodeports: a node gives a port to one pod only.
  workloadInUnit({ subject, unit }, report) {
    const { controller, conditional, placement, replicas, replicasAt } = subject.facts;
    const [claim] = countedClaims(subject, unit);
    if (!claim || conditional || controller === "pod" || controller === "cronjob") return;
    const pods = podCount(subject, unit);
    const nodes = eligibleNodes(subject, unit)?.possible.size;
    if (pods === undefined || nodes === undefined || pods <= nodes) return;
    const related = [{ at: placeIn(subject, claim.at), text: "each pod takes this port of its node" }];
    if (nodes === 0) {
      // They wait for another node, not for a port; it may be one that nobody has written down.
      report({
        at: placeIn(subject, replicasAt ?? claim.at),
        message: "nowhere",
        data: { pods, port: claimText(claim) },
        level: "warning",
        related,
      });
      return;
    }
    const isWritten = replicasAt !== undefined && replicas === pods;
    report({
      at: placeIn(subject, replicasAt ?? claim.at),
      message: placement.nodeName === undefined ? "pending" : "failing",
      data: { pods, nodes, port: claimText(claim) },
      related,
      fixes: [
        convertToNodePort.with(""),
        leaveHostNetwork.with("node-port"),
        ...(isWritten ? [setValue.with(`${nodes}`)] : []),
        convertToDaemonSet.with(""),
      ],
    });
  },
});

function stay(pods: number): string {
  return pods === 1 ? "stays" : "stay";
}
