import { removeItem } from "../../fixes/remove-item.ts";
import { removePodField } from "../../fixes/remove-pod-field.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { known, mapField, seqField, stringField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostNetworkNetSysctl = defineRule({
  id: "host-network-net-sysctl",
  severity: "error",
  summary: "A pod on the host network cannot set the network sysctls of its node",
  messages: {
    refused: ({ refused, name }: { refused: string; name: string }) =>
      `The API server refuses the ${refused}: ${name} would be set for the whole node.`,
  },
  // kubernetes: pkg/apis/core/validation ValidateHostSysctl. `net/ipv4/x` is another spelling of `net.ipv4.x`.
  pod({ pod, workload }, report) {
    if (!known(pod.hostNetwork)) return;
    const sysctls = seqField(known(mapField(pod.map, "securityContext")), "sysctls");
    if (sysctls.kind !== "present") return;
    sysctls.value.items.forEach((item, index) => {
      const name = item.kind === "map" ? stringField(item, "name") : undefined;
      if (name?.kind !== "present" || !/^net[./]/.test(name.value)) return;
      report({
        at: name.node,
        message: "refused",
        data: { refused: refusedFor(workload), name: name.value },
        api: invalidValue(
          `${pod.path}.securityContext.sysctls[${index}].name`,
          name.value,
          "may not be specified when 'hostNetwork' is true",
        ),
        fixes: [removeItem.with(`sysctl ${name.value}`), removePodField.with("hostNetwork")],
      });
    });
  },
});
