/**
 * What other files may depend on: plain data, without trees and without positions. Equal facts mean that nothing
 * outside the section can tell the difference. Optional members are left out rather than undefined, to keep them small.
 */
export type ResourceFacts =
  | WorkloadFacts
  | ServiceFacts
  | NamespaceFacts
  | NodeFacts
  | NetworkPolicyFacts
  | AutoscalerFacts
  | ClusterConfigFacts
  | OtherFacts;

/** A value that the text does not hold: what stands in its place. */
export interface Unknown {
  readonly unknown: string;
}

export type Known<T> = T | Unknown;

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === "object" && value !== null && "unknown" in value;
}

/** The value, or undefined where it is unknown. */
export function valueOrUndefined<T>(value: Known<T>): T | undefined {
  return isUnknown(value) ? undefined : value;
}

/** A place in the source of the facts, by number: see `PlaceTable`. */
export type PlaceId = number;

export interface Identity {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent where the manifest names none: whoever applies it decides. */
  readonly namespace?: Known<string>;
  /** Absent for an object that is named by `generateName` alone. */
  readonly name?: Known<string>;
  /** The place of its name, or of its kind where it has none. */
  readonly at: PlaceId;
  /** Only part of an object. */
  readonly partial?: true;
  /** Under a template's condition: it may not exist. */
  readonly conditional?: true;
}

/** A known map of strings; `open` where a template may add to it or a value is unknown. */
export interface StringsFacts {
  readonly strings: Readonly<Record<string, string>>;
  readonly open?: true;
}

export interface WorkloadFacts extends Identity {
  readonly type: "workload";
  readonly controller: string;
  readonly bestEffort?: true;
  /** As the kind counts them: `replicas`, with the default of 1; a Job's pods at a time; absent for a DaemonSet. */
  readonly replicas?: Known<number>;
  /** Whether `replicas` is written (for a Job the smaller of its two numbers): an autoscaler or a template may decide where it is not. */
  readonly replicasAt?: PlaceId;
  /** Labels of the pods. */
  readonly labels: StringsFacts;
  readonly selector?: StringsFacts;
  /** Labels of the object itself, which no Service looks at; kept where its pods have others. */
  readonly ownLabels?: Readonly<Record<string, string>>;
  readonly suspended?: true;
  readonly hostNetwork: Known<boolean>;
  readonly hostNetworkAt?: PlaceId;
  readonly isNodeAgent?: true;
  /** Made for a cluster on a developer's machine. */
  readonly isForDevelopment?: true;
  /** A Windows HostProcess container is among its containers: such a pod has to be on the host network. */
  readonly hostProcess?: true;
  readonly priorityClassName?: string;
  readonly claims: readonly ClaimFacts[];
  readonly ports: readonly PortFacts[];
  /** A template may add containers or ports that the text does not show. */
  readonly portsOpen?: true;
  readonly placement: PlacementFacts;
  readonly rollout?: RolloutFacts;
  readonly security?: SecurityFacts;
  /** Host names that the pod's arguments and environment dial; kept only where name resolution is in question. */
  readonly words?: readonly string[];
  /** The place of the DNS policy, or of the key `hostNetwork` where it is absent. */
  readonly wordsAt?: PlaceId;
  /** Another object whose pod template this one borrows (Argo Rollout). */
  readonly workloadRef?: { readonly kind: string; readonly name: string };
}

/** A port that each pod takes on its node. */
export interface ClaimFacts {
  readonly port: number;
  readonly protocol?: string;
  /** "" for all addresses. */
  readonly hostIP?: string;
  readonly via: "hostPort" | "hostNetwork";
  /** Index into `ports`. */
  readonly portIndex: number;
  /** Under a template's condition, with its container or alone: it may not exist. */
  readonly conditional?: true;
  readonly at: PlaceId;
}

export interface PortFacts {
  readonly container: Known<string>;
  readonly list: "containers" | "initContainers";
  readonly sidecar?: true;
  readonly name?: Known<string>;
  readonly containerPort?: Known<number>;
  readonly hostPort?: Known<number>;
  readonly hostIP?: Known<string>;
  readonly protocol?: Known<string>;
  /** Under a template's condition. */
  readonly conditional?: true;
  /** The place of the entry's container port, or of the entry. */
  readonly at: PlaceId;
  readonly nameAt?: PlaceId;
}

/** Which nodes the pods may run on, as far as the manifest says. */
export interface PlacementFacts {
  readonly nodeName?: Known<string>;
  readonly nodeSelector?: StringsFacts;
  /** Required node affinity: the terms of which one must hold. */
  readonly required?: Known<readonly NodeSelectorTerm[]>;
  readonly tolerations?: readonly Toleration[];
  /** A template decides about tolerations, or about parts of them. */
  readonly tolerationsOpen?: true;
  /** A required anti-affinity on the host name against pods with these labels: no two of them share a node. */
  readonly spreads?: true;
}

export interface NodeSelectorTerm {
  readonly matchExpressions: readonly Requirement[];
  readonly matchFields: readonly Requirement[];
}

export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

/** How a workload replaces its pods. */
export interface RolloutFacts {
  /** `RollingUpdate`, `Recreate`, `OnDelete`, `blueGreen`, `canary`. */
  readonly strategy: Known<string>;
  readonly maxSurge?: Known<number | string>;
  readonly maxUnavailable?: Known<number | string>;
  readonly paused?: true;
  /** Argo canary with steps: not the arithmetic of a Deployment. */
  readonly steps?: true;
  /** The place of what decides it: maxSurge, the strategy, replicas, or the workload's spec. */
  readonly at: PlaceId;
}

/** What Pod Security's baseline level looks at, as far as it concerns ports and hosts. */
export interface SecurityFacts {
  /** `hostPID`, `hostIPC`, where they are true: the server speaks of them and of hostNetwork at once. */
  readonly hostNamespaces?: readonly string[];
  /** Capabilities that containers add beyond the default set, by container, in the order of the API server's visit. */
  readonly capabilities?: readonly { readonly container: string; readonly names: readonly string[] }[];
  /** Names of the volumes that are directories of the node. */
  readonly hostPathVolumes?: readonly string[];
  /** Ports on the host, by container, in the order of the API server's visit. */
  readonly hostPorts: readonly HostPortFacts[];
  /** `host` of probes and lifecycle hooks. */
  readonly probeHosts: readonly { readonly container: string; readonly host: string; readonly at: PlaceId }[];
  /** Some of it is unknown, and so are the server's exact words. */
  readonly open?: true;
}

export interface HostPortFacts {
  readonly container: string;
  readonly port: number;
  /** Not written: the API server fills it in for a Pod on the host network. */
  readonly implied?: true;
  readonly at: PlaceId;
}

export interface ServiceFacts extends Identity {
  readonly type: "service";
  readonly serviceType: Known<string>;
  readonly typeAt?: PlaceId;
  readonly headless?: Known<boolean>;
  /** Absent where the Service has none: its endpoints are made by somebody else. */
  readonly selector?: StringsFacts;
  readonly selectorAt?: PlaceId;
  /** The places of the values that the selector asks for, by label. */
  readonly selectorValuesAt?: Readonly<Record<string, PlaceId>>;
  readonly externalTrafficPolicy?: Known<string>;
  readonly externalTrafficPolicyAt?: PlaceId;
  readonly internalTrafficPolicy?: Known<string>;
  readonly internalTrafficPolicyAt?: PlaceId;
  readonly healthCheckNodePort?: Known<number>;
  readonly healthCheckNodePortAt?: PlaceId;
  /** Entries that name no node port are given none (`allocateLoadBalancerNodePorts: false`). */
  readonly allocationOff?: true;
  readonly ports: readonly ServicePortFacts[];
  readonly portsOpen?: true;
}

export interface ServicePortFacts {
  readonly name?: Known<string>;
  readonly protocol: Known<string>;
  readonly port?: Known<number>;
  readonly targetPort?: Known<number | string>;
  readonly nodePort?: Known<number>;
  readonly conditional?: true;
  readonly at: PlaceId;
  readonly targetPortAt?: PlaceId;
  readonly nodePortAt?: PlaceId;
}

export interface NamespaceFacts extends Identity {
  readonly type: "namespace";
  readonly labels: StringsFacts;
  /** Places of the values of Pod Security's labels, by the label. */
  readonly podSecurityAt?: Readonly<Record<string, PlaceId>>;
}

export interface NodeFacts extends Identity {
  readonly type: "node";
  readonly labels: StringsFacts;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly unschedulable?: true;
  readonly addresses: readonly string[];
}

export interface NetworkPolicyFacts extends Identity {
  readonly type: "networkPolicy";
  /** Undefined where a template decides. */
  readonly podSelector?: SelectorFacts;
  readonly peers: readonly {
    readonly podSelector?: SelectorFacts;
    readonly hasNamespaceSelector?: true;
    readonly at: PlaceId;
  }[];
}

/** A LabelSelector. */
export interface SelectorFacts {
  readonly matchLabels: StringsFacts;
  readonly matchExpressions: readonly Requirement[];
  readonly open?: true;
}

export interface AutoscalerFacts extends Identity {
  readonly type: "autoscaler";
  readonly target?: { readonly kind: string; readonly name: string };
  readonly minReplicas: Known<number>;
}

/** A development cluster's own configuration (kind, k3d, kubeadm): how many nodes it has, which node ports it hands out. */
export interface ClusterConfigFacts extends Identity {
  readonly type: "clusterConfig";
  readonly nodes?: number;
  readonly nodePortRange?: { readonly from: number; readonly to: number };
}

/** Any other object. An operator may make pods from it. */
export interface OtherFacts extends Identity {
  readonly type: "other";
}
