import { placeIn } from "../../facts/unit-view.ts";
import { leaveHostNetwork } from "../../fixes/leave-host-network.ts";
import { removePodField } from "../../fixes/remove-pod-field.ts";
import { defineRule } from "../rule.ts";
import { judge, LEVELS } from "./verdict.ts";

interface Forbidden {
  readonly namespace: string;
  readonly level: string;
}

export const psaHostNetworkForbidden = defineRule({
  id: "psa-host-network-forbidden",
  severity: "error",
  levels: LEVELS,
  summary: "The namespace's Pod Security level does not allow the host network",
  messages: {
    refused: ({ namespace, level }: Forbidden) =>
      `The host network gets the Pod refused: namespace ${namespace} enforces ${level}.`,
    podsRefused: ({ namespace, level }: Forbidden) =>
      `The host network keeps every pod of this from being created: namespace ${namespace} enforces ${level}.`,
    warned: ({ namespace, level }: Forbidden) =>
      `The host network breaks ${level}, which namespace ${namespace} warns of; it is admitted.`,
    audited: ({ namespace, level }: Forbidden) =>
      `The host network breaks ${level}, which namespace ${namespace} audits; it is admitted.`,
  },
  workloadInUnit({ subject, unit }, report) {
    const { hostNetwork, hostNetworkAt } = subject.facts;
    if (hostNetwork !== true || hostNetworkAt === undefined) return;
    const judgement = judge(subject, unit, "hostNamespaces");
    if (!judgement) return;
    const { outcome, severity, namespace, level, api, related, fixes } = judgement;
    report({
      at: placeIn(subject, hostNetworkAt),
      message: outcome,
      data: { namespace, level },
      level: severity,
      ...(api === undefined ? {} : { api }),
      related,
      fixes: [leaveHostNetwork.with("node-port"), removePodField.with("hostNetwork"), ...fixes],
    });
  },
  supersedes: ["host-network-used"],
});
