import { placeIn } from "../../facts/unit-view.ts";
import { convertToClusterIp } from "../../fixes/convert-to-cluster-ip.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { defineRule } from "../rule.ts";
import { judge, LEVELS } from "./verdict.ts";

interface Forbidden {
  readonly port: number;
  readonly namespace: string;
  readonly level: string;
}

export const psaHostPortForbidden = defineRule({
  id: "psa-host-port-forbidden",
  severity: "error",
  levels: LEVELS,
  summary: "The namespace's Pod Security level allows no host ports",
  messages: {
    refused: ({ port, namespace, level }: Forbidden) =>
      `hostPort ${port} gets the Pod refused: namespace ${namespace} enforces ${level}.`,
    podsRefused: ({ port, namespace, level }: Forbidden) =>
      `hostPort ${port} keeps every pod of this from being created: namespace ${namespace} enforces ${level}.`,
    warned: ({ port, namespace, level }: Forbidden) =>
      `hostPort ${port} breaks ${level}, which namespace ${namespace} warns of; it is admitted.`,
    audited: ({ port, namespace, level }: Forbidden) =>
      `hostPort ${port} breaks ${level}, which namespace ${namespace} audits; it is admitted.`,
  },
  workloadInUnit({ subject, unit }, report) {
    const judgement = judge(subject, unit, "hostPorts");
    if (!judgement) return;
    const { outcome, severity, namespace, level, api, related, fixes } = judgement;
    for (const { port, implied, at } of subject.facts.security?.hostPorts ?? []) {
      // The cause of an implied port is the host network.
      if (implied) continue;
      report({
        at: placeIn(subject, at),
        message: outcome,
        data: { port, namespace, level },
        level: severity,
        ...(api === undefined ? {} : { api }),
        related,
        fixes: [
          convertToNodePort.with(""),
          convertToClusterIp.with(""),
          convertToClusterIp.with("node-local"),
          removeHostPort.with(""),
          ...fixes,
        ],
      });
    }
  },
  supersedes: ["host-port-on-non-daemonset"],
});
