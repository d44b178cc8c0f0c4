import { removePodField } from "../../fixes/remove-pod-field.ts";
import { forbidden } from "../../kubernetes/api-error.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { booleanField, known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostNetworkHostUsers = defineRule({
  id: "host-network-host-users",
  severity: "error",
  summary: "A pod with a user namespace of its own cannot be on the host network",
  messages: {
    refused: ({ refused }: { refused: string }) =>
      `The API server refuses the ${refused}: hostUsers false excludes the host network.`,
  },
  // kubernetes: pkg/apis/core/validation validateHostUsers; the gate is alpha and off since v1.35.
  pod({ pod, workload, settings }, report) {
    const { hostNetwork, path } = pod;
    const isAllowed = settings.userNamespacesHostNetwork && settings.kubernetesMinor >= 35;
    if (isAllowed || hostNetwork.kind !== "present" || !hostNetwork.value) return;
    const hostUsers = booleanField(pod.map, "hostUsers");
    if (hostUsers.kind !== "present" || hostUsers.value) return;
    report({
      at: hostNetwork.node,
      message: "refused",
      data: { refused: refusedFor(workload) },
      // The node's other namespaces are excluded in the same breath.
      api: ["hostNetwork", "hostPID", "hostIPC"]
        .filter((field) => known(booleanField(pod.map, field)))
        .map((field) => forbidden(`${path}.${field}`, "when `hostUsers` is false")),
      related: [{ at: hostUsers.node, text: "gives the pod user ids of its own" }],
      fixes: [removePodField.with("hostNetwork"), removePodField.with("hostUsers")],
    });
  },
});
