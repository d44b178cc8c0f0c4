import { claimsOf } from "../../kubernetes/claims.ts";
import { defineRule } from "../rule.ts";

export const hostPortCniDependent = defineRule({
  id: "host-port-cni-dependent",
  severity: "hint",
  optIn: true,
  summary: "Whether a hostPort is opened depends on the network plugin",
  messages: {
    plugin: ({ port }: { port: number }) =>
      `Port ${port} opens only where the network plugin or the runtime maps host ports; otherwise nothing says so.`,
    calico: ({ port }: { port: number }) =>
      `Port ${port} opens by Calico's own network plugin, unless calicoNetwork.hostPorts is Disabled.`,
    cilium: ({ port }: { port: number }) =>
      `Port ${port} opens by Cilium with kubeProxyReplacement or hostPort.enabled, else by a chained portmap.`,
  },
  // kubernetes: pkg/kubelet/kuberuntime/kuberuntime_sandbox.go hands the mappings of regular containers to the runtime.
  pod({ pod, settings }, report) {
    if (pod.hostNetwork.kind === "opaque" || (pod.hostNetwork.kind === "present" && pod.hostNetwork.value)) return;
    const claim = claimsOf(pod).find(({ containerPort }) => containerPort.container.list === "containers");
    if (!claim) return;
    const { cni } = settings;
    report({
      at: claim.node,
      message: cni === "calico" || cni === "cilium" ? cni : "plugin",
      data: { port: claim.port },
    });
  },
});
