import type { Member } from "../../facts/unit-view.ts";
import type { Unit } from "../unit.ts";

/**
 * What one kustomization deploys. All of it meets in one cluster.
 * @param unknown what its build misses
 * @param isWhole whether every part of it could be read and nothing is made elsewhere
 */
export function kustomizeUnit(
  directory: string,
  members: readonly Member[],
  unknown: readonly string[],
  isWhole: boolean,
): Unit {
  return { id: directory, tool: "kustomize", members, unknown, meet: () => true, isComplete: () => isWhole };
}
