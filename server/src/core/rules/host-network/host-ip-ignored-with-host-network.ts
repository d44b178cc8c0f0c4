import { removeField } from "../../fixes/remove-field.ts";
import { declaredPorts, placeOf } from "../../kubernetes/declared-ports.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostIpIgnoredWithHostNetwork = defineRule({
  id: "host-ip-ignored-with-host-network",
  severity: "information",
  summary: "On the host network hostIP does not limit where the process listens",
  messages: {
    ignored: ({ hostIP }: { hostIP: string }) =>
      `hostIP ${hostIP} opens or closes nothing: on the host network the process's own listen address decides.`,
  },
  // containerd: internal/cri sandbox_run.go makes port mappings for pods with a network of their own only.
  pod({ pod }, report) {
    if (!known(pod.hostNetwork)) return;
    for (const declared of declaredPorts(pod)) {
      const { hostIP } = declared.port;
      if (hostIP.kind !== "present" || hostIP.value === "") continue;
      report({
        at: placeOf(declared, hostIP.node),
        message: "ignored",
        data: { hostIP: hostIP.value },
        fixes: [removeField.with("the listen address is the application's own")],
      });
    }
  },
});
