import type { NetworkPolicyFacts, PlaceId, StringsFacts, WorkloadFacts } from "./facts.ts";
import { type Member, selectorMatches, type UnitView } from "./unit-view.ts";

/** A peer of a NetworkPolicy. */
export interface PolicyPeer {
  readonly policy: Member<NetworkPolicyFacts>;
  readonly at: PlaceId;
}

/** The policies of a workload's namespace that are deployed together with it. */
export function policiesAround(unit: UnitView, workload: Member<WorkloadFacts>): readonly Member<NetworkPolicyFacts>[] {
  return unit.policiesBeside(workload).filter((policy) => unit.meet(workload, policy));
}

/** The peers of policies that mean pods by their labels. One for the whole namespace means nobody in particular. */
export function peersMeaning(
  policies: readonly Member<NetworkPolicyFacts>[],
  labels: StringsFacts,
): readonly PolicyPeer[] {
  return policies.flatMap((policy) =>
    policy.facts.peers
      .filter(
        ({ podSelector, hasNamespaceSelector }) =>
          podSelector &&
          !hasNamespaceSelector &&
          !isForAll(podSelector) &&
          selectorMatches(labels, podSelector) === true,
      )
      .map(({ at }) => ({ policy, at })),
  );
}

/** Whether a selector stands for every pod of the namespace. */
export function isForAll(selector: NetworkPolicyFacts["podSelector"]): boolean {
  return (
    selector !== undefined &&
    !selector.open &&
    !selector.matchLabels.open &&
    Object.keys(selector.matchLabels.strings).length === 0 &&
    selector.matchExpressions.length === 0
  );
}
