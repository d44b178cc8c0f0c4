import type { OtherFacts } from "../facts/facts.ts";
import type { Member } from "../facts/unit-view.ts";
import type { OtherResource } from "../kubernetes/resource.ts";
import { known, mapField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import type { FixTarget } from "./fix.ts";
import { targetOf } from "./other-target.ts";

/** An object that neither makes pods nor leads to them, as it is written. */
export interface FoundObject {
  readonly member: Member<OtherFacts>;
  /** The target at the object. */
  readonly at: FixTarget;
  readonly resource: OtherResource;
  readonly spec: YamlMap | undefined;
}

/** The unit's objects of a kind. */
export function objectsOf(target: FixTarget, isWanted: (facts: OtherFacts) => boolean): FoundObject[] {
  return target.unit.others.flatMap((member): FoundObject[] => {
    if (!isWanted(member.facts)) return [];
    const at = targetOf(target, member);
    const resource = at?.resource;
    return at && resource?.type === "other"
      ? [{ member, at, resource, spec: known(mapField(resource.root, "spec")) }]
      : [];
  });
}
