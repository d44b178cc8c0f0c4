import { placeIn } from "../../facts/unit-view.ts";
import { setDnsPolicy } from "../../fixes/set-dns-policy.ts";
import { requiredValue, unsupportedValue } from "../../kubernetes/api-error.ts";
import { isNodeAgent } from "../../kubernetes/node-agent.ts";
import { targetsWindows } from "../../kubernetes/windows.ts";
import { known, mapField, seqField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

/** In the order in which the server lists them. */
const POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

export const hostNetworkDnsPolicy = defineRule({
  id: "host-network-dns-policy",
  severity: "hint",
  levels: ["error", "warning", "hint"],
  summary: "A pod on the host network resolves names through its node, not the cluster",
  messages: {
    nodeResolver: () => "Names are resolved by the node: Services of the cluster are not found under their names.",
    needsCluster: ({ name }: { name: string }) =>
      `\`${name}\` will not resolve: on the host network this DNS policy asks the node's resolver, not the cluster's.`,
    unsupported: ({ policy }: { policy: string }) =>
      `dnsPolicy "${policy}" does not exist: the API server refuses the pod.`,
    noConfig: () => "dnsPolicy None leaves the pod without any name server: the API server refuses it.",
  },
  // kubernetes: pkg/kubelet/network/dns/dns.go getPodDNSType; pkg/apis/core/validation validateDNSPolicy, validatePodDNSConfig.
  pod({ pod, workload }, report) {
    const { dnsPolicy, hostNetwork, path } = pod;
    if (dnsPolicy.kind === "opaque") return;
    const policy = dnsPolicy.kind === "present" ? dnsPolicy.value : "";
    if (dnsPolicy.kind === "present" && policy !== "" && !POLICIES.includes(policy)) {
      report({
        at: dnsPolicy.node,
        message: "unsupported",
        data: { policy },
        api: unsupportedValue(`${path}.dnsPolicy`, policy, POLICIES),
      });
      return;
    }
    if (dnsPolicy.kind === "present" && policy === "None") {
      const config = mapField(pod.map, "dnsConfig");
      if (config.kind === "absent")
        report({
          at: dnsPolicy.node,
          message: "noConfig",
          level: "error",
          api: requiredValue(`${path}.dnsConfig`, "must provide `dnsConfig` when `dnsPolicy` is None"),
        });
      if (config.kind !== "present") return;
      const servers = seqField(config.value, "nameservers");
      if (servers.kind === "absent" || (servers.kind === "present" && servers.value.items.length === 0))
        report({
          at: config.entry.key,
          message: "noConfig",
          level: "error",
          api: requiredValue(
            `${path}.dnsConfig.nameservers`,
            "must provide at least one DNS nameserver when `dnsPolicy` is None",
          ),
        });
      return;
    }
    if (!known(hostNetwork) || hostNetwork.kind !== "present" || (policy !== "" && policy !== "ClusterFirst")) return;
    if (isNodeAgent(workload) || targetsWindows(pod)) return;
    const at = dnsPolicy.kind === "present" ? dnsPolicy.node : hostNetwork.node;
    report({
      at,
      message: "nodeResolver",
      fixes: [setDnsPolicy.with("ClusterFirstWithHostNet"), setDnsPolicy.with("Default")],
    });
  },
  workloadInUnit({ subject, unit }, report) {
    const { words, wordsAt, isNodeAgent: isAgent } = subject.facts;
    if (!words || wordsAt === undefined || isAgent) return;
    const services = new Set(unit.services.map(({ facts }) => facts.name));
    const name = words.find(
      (word) => /\.svc(?:\.|$)/.test(word) || services.has(word) || services.has(word.split(".")[0]),
    );
    if (name === undefined) return;
    report({
      at: placeIn(subject, wordsAt),
      message: "needsCluster",
      data: { name },
      level: "warning",
      fixes: [setDnsPolicy.with("ClusterFirstWithHostNet")],
    });
  },
  needsWholeObject: true,
});
