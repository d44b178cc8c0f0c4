import { type ServiceFacts, valueOrUndefined, type WorkloadFacts } from "../../facts/facts.ts";
import { placeIn } from "../../facts/unit-view.ts";
import { setDnsPolicy } from "../../fixes/set-dns-policy.ts";
import { setValue } from "../../fixes/set-value.ts";
import { requiredValue, unsupportedValue } from "../../kubernetes/api-error.ts";
import { isNodeAgent } from "../../kubernetes/node-agent.ts";
import type { PodSpec } from "../../kubernetes/pod-spec.ts";
import type { Workload } from "../../kubernetes/resource.ts";
import { runsHostProcess, targetsWindows } from "../../kubernetes/windows.ts";
import { known, mapField, type Present, seqField } from "../../yaml/field.ts";
import { defineRule, type LocalReporter } from "../rule.ts";

/** In the order in which the server lists them. */
const POLICIES = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

const messages = {
  nodeResolver: () => "Names are resolved by the node: Services of the cluster are not found under their names.",
  needsCluster: ({ name }: { name: string }) =>
    `\`${name}\` is looked up at the node's resolver, which does not know the cluster's Services.`,
  unsupported: ({ policy }: { policy: string }) =>
    `dnsPolicy "${policy}" does not exist: the API server refuses the pod.`,
  noConfig: () => "dnsPolicy None leaves the pod without any name server: the API server refuses it.",
};

type Reporter = LocalReporter<typeof messages>;

export const hostNetworkDnsPolicy = defineRule({
  id: "host-network-dns-policy",
  severity: "hint",
  levels: ["error", "warning", "hint"],
  summary: "A pod on the host network resolves names through its node, not the cluster",
  messages,
  pod({ pod, workload }, report) {
    const { dnsPolicy } = pod;
    if (dnsPolicy.kind === "opaque") return;
    // kubernetes: pkg/apis/core/v1/zz_generated.defaults.go; an empty string is defaulted like an absent one.
    if (dnsPolicy.kind === "absent" || dnsPolicy.value === "" || dnsPolicy.value === "ClusterFirst")
      reportNodeResolver(pod, workload, report);
    else if (!POLICIES.includes(dnsPolicy.value)) reportUnsupported(pod, dnsPolicy, report);
    else if (dnsPolicy.value === "None" && !workload.partial) reportNoConfig(pod, dnsPolicy, report);
  },
  // `words` is kept of pods on the host network with this policy alone.
  workloadInUnit({ subject, unit }, report) {
    const { words, wordsAt, isNodeAgent: isAgent, partial } = subject.facts;
    if (!words || wordsAt === undefined || isAgent || partial) return;
    const name = words.find(
      (word) =>
        /^[^.]+\.[^.]+\.svc(?:\.|$)/.test(word) ||
        unit.services.some(({ facts }) => isNameOf(word, facts, subject.facts)),
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
});

/**
 * On the host network ClusterFirst falls back to the node's resolver. On Windows nothing can be done about it.
 * Source: kubernetes pkg/kubelet/network/dns/dns.go `getPodDNSType`.
 */
function reportNodeResolver(pod: PodSpec, workload: Workload, report: Reporter): void {
  const { dnsPolicy, hostNetwork } = pod;
  if (hostNetwork.kind !== "present" || !hostNetwork.value) return;
  if (workload.partial || isNodeAgent(workload) || targetsWindows(pod) || runsHostProcess(pod)) return;
  report({
    // On the key: the value is where the host network itself is spoken of.
    at: dnsPolicy.kind === "present" ? dnsPolicy.node : hostNetwork.entry.key,
    message: "nodeResolver",
    fixes: [setDnsPolicy.with("ClusterFirstWithHostNet"), setDnsPolicy.with("Default")],
  });
}

/** kubernetes: pkg/apis/core/validation `validateDNSPolicy`, whatever hostNetwork says. */
function reportUnsupported({ path }: PodSpec, { value, node }: Present<string>, report: Reporter): void {
  const meant = POLICIES.find((policy) => policy.toLowerCase() === value.replace(/[-_ ]/g, "").toLowerCase());
  report({
    at: node,
    message: "unsupported",
    data: { policy: value },
    level: "error",
    api: unsupportedValue(`${path}.dnsPolicy`, value, POLICIES),
    fixes: meant === undefined ? [] : [setValue.safely(JSON.stringify(meant))],
  });
}

/** kubernetes: pkg/apis/core/validation `validatePodDNSConfig`. */
function reportNoConfig({ map, path }: PodSpec, policy: Present<string>, report: Reporter): void {
  const config = mapField(map, "dnsConfig");
  const servers = seqField(known(config), "nameservers");
  if (config.kind === "absent")
    report({
      at: policy.node,
      message: "noConfig",
      level: "error",
      api: requiredValue(`${path}.dnsConfig`, "must provide `dnsConfig` when `dnsPolicy` is None"),
    });
  else if (
    config.kind === "present" &&
    (servers.kind === "absent" ||
      (servers.kind === "present" && servers.value.items.length === 0 && !servers.value.open))
  )
    report({
      at: config.entry.key,
      message: "noConfig",
      level: "error",
      api: requiredValue(
        `${path}.dnsConfig.nameservers`,
        "must provide at least one DNS nameserver when `dnsPolicy` is None",
      ),
    });
}

/** Whether a host name is that of a Service, as cluster DNS would find it from the workload's namespace. */
function isNameOf(word: string, service: ServiceFacts, workload: WorkloadFacts): boolean {
  const [first, namespace, ...rest] = word.split(".");
  if (service.name === undefined || first !== valueOrUndefined(service.name) || rest.length > 0) return false;
  return namespace === undefined
    ? service.namespace === workload.namespace
    : service.namespace !== undefined && namespace === valueOrUndefined(service.namespace);
}
