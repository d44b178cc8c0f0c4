import { isBuiltIn } from "../kubernetes/kinds.ts";
import {
  type LevelVersion,
  levelLabel,
  levelVersionText,
  POD_SECURITY_MODES,
  type PodSecurityLevel,
  type PodSecurityMode,
  type PodSecurityPolicy,
  podSecurityPolicy,
} from "../kubernetes/pod-security-labels.ts";
import { type NamespaceFacts, type SecurityFacts, valueOrUndefined, type WorkloadFacts } from "./facts.ts";
import { type Member, type Place, placeIn, type UnitView } from "./unit-view.ts";

/** The checks of Pod Security that concern ports and hosts, and those that the server's message names before one of them. */
export type PodSecurityCheck =
  | "capabilities_baseline"
  | "hostNamespaces"
  | "hostPathVolumes"
  | "hostPorts"
  | "hostProbesAndHostLifecycle";

/** What a check looks at. */
export type CheckedPod = Pick<WorkloadFacts, "hostNetwork" | "security">;

interface Check {
  readonly id: PodSecurityCheck;
  /** The first minor version of a policy that has it. */
  readonly since: number;
  /** A stricter check takes its place at this level, with words of its own elsewhere in the message. */
  readonly replacedAt?: PodSecurityLevel;
  /** The server's words for what it forbids; undefined where it allows the pod. */
  fails(pod: CheckedPod, security: SecurityFacts): string | undefined;
}

/** In the order of the server's message: by name. All of them belong to the baseline level, which restricted includes. */
const CHECKS: readonly Check[] = [
  {
    id: "capabilities_baseline",
    since: 0,
    replacedAt: "restricted",
    fails(_, { capabilities = [] }) {
      const names = unique(capabilities.flatMap((own) => own.names)).sort();
      const containers = unique(capabilities.map(({ container }) => container));
      return names.length > 0
        ? `non-default capabilities (${plural("container", containers)} ${quotedList(containers)} must not include ${quotedList(names)} in securityContext.capabilities.add)`
        : undefined;
    },
  },
  {
    id: "hostNamespaces",
    since: 0,
    fails({ hostNetwork }, { hostNamespaces = [] }) {
      const used = [...(hostNetwork === true ? ["hostNetwork"] : []), ...hostNamespaces];
      return used.length > 0 ? `host namespaces (${used.map((name) => `${name}=true`).join(", ")})` : undefined;
    },
  },
  {
    id: "hostPathVolumes",
    since: 0,
    replacedAt: "restricted",
    fails(_, { hostPathVolumes = [] }) {
      return hostPathVolumes.length > 0
        ? `hostPath volumes (${plural("volume", hostPathVolumes)} ${quotedList(hostPathVolumes)})`
        : undefined;
    },
  },
  {
    id: "hostPorts",
    since: 0,
    // Containers as they are visited, numbers as text in order.
    fails(_, { hostPorts }) {
      const containers = unique(hostPorts.map(({ container }) => container));
      const ports = unique(hostPorts.map(({ port }) => `${port}`)).sort();
      return ports.length > 0
        ? `hostPort (${usersOf(containers)} ${plural("hostPort", ports)} ${ports.join(", ")})`
        : undefined;
    },
  },
  {
    id: "hostProbesAndHostLifecycle",
    since: 34,
    fails(_, { probeHosts }) {
      const containers = unique(probeHosts.map(({ container }) => container)).sort();
      const hosts = unique(probeHosts.map(({ host }) => host)).sort();
      return hosts.length > 0
        ? `probe or lifecycle host (${usersOf(containers)} ${plural("probe or lifecycle host", hosts)} ${quotedList(hosts)})`
        : undefined;
    },
  },
];

/** A check that a pod fails, with the server's words. */
export interface FailedCheck {
  readonly id: PodSecurityCheck;
  readonly text: string;
}

/**
 * The checks that a pod fails under a policy, in the order in which the server names them.
 * Source: k8s.io/pod-security-admission/policy, registry.go for order and versions.
 * @param kubernetesMinor the version of the server, which has no later checks whatever version the policy names
 */
export function failedChecks(
  pod: CheckedPod,
  { level, version }: LevelVersion,
  kubernetesMinor: number,
): FailedCheck[] {
  const { security } = pod;
  if (level === "privileged" || !security) return [];
  const minor = version === "latest" ? kubernetesMinor : Math.min(version, kubernetesMinor);
  return CHECKS.flatMap(({ id, since, replacedAt, fails }) => {
    const text = minor < since || replacedAt === level ? undefined : fails(pod, security);
    return text === undefined ? [] : [{ id, text }];
  });
}

function usersOf(containers: readonly string[]): string {
  return `${plural("container", containers)} ${quotedList(containers)} ${containers.length === 1 ? "uses" : "use"}`;
}

function plural(noun: string, things: readonly string[]): string {
  return things.length === 1 ? noun : `${noun}s`;
}

function quotedList(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** What Pod Security does about a workload because of one check. */
export interface PodSecurityVerdict {
  /**
   * `refused`: the Pod is; `podsRefused`: the object is stored, but none of its pods; `warned`, `audited`: only said, to
   * the author or to the audit log.
   */
  readonly outcome: "refused" | "podsRefused" | "warned" | "audited";
  readonly mode: PodSecurityMode;
  readonly level: PodSecurityLevel;
  readonly namespace: string;
  /** The server's words, as far as they are about ports and hosts; absent where it is silent, or some of them are unknown. */
  readonly api?: string;
  /** The label that says so; absent where the cluster's default does. */
  readonly label?: Place;
}

/**
 * What the namespace's Pod Security policy means for a workload that may fail `check`. Undefined where it passes, and
 * where the namespace is not in the unit or a template decides about it.
 * Source: k8s.io/pod-security-admission/admission `ValidatePod`, `ValidatePodController`, `EvaluatePod`.
 */
export function podSecurityVerdict(
  subject: Member<WorkloadFacts>,
  unit: UnitView,
  check: PodSecurityCheck,
): PodSecurityVerdict | undefined {
  const { facts } = subject;
  const found = namespacePolicy(subject, unit);
  const namespace = facts.namespace && valueOrUndefined(facts.namespace);
  if (!found || namespace === undefined) return undefined;
  const { policy, member } = found;
  const failed = failuresOf(facts, policy, unit.settings.kubernetesMinor);
  const decided = decide(facts, failed, check);
  if (!decided) return undefined;
  const label = member.facts.podSecurityAt?.[levelLabel(decided.mode)];
  const api = member.facts.labels.open ? undefined : serverWords(facts, policy, failed, check);
  return {
    ...decided,
    level: policy[decided.mode].level,
    namespace,
    ...(api === undefined ? {} : { api }),
    ...(label === undefined ? {} : { label: placeIn(member, label) }),
  };
}

/** What the workload fails in each mode. */
type Failures = Readonly<Record<PodSecurityMode, readonly FailedCheck[]>>;

function failuresOf(facts: WorkloadFacts, policy: PodSecurityPolicy, kubernetesMinor: number): Failures {
  const failed = (mode: PodSecurityMode): FailedCheck[] => failedChecks(facts, policy[mode], kubernetesMinor);
  return { enforce: failed("enforce"), audit: failed("audit"), warn: failed("warn") };
}

function isAmong(failed: readonly FailedCheck[], check: PodSecurityCheck): boolean {
  return failed.some(({ id }) => id === check);
}

/** Only Pods are refused, of whatever kind their maker is; only some makers are held against `warn` themselves. */
function decide(
  facts: WorkloadFacts,
  failed: Failures,
  check: PodSecurityCheck,
): Pick<PodSecurityVerdict, "outcome" | "mode"> | undefined {
  if (isAmong(failed.enforce, check)) return { outcome: isPod(facts) ? "refused" : "podsRefused", mode: "enforce" };
  // Refused for something else: the server says no more of it.
  if (isPod(facts) && failed.enforce.length > 0) return undefined;
  if (isAmong(failed.warn, check) && isChecked(facts)) return { outcome: "warned", mode: "warn" };
  return isAmong(failed.audit, check) ? { outcome: "audited", mode: "audit" } : undefined;
}

/** The server's message about the object itself: a refusal, or else a warning. It names all checks that fail. */
function serverWords(
  facts: WorkloadFacts,
  policy: PodSecurityPolicy,
  failed: Failures,
  check: PodSecurityCheck,
): string | undefined {
  const isRefused = isPod(facts) && failed.enforce.length > 0;
  const mode = isRefused ? "enforce" : "warn";
  if (!isChecked(facts) || facts.security?.open || !isAmong(failed[mode], check)) return undefined;
  const words = failed[mode].map(({ text }) => text).join(", ");
  return `${isRefused ? "violates" : "would violate"} PodSecurity "${levelVersionText(policy[mode])}": ${words}`;
}

function isPod({ apiVersion, kind }: WorkloadFacts): boolean {
  return apiVersion === "v1" && kind === "Pod";
}

/** Pods, and the kinds that are held against `warn` and `audit` before they make pods; of others only the pods are looked at. */
function isChecked({ apiVersion, kind }: WorkloadFacts): boolean {
  return isBuiltIn(apiVersion) && !apiVersion.startsWith("extensions/") && kind !== "DeploymentConfig";
}

/**
 * The policy of the workload's namespace, from its Namespace object in the unit: the one in the workload's own file where
 * there are several. Undefined where there is none, where variants of it differ, and where a label is wrong.
 */
export function namespacePolicy(
  subject: Member<WorkloadFacts>,
  unit: UnitView,
): { readonly policy: PodSecurityPolicy; readonly member: Member<NamespaceFacts> } | undefined {
  const candidates = namespaceVariants(subject, unit);
  const policies = candidates.map((member) => ({
    member,
    policy: podSecurityPolicy(member.facts.labels.strings, unit.settings.podSecurityDefault),
  }));
  const [first] = policies;
  if (!first?.policy || candidates.some((member) => member.facts.conditional)) return undefined;
  const isAgreed = policies.every(({ policy }) => policy && samePolicy(policy, first.policy));
  return isAgreed ? { policy: first.policy, member: first.member } : undefined;
}

/** The Namespace objects of the workload's namespace: those of its own file, else all of the unit, variants among them. */
export function namespaceVariants(
  { facts, source }: Member<WorkloadFacts>,
  unit: UnitView,
): readonly Member<NamespaceFacts>[] {
  const namesakes = unit.namespaces.filter(
    (namespace) => facts.namespace !== undefined && namespace.facts.name === facts.namespace,
  );
  const own = namesakes.filter((namespace) => namespace.source.uri === source.uri);
  return own.length > 0 ? own : namesakes;
}

function samePolicy(a: PodSecurityPolicy, b: PodSecurityPolicy | undefined): boolean {
  return b !== undefined && POD_SECURITY_MODES.every((mode) => levelVersionText(a[mode]) === levelVersionText(b[mode]));
}
