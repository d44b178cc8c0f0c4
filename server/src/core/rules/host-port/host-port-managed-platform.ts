import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { claimsOf } from "../../kubernetes/claims.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostPortManagedPlatform = defineRule({
  id: "host-port-managed-platform",
  severity: "information",
  optIn: true,
  onWhen: ({ platform }) => platform !== undefined,
  summary: "The platform offers no or only some ports of its nodes",
  messages: {
    fargatePort: ({ port }: { port: number }) =>
      `The pod does not run on EKS Fargate, which offers no hostPort, here ${port}: each pod has a machine to itself.`,
    fargateNetwork: () => "The pod does not run on EKS Fargate, which offers no host network.",
    gke: ({ port }: { port: number }) =>
      `GKE's own software reserves ports of the nodes, not all of them documented: ${port} may be one.`,
    autopilot: ({ port }: { port: number }) =>
      `GKE Autopilot manages the nodes itself and grants no chosen hostPort, here ${port}; it can assign random ones.`,
  },
  pod({ pod, settings }, report) {
    const { platform } = settings;
    if (platform === undefined) return;
    const { hostNetwork } = pod;
    if (platform === "eks-fargate" && hostNetwork.kind === "present" && hostNetwork.value)
      report({ at: hostNetwork.node, message: "fargateNetwork" });
    const isBound = known(hostNetwork) === true;
    for (const { port, node, via } of claimsOf(pod)) {
      if (via !== "hostPort") continue;
      report({
        at: node,
        message: platform === "eks-fargate" ? "fargatePort" : platform === "gke" ? "gke" : "autopilot",
        data: { port },
        fixes: isBound ? [] : [convertToNodePort.with(""), removeHostPort.with("")],
      });
    }
  },
});
