import type { Member } from "../../facts/unit-view.ts";
import type { Unit } from "../unit.ts";

/**
 * What one kustomization deploys. All of it meets in one cluster.
 * @param isWhole whether every part of it could be read and nothing is made elsewhere
 */
export function kustomizeUnit(directory: string, members: readonly Member[], isWhole: boolean): Unit {
  return { id: directory, tool: "kustomize", members, meet: () => true, isComplete: () => isWhole };
}
