import { isUnknown, type PlaceId, type ServiceFacts, type WorkloadFacts } from "../../facts/facts.ts";
import { nearestWorkload } from "../../facts/nearest-workload.ts";
import { displayName, labelsMatch, type Member, placeIn, type UnitView } from "../../facts/unit-view.ts";
import { setSelector, wantedSelector } from "../../fixes/set-selector.ts";
import { isRuntimeLabel, mayMakePods } from "../../kubernetes/pod-makers.ts";
import { defineRule } from "../rule.ts";

export const nodePortServiceSelectsNothing = defineRule({
  id: "node-port-service-selects-nothing",
  severity: "warning",
  levels: ["warning", "information"],
  summary: "A Service whose selector matches no pod answers nobody",
  needsWholeObject: true,
  messages: {
    node: ({ labels, nearest }: Missed) =>
      `No pod has ${labels}: every node refuses connections to the node port. ${nearest}.`,
    cluster: ({ labels, nearest }: Missed) => `No pod has ${labels}: the Service leads nowhere. ${nearest}.`,
  },
  serviceInUnit({ subject, unit }, report) {
    const { facts } = subject;
    const selector = facts.selector;
    if (!selector || selector.open || facts.selectorAt === undefined || facts.conditional) return;
    if (isUnknown(facts.serviceType) || facts.serviceType === "ExternalName") return;
    if (Object.keys(selector.strings).length === 0 || !isProven(subject, unit)) return;
    const workloads = unit.workloadsBeside(subject);
    if (workloads.length === 0 || workloads.some((workload) => labelsMatch(workload.facts.labels, selector) !== false))
      return;
    const foreign = Object.keys(selector.strings).filter((key) =>
      workloads.every((workload) => !Object.hasOwn(workload.facts.labels.strings, key)),
    );
    if (foreign.some(mayBeAddedLater)) return;
    const others = unit.services.filter((other) => other !== subject && unit.meet(subject, other));
    const near = nearestWorkload(facts, workloads, others.length === 0);
    if (!near) return;
    const nearest = displayName(near.member.facts);
    const isOnNodes = facts.serviceType === "NodePort" || facts.serviceType === "LoadBalancer";
    report({
      at: placeIn(subject, missedValue(facts, workloads) ?? facts.selectorAt),
      message: isOnNodes ? "node" : "cluster",
      data: {
        labels: pairsOf(selector.strings),
        nearest: near.byOwnLabels
          ? `They are labels of ${nearest} itself; its pods have ${pairsOf(near.selector)}`
          : `The pods of ${nearest} have ${pairsOf(near.selector)}`,
      },
      level: isOnNodes ? "warning" : "information",
      related: [{ at: placeIn(near.member, near.member.facts.at), text: `its pods have ${pairsOf(near.selector)}` }],
      fixes: [setSelector.with(wantedSelector({ workload: nearest, labels: near.selector }))],
    });
  },
});

interface Missed {
  readonly labels: string;
  readonly nearest: string;
}

/** The first value that no pod has; undefined where each is some pod's, and only none has them all. */
function missedValue(
  { selector, selectorValuesAt }: ServiceFacts,
  workloads: readonly Member<WorkloadFacts>[],
): PlaceId | undefined {
  const missed = Object.entries(selector?.strings ?? {}).find(([key, value]) =>
    workloads.every(({ facts: { labels } }) => !Object.hasOwn(labels.strings, key) || labels.strings[key] !== value),
  );
  return missed && selectorValuesAt?.[missed[0]];
}

/** Whether the pods that the Service means would have to be here. */
function isProven(service: Member<ServiceFacts>, unit: UnitView): boolean {
  if (!unit.isComplete(service) || unit.partialWorkloads.length > 0) return false;
  return !unit.others.some(({ facts }) => mayMakePods(facts));
}

/** A label that no template has and that somebody else writes: a controller, or the operator whose domain it names. */
function mayBeAddedLater(key: string): boolean {
  return isRuntimeLabel(key) || (key.includes("/") && !/^(?:app\.kubernetes\.io|k8s-app)\//.test(key));
}

function pairsOf(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}: ${value}`)
    .join(", ");
}
