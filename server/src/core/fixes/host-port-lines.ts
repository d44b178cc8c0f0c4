import type { PodSpec } from "../kubernetes/pod-spec.ts";
import type { TextEdit } from "../text/edit.ts";
import { removeFromMaps } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import type { YamlEntry, YamlMap } from "../yaml/node.ts";
import { keysOf, stepsAt } from "../yaml/path.ts";
import { type Exposure, workloadTarget } from "./expose.ts";
import type { FixTarget } from "./fix.ts";
import { hasHostPort } from "./service-ports.ts";

/** What takes the planned ports off the node: `hostPort`, and `hostIP`, which means nothing without it. */
export function hostPortEntries({
  ports,
}: Exposure): readonly { readonly map: YamlMap; readonly entries: readonly YamlEntry[] }[] {
  return ports.flatMap(({ source: { map } }) =>
    map ? [{ map, entries: map.entries.filter(({ key }) => key.text === "hostPort" || key.text === "hostIP") }] : [],
  );
}

/** Removes the host ports that are planned to be published otherwise. */
export function hostPortEdits(plan: Exposure): TextEdit[] {
  return removeFromMaps(plan.target.text, hostPortEntries(plan));
}

/** Whether a cursor is where one thinks of a workload's host ports: on its kind or on a container's ports, of which one is a host port. */
export function isAtHostPorts(target: FixTarget): boolean {
  if (target.resource.type !== "workload" || !isAtKindOr(target, "ports")) return false;
  const at = workloadTarget(target);
  const pod = "refused" in at || at.resource.type !== "workload" ? undefined : at.resource.pod;
  return pod !== undefined && known(pod.hostNetwork) !== true && hasHostPorts(pod);
}

/** Whether a cursor is on the kind of its object, or anywhere in a field of one of these names. */
export function isAtKindOr({ resource, at }: FixTarget, ...fields: readonly string[]): boolean {
  const keys = keysOf(stepsAt(resource.root, at.start));
  return (keys.length === 1 && keys[0] === "kind") || keys.some((key) => fields.includes(key));
}

function hasHostPorts({ containers }: PodSpec): boolean {
  return containers.items.some(({ ports }) => ports.some(hasHostPort));
}

/** Numbers as a title lists them, each once. */
export function listOf(numbers: readonly number[]): string {
  return [...new Set(numbers)].join(", ");
}

/** A title with what a reader has to know in brackets behind it. */
export function withNotes(title: string, notes: readonly string[]): string {
  return notes.length === 0 ? title : `${title} (${notes.join("; ")})`;
}
