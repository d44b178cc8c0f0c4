import { isRuntimeLabel } from "../kubernetes/pod-makers.ts";
import { editDistance } from "../text/nearest.ts";
import { type ServiceFacts, valueOrUndefined, type WorkloadFacts } from "./facts.ts";
import type { Member } from "./unit-view.ts";

/** The workload that a Service most likely means, though its selector misses it, and the selector that would reach it. */
export interface NearestWorkload {
  readonly member: Member<WorkloadFacts>;
  readonly selector: Readonly<Record<string, string>>;
  /** The Service selects by labels of the object itself, which its pods do not have. */
  readonly byOwnLabels: boolean;
}

/**
 * The nearest of the candidates; undefined where none has anything in common with the Service but, at most, the keys of
 * its labels.
 * @param isAlone whether there is no other Service that the candidates could belong to: then a common key is enough
 */
export function nearestWorkload(
  service: ServiceFacts,
  candidates: readonly Member<WorkloadFacts>[],
  isAlone: boolean,
): NearestWorkload | undefined {
  const isOnlyPair = isAlone && candidates.length === 1;
  let best: { readonly member: Member<WorkloadFacts>; readonly score: number } | undefined;
  for (const member of candidates) {
    const score = likeness(service, member.facts, isOnlyPair);
    if (score > 0 && (!best || score > best.score)) best = { member, score };
  }
  if (!best) return undefined;
  const { facts } = best.member;
  const selector = reachingSelector(service, facts);
  if (Object.keys(selector).length === 0) return undefined;
  return { member: best.member, selector, byOwnLabels: selectsOwnLabels(service, facts) };
}

/** How much speaks for the Service and the workload belonging together: labels, slips of the pen, names. */
function likeness(service: ServiceFacts, workload: WorkloadFacts, isOnlyPair: boolean): number {
  const { labels } = workload;
  const workloadName = workload.name && valueOrUndefined(workload.name);
  const serviceName = service.name && valueOrUndefined(service.name);
  const pairs = Object.entries(service.selector?.strings ?? {}).map(([key, value]) => {
    const label = Object.hasOwn(labels.strings, key) ? labels.strings[key] : undefined;
    if (label === value) return 5;
    if (label !== undefined && isSlip(label, value)) return 4;
    // The value under another key, as `app` for `app.kubernetes.io/name`.
    if (value !== "" && (Object.values(labels.strings).includes(value) || value === workloadName)) return 2;
    return isOnlyPair && label !== undefined ? 1 : 0;
  });
  const isNamesake = workloadName !== undefined && workloadName === serviceName;
  return pairs.reduce<number>(
    (sum, score) => sum + score,
    (selectsOwnLabels(service, workload) ? 5 : 0) + (isNamesake ? 1 : 0),
  );
}

function selectsOwnLabels({ selector }: ServiceFacts, { ownLabels }: WorkloadFacts): boolean {
  const wanted = Object.entries(selector?.strings ?? {});
  return ownLabels !== undefined && wanted.every(([key, value]) => ownLabels[key] === value);
}

/** Whether one text is the other with a slip: two edits at most, and not most of the word. */
function isSlip(a: string, b: string): boolean {
  const distance = editDistance(a, b);
  return distance <= 2 && distance * 2 < Math.max(a.length, b.length);
}

/** What the Service would have to select: what it says already as far as the pods have it, else what the workload selects by. */
function reachingSelector(
  { selector }: ServiceFacts,
  { labels, selector: own }: WorkloadFacts,
): Readonly<Record<string, string>> {
  const has = (key: string): boolean => Object.hasOwn(labels.strings, key);
  const kept = Object.keys(selector?.strings ?? {}).filter(has);
  const stable = Object.keys(labels.strings).filter((key) => !isRuntimeLabel(key));
  const selected = own && !own.open ? Object.keys(own.strings).filter(has) : [];
  const keys = [kept, selected, stable].find((candidates) => candidates.length > 0) ?? [];
  return Object.fromEntries(keys.map((key) => [key, labels.strings[key] ?? ""]));
}
