/** What a severity setting may say. */
export type Severity = "error" | "warning" | "information" | "hint";
export type SeveritySetting = Severity | "off";

export const SEVERITIES: readonly Severity[] = ["hint", "information", "warning", "error"];

/** The stronger of two severities sorts last. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** A finding is not shown where all members that are given match; each is a name or a glob. */
export interface Exemption {
  readonly rule?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly container?: string;
}

/** The engine's configuration, whatever it came from: one validated, read-only value. */
export interface Settings {
  readonly rules: Readonly<Record<string, SeveritySetting>>;
  readonly exempt: readonly Exemption[];
  /** How many nodes the cluster has, where somebody says so. */
  readonly nodeCount: number | undefined;
  /** A cluster of one node on somebody's machine: advice that presumes several nodes is silent. */
  readonly singleNode: boolean;
  /** Undefined: the API server's default, 30000-32767. */
  readonly nodePortRange: PortRange | undefined;
  /** The kernel's `ip_local_port_range` on the nodes. */
  readonly ephemeralPortRange: PortRange;
  /** Further ports that the nodes use themselves, as `9100/TCP` to who uses it. */
  readonly reservedPorts: Readonly<Record<string, string>>;
  readonly kubeProxyMode: "iptables" | "ipvs" | "nftables" | undefined;
  readonly cni: string | undefined;
  readonly platform: "eks-fargate" | "gke" | "gke-autopilot" | undefined;
  /** The minor version: 37 for v1.37. */
  readonly kubernetesMinor: number;
  /** Addresses that every node answers on, as a virtual address of keepalived: fit for hostIP anywhere. */
  readonly sharedHostIPs: readonly string[];
  /** Pod Security level that namespaces without labels have. */
  readonly podSecurityDefault: "privileged" | "baseline" | "restricted";
  /** The feature gate UserNamespacesHostNetworkSupport. */
  readonly userNamespacesHostNetwork: boolean;
  readonly requireSuppressionReason: boolean;
  /** Whether other linters' annotations suppress the equivalent rules. */
  readonly honourForeignSuppressions: boolean;
}

/** The newest version that the rules know. */
export const NEWEST_KUBERNETES_MINOR = 37;

export const DEFAULT_NODE_PORT_RANGE: PortRange = { from: 30000, to: 32767 };

export const DEFAULT_SETTINGS: Settings = {
  rules: {},
  exempt: [],
  nodeCount: undefined,
  singleNode: false,
  nodePortRange: undefined,
  ephemeralPortRange: { from: 32768, to: 60999 },
  reservedPorts: {},
  kubeProxyMode: undefined,
  cni: undefined,
  platform: undefined,
  kubernetesMinor: NEWEST_KUBERNETES_MINOR,
  sharedHostIPs: [],
  podSecurityDefault: "privileged",
  userNamespacesHostNetwork: false,
  requireSuppressionReason: false,
  honourForeignSuppressions: false,
};
