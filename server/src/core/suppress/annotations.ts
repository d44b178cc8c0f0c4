import type { ObjectMeta } from "../kubernetes/metadata.ts";
import type { Resource } from "../kubernetes/resource.ts";
import { FOREIGN_CHECKS } from "./foreign.ts";
import type { Suppression } from "./suppression.ts";

const OWN = "portolan.dev/ignore.";

/**
 * Suppressions by annotation, on the object or on its pod template: `portolan.dev/ignore.<rule-id>: "reason"`, and
 * those of other linters for the equivalent rules. Offsets count from the section; the scope is the object.
 */
export function annotationsOf(resource: Resource): Suppression[] {
  const template =
    resource.type === "workload" && resource.podMetadata !== resource.metadata
      ? suppressionsIn(resource.podMetadata, resource)
      : [];
  return [...suppressionsIn(resource.metadata, resource), ...template];
}

function suppressionsIn({ annotations }: ObjectMeta, { root }: Resource): Suppression[] {
  return annotations.entries.flatMap(({ key, value, entry }): Suppression[] => {
    const text = value.kind === "present" ? value.value : "";
    if (key.startsWith(OWN))
      return [{ rules: [key.slice(OWN.length)], reason: text || undefined, at: entry.key, scope: root }];
    const rules = FOREIGN_CHECKS.flatMap((linter) => linter(key, text));
    return rules.length > 0 ? [{ rules, reason: text || undefined, at: entry.key, scope: root, foreign: true }] : [];
  });
}
