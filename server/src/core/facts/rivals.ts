import { claimsConflict, isWildcard } from "../kubernetes/claims.ts";
import type { ClaimFacts, ResourceFacts, WorkloadFacts } from "./facts.ts";
import { type EligibleNodes, eligibleNodes, mayShareNode, podCount } from "./placement.ts";
import { type Capacity, nodesLeft, overbooked } from "./port-capacity.ts";
import { labelsMatch, type Member, type UnitView } from "./unit-view.ts";

/** Another workload of the unit that claims the same port, with its claim. */
export interface Rival {
  readonly member: Member<WorkloadFacts>;
  readonly claim: ClaimFacts;
}

/** Since this minor version the scheduler counts the host ports of sidecars. Source: kubernetes pull request 132040. */
export const SIDECARS_COUNT_SINCE = 34;

/** The claims that the scheduler counts, as far as they are certain. */
export function countedClaims({ facts }: Member<WorkloadFacts>, { settings }: UnitView): readonly ClaimFacts[] {
  const countsSidecars = settings.kubernetesMinor >= SIDECARS_COUNT_SINCE;
  return facts.claims.filter(
    ({ conditional, portIndex }) => !conditional && (countsSidecars || !facts.ports[portIndex]?.sidecar),
  );
}

/**
 * Those whose pods claim the port as well, certainly and in the same cluster, wherever their pods stand. Left out are
 * variants of the same object, objects that a controller has made of the other, and what makes no pods.
 */
export function claimantsBeside(subject: Member<WorkloadFacts>, claim: ClaimFacts, unit: UnitView): Rival[] {
  if (claim.protocol === undefined || !isClaimant(subject, unit)) return [];
  return unit.claimants(claim.protocol, claim.port).flatMap((member) => {
    if (!unit.meet(subject, member) || !isClaimant(member, unit)) return [];
    if (mayBeOneObject(subject.facts, member.facts) || isMadeOf(subject.facts, member.facts)) return [];
    const theirs = countedClaims(member, unit).find((other) => claimsConflict(claim, other));
    return theirs ? [{ member, claim: theirs }] : [];
  });
}

/** Whether pods of both might stand on one node. */
export function canMeet(a: Member<WorkloadFacts>, b: Member<WorkloadFacts>, unit: UnitView): boolean {
  if (!mayShareNode(a.facts.placement, b.facts.placement)) return false;
  const own = eligibleNodes(a, unit);
  const theirs = eligibleNodes(b, unit);
  return !own || !theirs || [...own.possible].some((node) => theirs.possible.has(node));
}

/** Whether its pods come and go by the clock: they are never counted. */
export function isPeriodic({ member }: Rival): boolean {
  return member.facts.controller === "cronjob";
}

/**
 * How many pods there are and how many find a node, in a set of claimants in which the own pods are too many.
 * Undefined where there is no such set, or the nodes are not known.
 */
export function crowdOf(own: Rival, claimants: readonly Rival[], unit: UnitView): Capacity | undefined {
  if (isPeriodic(own)) return undefined;
  const lasting = claimants.filter((rival) => !isPeriodic(rival));
  for (const others of conflictSets(own.claim, lasting, unit)) {
    const crowd = overbooked(own.member, others, unit);
    if (crowd) return crowd;
  }
  return undefined;
}

/**
 * The claim for which others leave the workload the fewest of its nodes, with how many that are at best: when the pods of
 * all that claim the port have theirs. Undefined where nobody else claims a port of it.
 */
export function scarcestPort(
  member: Member<WorkloadFacts>,
  nodes: EligibleNodes,
  unit: UnitView,
): { readonly claim: ClaimFacts; readonly left: number } | undefined {
  const found = countedClaims(member, unit).flatMap((claim) => {
    const lasting = claimantsBeside(member, claim, unit).filter((rival) => !isPeriodic(rival));
    if (lasting.length === 0) return [];
    return conflictSets(claim, lasting, unit).map((others) => ({ claim, left: nodesLeft(nodes, others, unit) }));
  });
  return found.sort((a, b) => a.left - b.left)[0];
}

/**
 * The sets of rivals whose claims all conflict with one another: those on all addresses together with those on one
 * concrete address. A rival may be in several.
 */
function conflictSets(
  claim: ClaimFacts,
  rivals: readonly Rival[],
  unit: UnitView,
): (readonly Member<WorkloadFacts>[])[] {
  const addressesOf = ({ member }: Rival): readonly string[] =>
    countedClaims(member, unit).flatMap((other) =>
      claimsConflict(claim, other) && other.hostIP !== undefined ? [other.hostIP] : [],
    );
  const addresses = [...new Set(rivals.flatMap(addressesOf))].filter((address) => !isWildcard(address));
  return (addresses.length === 0 ? [""] : addresses).map((address) =>
    rivals
      .filter((rival) => addressesOf(rival).some((own) => isWildcard(own) || own === address))
      .map(({ member }) => member),
  );
}

/** Whether the object makes pods, as far as anybody knows. */
function isClaimant(member: Member<WorkloadFacts>, unit: UnitView): boolean {
  const { facts } = member;
  if (facts.conditional || facts.suspended) return false;
  return facts.controller === "daemonset" || (podCount(member, unit) ?? 0) > 0;
}

/** Whether both may be variants of one object: equal kind and name, and namespaces of which one is left to whoever applies it. */
export function mayBeOneObject(a: ResourceFacts, b: ResourceFacts): boolean {
  if (a.kind !== b.kind || a.name === undefined || b.name === undefined) return false;
  const isOneName =
    typeof a.name === "string" ? a.name === b.name : typeof b.name !== "string" && a.name.unknown === b.name.unknown;
  return isOneName && mayShareNamespace(a, b);
}

/** Whether one is an object that the other's controller has made or adopts: a dump of a cluster holds both. */
export function isMadeOf(a: WorkloadFacts, b: WorkloadFacts): boolean {
  return isDependent(a, b) || isDependent(b, a);
}

/** Labels that a controller adds to pods that it makes by way of a ReplicaSet, and so never adopts without them. */
const HASH_LABELS = ["pod-template-hash", "rollouts-pod-template-hash", "deploymentconfig"];

function isDependent(owned: WorkloadFacts, owner: WorkloadFacts): boolean {
  const makes = owned.kind === "Pod" ? owner.controller !== "pod" : MIDDLE[owned.kind]?.includes(owner.kind);
  if (!makes || !mayShareNamespace(owned, owner)) return false;
  const selector = owner.selector ?? owner.labels;
  if (Object.keys(selector.strings).length === 0 || labelsMatch(owned.labels, selector) === false) return false;
  if (owned.kind !== "Pod" || owner.controller !== "deployment" || owner.kind === "CloneSet") return true;
  return HASH_LABELS.some((label) => Object.hasOwn(owned.labels.strings, label));
}

/** Controllers whose pods stand in objects of a lower kind. */
const MIDDLE: Readonly<Record<string, readonly string[]>> = {
  ReplicaSet: ["Deployment", "Rollout"],
  ReplicationController: ["DeploymentConfig"],
};

function mayShareNamespace({ namespace: a }: ResourceFacts, { namespace: b }: ResourceFacts): boolean {
  return typeof a !== "string" || typeof b !== "string" || a === b;
}

/** The claim as a message shows it: `80/TCP`, `127.0.0.1:80/TCP`. */
export function claimText({ port, protocol = "", hostIP = "" }: ClaimFacts): string {
  const address = isWildcard(hostIP) ? "" : `${hostIP.includes(":") ? `[${hostIP}]` : hostIP}:`;
  return `${address}${port}/${protocol}`;
}
