import type { PodSpec } from "../kubernetes/pod-spec.ts";
import type { FixTarget, Refusal } from "./fix.ts";
import { whyFixed } from "./place.ts";

/** The pod spec of the target's object, or why its fields cannot be edited here. */
export function editablePod({ resource, tree }: FixTarget): PodSpec | Refusal {
  const pod = resource.type === "workload" ? resource.pod : undefined;
  if (!pod) return { refused: "There is no pod spec here." };
  const fixed = whyFixed(tree, { map: pod.map, entry: pod.entry, onKey: true });
  return fixed === undefined ? pod : { refused: fixed };
}
