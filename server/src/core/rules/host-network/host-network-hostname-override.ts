import { removeField } from "../../fixes/remove-field.ts";
import { removePodField } from "../../fixes/remove-pod-field.ts";
import { forbidden } from "../../kubernetes/api-error.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { known, stringField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostNetworkHostnameOverride = defineRule({
  id: "host-network-hostname-override",
  severity: "error",
  summary: "A pod on the host network bears its node's host name, not another one",
  since: 34,
  messages: {
    refused: ({ refused }: { refused: string }) =>
      `The API server refuses the ${refused}: on the host network the host name is the node's.`,
  },
  // kubernetes: pkg/apis/core/validation validatePodHostName: any value that is written counts, also an empty one.
  pod({ pod, workload }, report) {
    const override = stringField(pod.map, "hostnameOverride");
    if (!known(pod.hostNetwork) || override.kind !== "present") return;
    report({
      at: override.node,
      message: "refused",
      data: { refused: refusedFor(workload) },
      api: forbidden(`${pod.path}.hostnameOverride`, "may not be specified when hostNetwork is true"),
      fixes: [removeField.with("the host name is the node's"), removePodField.with("hostNetwork")],
    });
  },
});
