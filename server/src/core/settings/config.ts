import * as v from "valibot";
import { digits } from "../yaml/digits.ts";
import { SEVERITIES } from "./settings.ts";

/**
 * What `portolan.yaml` may hold, and what the settings `portolan.*` of an editor mirror. The one schema for all of it:
 * validation, the shipped JSON schema and the editor's settings are made from it.
 */

const severity = v.picklist(["off", ...SEVERITIES]);

const range = v.pipe(
  v.string("a range is written as two ports: 30000-32767"),
  v.regex(/^\d{1,5}-\d{1,5}$/, "a range is written as two ports: 30000-32767"),
  v.check((text) => {
    const [from, to] = rangeOf(text);
    return 1 <= from && from <= to && to <= 65535;
  }, "a range goes from the lower port to the higher one, within 1-65535"),
  v.metadata({ examples: ["30000-32767"] }),
);

const exemption = v.pipe(
  v.strictObject({
    rule: v.optional(describe(v.string(), "A rule's id, or a glob.")),
    kind: v.optional(describe(v.string(), "The kind of the object, or a glob.")),
    namespace: v.optional(describe(v.string(), "The namespace of the object, or a glob.")),
    name: v.optional(describe(v.string(), "The name of the object, or a glob.")),
    container: v.optional(describe(v.string(), "The name of the container, or a glob.")),
  }),
  v.check(
    (value) => Object.keys(value).length > 0,
    "an exemption names a rule, a kind, a namespace, a name or a container",
  ),
);

/** What a cluster is like. Each can be said for all, and for one cluster. */
export const clusterEntries = {
  kubernetesVersion: v.optional(
    describe(
      v.pipe(v.string(), v.regex(/^v?1\.\d{1,2}(?:\.\d+)?$/, "a version is written as 1.34")),
      "The version of Kubernetes that the manifests are for, as `1.34`. By default the newest that Portolan knows.",
    ),
  ),
  nodeCount: v.optional(
    describe(
      v.pipe(v.number(), v.integer(), v.minValue(1)),
      "How many nodes the cluster has, if it holds no Node manifests.",
    ),
  ),
  singleNode: v.optional(
    describe(v.boolean(), "The cluster is one node for development: advice that presumes several nodes is silent."),
  ),
  nodePortRange: v.optional(describe(range, "The API server's `--service-node-port-range`; 30000-32767 by default.")),
  ephemeralPortRange: v.optional(describe(range, "The nodes' `net.ipv4.ip_local_port_range`; 32768-60999 by default.")),
  reservedPorts: v.optional(
    describe(
      v.record(
        v.pipe(
          v.string(),
          v.regex(/^[1-9]\d{0,4}\/(?:TCP|UDP|SCTP)$/, "a port is written as 9100/TCP"),
          v.check((text) => rangeOf(text)[0] <= 65535, "ports end at 65535"),
        ),
        v.string(),
      ),
      "Further ports that the nodes use themselves, as `9100/TCP`, and who uses them.",
    ),
  ),
  kubeProxyMode: v.optional(describe(v.picklist(["iptables", "ipvs", "nftables"]), "kube-proxy's mode.")),
  cni: v.optional(describe(v.string(), "The network plugin, as `calico`.")),
  platform: v.optional(
    describe(
      v.picklist(["eks-fargate", "gke", "gke-autopilot"]),
      "A managed platform with rules of its own about host ports.",
    ),
  ),
  sharedHostIPs: v.optional(
    describe(v.array(v.string()), "Addresses that every node answers on, as a virtual address of keepalived."),
  ),
  podSecurityDefault: v.optional(
    describe(
      v.picklist(["privileged", "baseline", "restricted"]),
      "The Pod Security level of namespaces without labels; privileged by default.",
    ),
  ),
  userNamespacesHostNetwork: v.optional(
    describe(v.boolean(), "The feature gate UserNamespacesHostNetworkSupport is on."),
  ),
} as const;

export const configEntries = {
  ...clusterEntries,
  rules: v.optional(
    describe(
      v.record(v.string(), severity),
      "The severity of each rule, or `off`. It replaces all levels that the rule has by itself.",
    ),
  ),
  exclude: v.optional(describe(v.array(v.string()), "Files that are not looked at: globs, relative to this file.")),
  exempt: v.optional(
    describe(v.array(exemption), "Objects for which findings are not shown: all members that are given have to match."),
  ),
  requireSuppressionReason: v.optional(
    describe(v.boolean(), "A suppression comment or annotation without a reason is reported and has no effect."),
  ),
  honourForeignSuppressions: v.optional(
    describe(
      v.boolean(),
      "Annotations of kube-linter, Polaris, Checkov, Kubescape and kube-score suppress the equivalent rules.",
    ),
  ),
  maxFileSize: v.optional(
    describe(
      v.pipe(v.number(), v.integer(), v.minValue(1)),
      "Files above this size, in bytes, are not looked at; 4194304 by default.",
    ),
  ),
} as const;

const clusters = v.record(
  v.string(),
  v.strictObject({
    paths: describe(
      v.pipe(v.array(v.string()), v.minLength(1)),
      "Directories and files, or globs, of what is deployed into this cluster.",
    ),
    ...clusterEntries,
  }),
);

export const configSchema = v.strictObject({
  ...configEntries,
  clusters: v.optional(
    describe(clusters, "What is deployed into which cluster. Objects of different clusters never conflict."),
  ),
});

/** A configuration as it is written, validated. */
export type Config = v.InferOutput<typeof configSchema>;
export type ClusterConfig = NonNullable<Config["clusters"]>[string];

/** The two numbers of a text that begins as `30000-32767`; without a second one the first counts twice. */
export function rangeOf(text: string): readonly [from: number, to: number] {
  const [, from = "", to = from] = /^(\d+)(?:-(\d+))?/.exec(text) ?? [];
  return [digits(from), digits(to)];
}

function describe<T extends v.GenericSchema>(
  schema: T,
  text: string,
): v.SchemaWithPipe<readonly [T, v.DescriptionAction<v.InferOutput<T>, string>]> {
  return v.pipe(schema, v.description(text));
}
