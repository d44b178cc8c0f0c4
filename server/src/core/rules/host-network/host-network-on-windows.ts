import { leaveHostNetwork } from "../../fixes/leave-host-network.ts";
import { removePodField } from "../../fixes/remove-pod-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { requiredValue, unsupportedValue } from "../../kubernetes/api-error.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import type { PodSpec } from "../../kubernetes/pod-spec.ts";
import type { Workload } from "../../kubernetes/resource.ts";
import { runsHostProcess, targetsWindows } from "../../kubernetes/windows.ts";
import { known, mapField, stringField } from "../../yaml/field.ts";
import { defineRule, type LocalReporter } from "../rule.ts";

/** In the order in which the server lists them. */
const SYSTEMS = ["linux", "windows"];

const messages = {
  ignored: () => "Windows nodes have no host network for this pod: only HostProcess containers use the node's.",
  unsupported: ({ refused, system }: { refused: string; system: string }) =>
    `The API server refuses the ${refused}: os.name "${system}" is neither linux nor windows.`,
  unnamed: ({ refused }: { refused: string }) => `The API server refuses the ${refused}: its os has no name.`,
};

export const hostNetworkOnWindows = defineRule({
  id: "host-network-on-windows",
  severity: "warning",
  levels: ["error", "warning"],
  summary: "Windows has a host network for HostProcess containers only",
  messages,
  pod({ pod, workload }, report) {
    reportSystem(pod, workload, report);
    // kubernetes: pkg/features WindowsHostNetwork is off and deprecated since v1.33.
    const { hostNetwork } = pod;
    if (hostNetwork.kind !== "present" || !hostNetwork.value || !targetsWindows(pod) || runsHostProcess(pod)) return;
    report({
      at: hostNetwork.node,
      message: "ignored",
      fixes: [leaveHostNetwork.with("node-port"), removePodField.with("hostNetwork")],
    });
  },
  supersedes: ["host-network-used"],
});

/** kubernetes: pkg/apis/core/validation validateOS, whatever hostNetwork says. */
function reportSystem({ map, path }: PodSpec, workload: Workload, report: LocalReporter<typeof messages>): void {
  const os = mapField(map, "os");
  if (os.kind !== "present") return;
  const name = stringField(os.value, "name");
  const system = known(name) ?? "";
  if (name.kind === "opaque" || SYSTEMS.includes(system)) return;
  const base = { at: name.kind === "present" ? name.node : os.entry.key, level: "error" as const };
  const refused = refusedFor(workload);
  if (system === "") {
    if (workload.partial) return;
    report({
      ...base,
      message: "unnamed",
      data: { refused },
      api: requiredValue(`${path}.os.name`, "cannot be empty"),
    });
    return;
  }
  const meant = SYSTEMS.find((other) => other === system.toLowerCase());
  report({
    ...base,
    message: "unsupported",
    data: { refused, system },
    api: unsupportedValue(`${path}.os`, system, SYSTEMS),
    fixes: meant === undefined ? [] : [setValue.safely(JSON.stringify(meant))],
  });
}
