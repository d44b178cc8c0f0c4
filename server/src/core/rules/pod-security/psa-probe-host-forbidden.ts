import { placeIn } from "../../facts/unit-view.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { defineRule } from "../rule.ts";
import { judge, LEVELS } from "./verdict.ts";

interface Forbidden {
  readonly host: string;
  readonly namespace: string;
  readonly level: string;
}

export const psaProbeHostForbidden = defineRule({
  id: "psa-probe-host-forbidden",
  severity: "error",
  levels: LEVELS,
  summary: "The namespace's Pod Security level allows no host in probes and lifecycle hooks",
  // k8s.io/pod-security-admission/policy check_hostProbesAndhostLifecycle.go
  since: 34,
  messages: {
    refused: ({ host, namespace, level }: Forbidden) =>
      `Host ${host} in a probe or hook gets the Pod refused: namespace ${namespace} enforces ${level}.`,
    podsRefused: ({ host, namespace, level }: Forbidden) =>
      `Host ${host} in a probe or hook keeps every pod of this from being created: namespace ${namespace} enforces ${level}.`,
    warned: ({ host, namespace, level }: Forbidden) =>
      `Host ${host} in a probe or hook breaks ${level}, which namespace ${namespace} warns of; it is admitted.`,
    audited: ({ host, namespace, level }: Forbidden) =>
      `Host ${host} in a probe or hook breaks ${level}, which namespace ${namespace} audits; it is admitted.`,
  },
  workloadInUnit({ subject, unit }, report) {
    const judgement = judge(subject, unit, "hostProbesAndHostLifecycle");
    if (!judgement) return;
    const { outcome, severity, namespace, level, api, related, fixes } = judgement;
    // Without a host the kubelet dials the pod's address: on the host network that is the node's, never its loopback.
    const instead = subject.facts.hostNetwork === true ? "the node's own address" : "the pod's address";
    for (const { host, at } of subject.facts.security?.probeHosts ?? [])
      report({
        at: placeIn(subject, at),
        message: outcome,
        data: { host, namespace, level },
        level: severity,
        ...(api === undefined ? {} : { api }),
        related,
        fixes: [removeField.with(`the kubelet then dials ${instead}`), ...fixes],
      });
  },
});
