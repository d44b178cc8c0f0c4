import { setRolloutStrategy } from "../../fixes/set-rollout-strategy.ts";
import { claimsOf } from "../../kubernetes/claims.ts";
import { intOrPercentProblem, intOrPercentValue } from "../../kubernetes/int-or-percent.ts";
import { integerOrStringField, known, mapField, stringField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostPortDaemonsetSurge = defineRule({
  id: "host-port-daemonset-surge",
  severity: "warning",
  summary: "A DaemonSet that surges waits for a port that its own old pod holds",
  messages: {
    waits: ({ port, maxSurge }: { port: number; maxSurge: number | string }) =>
      `Updates never finish: with maxSurge ${maxSurge} the new pod waits for port ${port}, which the old pod on the node keeps.`,
  },
  // kubernetes: pkg/controller/daemon/update.go rollingUpdate: an old pod goes when its successor on the node is ready.
  workload({ workload }, report) {
    const { podKind, pod, spec } = workload;
    if (podKind.controller !== "daemonset" || !pod) return;
    const strategy = known(mapField(spec, "updateStrategy"));
    const type = stringField(strategy, "type");
    if (type.kind === "opaque" || (type.kind === "present" && type.value !== "" && type.value !== "RollingUpdate"))
      return;
    const maxSurge = integerOrStringField(known(mapField(strategy, "rollingUpdate")), "maxSurge");
    if (maxSurge.kind !== "present" || intOrPercentProblem(maxSurge.value) !== undefined) return;
    const [claim] = claimsOf(pod);
    if (!claim || intOrPercentValue(maxSurge.value) === 0) return;
    report({
      at: maxSurge.node,
      message: "waits",
      data: { port: claim.port, maxSurge: maxSurge.value },
      related: [{ at: claim.node, text: "held by the old pod until it is gone" }],
      fixes: [setRolloutStrategy.with("surge-none")],
    });
  },
});
