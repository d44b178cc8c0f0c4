import { knownStrings, readStringMap } from "../../kubernetes/metadata.ts";
import { known, mapField } from "../../yaml/field.ts";
import type { YamlMap } from "../../yaml/node.ts";
import { matchesExpression } from "./expression.ts";
import type { PatchTarget } from "./kustomization.ts";
import { type BuildObject, idOf, idsOf, type ObjectId, originalId } from "./object.ts";

/**
 * Whether a patch's target selects an object: names and namespaces as they are now or were at first, group, version
 * and kind as they are now. Source: kustomize api/resmap `Select`, api/types `SelectorRegex`.
 */
export function isSelected(object: BuildObject, target: PatchTarget): boolean {
  const current = idOf(object.root);
  const original = originalId(object);
  if (!matches(target.namespace, current.namespace) && !matches(target.namespace, original.namespace)) return false;
  if (!matches(target.name, current.name) && !matches(target.name, original.name)) return false;
  if (
    !matches(target.group, current.group) ||
    !matches(target.version, current.version) ||
    !matches(target.kind, current.kind)
  )
    return false;
  return matchesLabels(object.root, target);
}

export function matchesLabels(
  root: YamlMap,
  {
    labelSelector,
    annotationSelector,
  }: { readonly labelSelector?: string | undefined; readonly annotationSelector?: string | undefined },
): boolean {
  const metadata = known(mapField(root, "metadata"));
  return (
    selects(labelSelector, knownStrings(readStringMap(metadata, "labels"))) &&
    selects(annotationSelector, knownStrings(readStringMap(metadata, "annotations")))
  );
}

/** Whether an object has or had exactly this name, as a patch without a target wants it. */
export function hadId(object: BuildObject, id: ObjectId): boolean {
  return idsOf(object).some(
    (other) =>
      other.group === id.group &&
      other.version === id.version &&
      other.kind === id.kind &&
      other.name === id.name &&
      other.namespace === id.namespace,
  );
}

function matches(pattern: string | undefined, text: string): boolean {
  return pattern === undefined || matchesExpression(pattern, text, "whole");
}

/** A selector of labels as text: `a=b,c!=d,e in (f,g),!h`. */
function selects(selector: string | undefined, labels: Readonly<Record<string, string>>): boolean {
  if (selector === undefined) return true;
  const requirements = selector.match(/[^,(]+(?:\([^)]*\))?/g) ?? [];
  return requirements.every((text) => {
    const requirement = text.trim();
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement);
    if (set) {
      const isIn = (set[3] ?? "")
        .split(",")
        .map((value) => value.trim())
        .includes(labels[set[1] ?? ""] ?? "\0");
      return set[2] === "in" ? isIn : !isIn;
    }
    const equal = /^([^!=\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(requirement);
    if (equal) return (labels[equal[1] ?? ""] === equal[3]) === (equal[2] !== "!=");
    return requirement.startsWith("!")
      ? labels[requirement.slice(1).trim()] === undefined
      : labels[requirement] !== undefined;
  });
}
