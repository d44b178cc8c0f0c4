import type { OtherFacts, ServiceFacts, WorkloadFacts } from "../facts/facts.ts";
import type { Member } from "../facts/unit-view.ts";
import { digits } from "../yaml/digits.ts";
import { integerOrStringField, known, mapField } from "../yaml/field.ts";
import type { FixTarget } from "./fix.ts";
import { objectsOf } from "./found-objects.ts";

/** What a change asks of a namespace beside what the unit has there already. */
export interface Demand {
  readonly services: number;
  readonly nodePorts: number;
  readonly loadBalancers: number;
}

/**
 * Why a ResourceQuota of the namespace would refuse what a change asks for; undefined where none does, as far as the unit
 * itself uses it up.
 * Source: kubernetes pkg/quota/v1/evaluator/core/services.go.
 */
export function whyOverQuota(
  target: FixTarget,
  { facts: { namespace } }: Member<ServiceFacts | WorkloadFacts>,
  demand: Demand,
): string | undefined {
  const services = target.unit.services.map(({ facts }) => facts).filter((facts) => facts.namespace === namespace);
  const balanced = services.filter(({ serviceType }) => serviceType === "LoadBalancer");
  const open = [...balanced.filter((facts) => !facts.allocationOff), ...services.filter(isNodePort)];
  const asked: Readonly<Record<string, number>> = {
    services: demand.services && services.length + demand.services,
    "count/services": demand.services && services.length + demand.services,
    "services.nodeports": demand.nodePorts && open.flatMap(({ ports }) => ports).length + demand.nodePorts,
    "services.loadbalancers": demand.loadBalancers && balanced.length + demand.loadBalancers,
  };
  for (const { member, spec } of objectsOf(target, isQuota)) {
    if (member.facts.namespace !== namespace) continue;
    const hard = known(mapField(spec, "hard"));
    for (const [resource, number] of Object.entries(asked)) {
      const most = known(integerOrStringField(hard, resource));
      // A quantity may be written as text; one with a suffix says nothing about so few.
      if (most !== undefined && /^\d+$/.test(`${most}`) && number > digits(`${most}`))
        return `A ResourceQuota allows ${most} ${resource} in the namespace.`;
    }
  }
  return undefined;
}

function isQuota({ kind, apiVersion }: OtherFacts): boolean {
  return kind === "ResourceQuota" && apiVersion === "v1";
}

function isNodePort({ serviceType }: ServiceFacts): boolean {
  return serviceType === "NodePort";
}
