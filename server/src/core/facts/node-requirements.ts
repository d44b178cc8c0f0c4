import { digits } from "../yaml/digits.ts";
import type { NodeFacts, NodeSelectorTerm, PlacementFacts, Requirement } from "./facts.ts";
import { isUnknown } from "./facts.ts";

/** Whether something holds; undefined where a template or the cluster decides. */
export type Certainty = boolean | undefined;

export function allOf(parts: readonly Certainty[]): Certainty {
  return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
}

export function anyOf(parts: readonly Certainty[]): Certainty {
  return parts.includes(true) ? true : parts.includes(undefined) ? undefined : false;
}

/** The field selector of a node's name, as a key beside label keys; no label key holds a space. */
const NAME_FIELD = "field metadata.name";

/** Labels that kubelet or the cloud provider writes: a Node manifest without them says nothing about them. */
const FILLED_LABELS = new Set([
  "kubernetes.io/hostname",
  "kubernetes.io/os",
  "kubernetes.io/arch",
  "node.kubernetes.io/instance-type",
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
]);

/** Deprecated labels that always have the value of their successors. Source: k8s.io/api/core/v1/well_known_labels.go. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  "beta.kubernetes.io/os": "kubernetes.io/os",
  "beta.kubernetes.io/arch": "kubernetes.io/arch",
  "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
  "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
};

/**
 * What a pod asks of its node, as terms of which one must hold: nodeName and nodeSelector are part of each. What a
 * template decides is a requirement of which nothing is known. A pod that asks for nothing has one empty term; a pod
 * whose terms are all empty has none, and no node suits it.
 */
export function termsOf({ nodeName, nodeSelector, required }: PlacementFacts): readonly (readonly Requirement[])[] {
  const common: Requirement[] = [
    ...(typeof nodeName === "string" && nodeName !== "" ? [isIn(NAME_FIELD, nodeName)] : []),
    ...(isUnknown(nodeName) || nodeSelector?.open || isUnknown(required) ? [UNKNOWN] : []),
    ...Object.entries(nodeSelector?.strings ?? {}).map(([key, value]) => isIn(key, value)),
  ].map(({ key, ...rest }) => ({ key: SUCCESSORS[key] ?? key, ...rest }));
  if (required === undefined || isUnknown(required)) return [common];
  return required.filter((term) => !isEmpty(term)).map((term) => [...common, ...requirementsOf(term)]);
}

/** Whether a template decides about a part of what a pod asks of its node. */
export function isPlacementOpen(placement: PlacementFacts): boolean {
  return termsOf(placement).some((term) => term.some(({ key }) => key === ""));
}

const UNKNOWN: Requirement = { key: "", operator: "", values: [] };

function isIn(key: string, value: string): Requirement {
  return { key, operator: "In", values: [value] };
}

/** A term without requirements matches no node. Source: component-helpers/scheduling/corev1/nodeaffinity `isEmptyNodeSelectorTerm`. */
function isEmpty({ matchExpressions, matchFields }: NodeSelectorTerm): boolean {
  return matchExpressions.length === 0 && matchFields.length === 0;
}

function requirementsOf({ matchExpressions, matchFields }: NodeSelectorTerm): Requirement[] {
  return [
    ...matchExpressions.map(({ key, ...rest }) => ({ key: SUCCESSORS[key] ?? key, ...rest })),
    ...matchFields.map(({ key, ...rest }) => ({ key: key === "metadata.name" ? NAME_FIELD : "", ...rest })),
  ];
}

/** Whether a node has all that a term asks for. */
export function nodeMeets(node: NodeFacts, term: readonly Requirement[]): Certainty {
  return allOf(term.map((requirement) => nodeHas(node, requirement)));
}

function nodeHas(node: NodeFacts, { key, operator, values }: Requirement): Certainty {
  if (operator === "" || key === "") return undefined;
  const name = typeof node.name === "string" ? node.name : undefined;
  if (key === NAME_FIELD) return name === undefined ? undefined : valueMeets(name, operator, values);
  const label = labelOf(node, key);
  if (label !== undefined) return valueMeets(label, operator, values);
  // The host name is the node's name unless a cloud provider says otherwise.
  if (key === "kubernetes.io/hostname" && name !== undefined && valueMeets(name, operator, values) === true)
    return true;
  return node.labels.open || FILLED_LABELS.has(key) ? undefined : valueMeets(undefined, operator, values);
}

function labelOf({ labels }: NodeFacts, key: string): string | undefined {
  if (Object.hasOwn(labels.strings, key)) return labels.strings[key];
  const old = Object.keys(SUCCESSORS).find((candidate) => SUCCESSORS[candidate] === key);
  return old !== undefined && Object.hasOwn(labels.strings, old) ? labels.strings[old] : undefined;
}

/** Source: k8s.io/apimachinery/pkg/labels `Requirement.Matches`. */
function valueMeets(label: string | undefined, operator: string, values: readonly string[]): Certainty {
  switch (operator) {
    case "In":
      return label !== undefined && values.includes(label);
    case "NotIn":
      return label === undefined || !values.includes(label);
    case "Exists":
      return label !== undefined;
    case "DoesNotExist":
      return label === undefined;
    case "Gt":
    case "Lt": {
      const number = label === undefined ? undefined : integerIn(label);
      const bound = integerIn(values[0] ?? "");
      return number !== undefined && bound !== undefined && (operator === "Gt" ? number > bound : number < bound);
    }
    default:
      return undefined;
  }
}

function integerIn(text: string): number | undefined {
  const [, sign, number] = /^([-+]?)(\d+)$/.exec(text) ?? [];
  if (number === undefined) return undefined;
  return sign === "-" ? -digits(number) : digits(number);
}

/** Whether any node at all could have everything that the requirements ask for. Unknown ones exclude nothing. */
export function canBeMet(requirements: readonly Requirement[]): boolean {
  return [...new Set(requirements.map(({ key }) => key))].every((key) =>
    valueCanExist(requirements.filter((requirement) => requirement.key === key)),
  );
}

/** Whether a value of one label, or its absence, satisfies all requirements on it. */
function valueCanExist(requirements: readonly Requirement[]): boolean {
  const known = requirements.filter(({ key, operator }) => key !== "" && operator !== "");
  const satisfies = (label: string | undefined): boolean =>
    known.every(({ operator, values }) => valueMeets(label, operator, values) !== false);
  const choices = known.find(({ operator }) => operator === "In");
  if (choices) return choices.values.some(satisfies);
  if (satisfies(undefined)) return true;
  const bounds = known.filter(({ operator }) => operator === "Gt" || operator === "Lt");
  if (bounds.length === 0) return !known.some(({ operator }) => operator === "DoesNotExist");
  // The numbers next to the bounds are the only ones that matter; a NotIn may forbid some of them.
  const forbidden = known.filter(({ operator }) => operator === "NotIn").flatMap(({ values }) => values).length;
  return bounds.some(({ operator, values }) => {
    const bound = integerIn(values[0] ?? "");
    if (bound === undefined) return false;
    const step = operator === "Gt" ? 1 : -1;
    return Array.from({ length: forbidden + 1 }, (_, index) => bound + step * (index + 1)).some((number) =>
      satisfies(`${number}`),
    );
  });
}

/** The values of which one is the key's, where the requirements name them; undefined where they leave it open. */
export function namedNodes(term: readonly Requirement[]): readonly string[] | undefined {
  for (const key of [NAME_FIELD, "kubernetes.io/hostname"]) {
    const choices = term.find((requirement) => requirement.key === key && requirement.operator === "In");
    if (choices) return choices.values.map((value) => `${key}=${value}`);
  }
  return undefined;
}
