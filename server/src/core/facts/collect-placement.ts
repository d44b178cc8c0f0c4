import { knownStrings, readStringMap, type StringMap } from "../kubernetes/metadata.ts";
import { isConditionalIn, type PodSpec } from "../kubernetes/pod-spec.ts";
import { type Field, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap, YamlSeq } from "../yaml/node.ts";
import {
  collectRequirements,
  collectSelector,
  collectStrings,
  mapsIn,
  optional,
  unknownText,
} from "./collect-parts.ts";
import type { Known, NodeSelectorTerm, PlacementFacts, Requirement, Toleration } from "./facts.ts";
import { selectorMatches } from "./unit-view.ts";

/** @param labels the pods' own labels: an anti-affinity counts where it is against them */
export function collectPlacement(pod: PodSpec, labels: StringMap): PlacementFacts {
  const nodeSelector = readStringMap(pod.map, "nodeSelector");
  const affinity = mapField(pod.map, "affinity");
  const required = requiredTerms(affinity);
  return {
    ...optional("nodeName", stringField(pod.map, "nodeName")),
    ...(nodeSelector.field.kind === "absent" ? {} : { nodeSelector: collectStrings(nodeSelector) }),
    ...(required === undefined ? {} : { required }),
    ...collectTolerations(seqField(pod.map, "tolerations")),
    ...(spreadsOverNodes(known(affinity), labels) ? { spreads: true as const } : {}),
  };
}

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

function requiredTerms(affinity: Field<YamlMap>): Known<readonly NodeSelectorTerm[]> | undefined {
  if (affinity.kind === "opaque") return unknownText(affinity.text);
  const nodeAffinity = mapField(known(affinity), "nodeAffinity");
  if (nodeAffinity.kind === "opaque") return unknownText(nodeAffinity.text);
  const required = mapField(known(nodeAffinity), REQUIRED);
  if (required.kind === "opaque") return unknownText(required.text);
  if (required.kind === "absent") return undefined;
  const terms = seqField(required.value, "nodeSelectorTerms");
  if (terms.kind !== "present" || !isAllMaps(terms.value)) return unknownText("");
  return mapsIn(terms).map((term) => ({
    matchExpressions: requirementsOf(seqField(term, "matchExpressions")),
    matchFields: requirementsOf(seqField(term, "matchFields")),
  }));
}

/** A list of which the text does not show all has one more requirement, of which nothing is known. */
function requirementsOf(field: Field<YamlSeq>): Requirement[] {
  const isWhole = field.kind === "absent" || (field.kind === "present" && isAllMaps(field.value));
  return [...collectRequirements(field), ...(isWhole ? [] : [{ key: "", operator: "", values: [] }])];
}

function collectTolerations(field: Field<YamlSeq>): Pick<PlacementFacts, "tolerations" | "tolerationsOpen"> {
  const written = mapsIn(field).map(collectToleration);
  const tolerations = written.filter((toleration) => toleration !== undefined);
  const isWhole =
    field.kind === "absent" ||
    (field.kind === "present" && isAllMaps(field.value) && tolerations.length === written.length);
  return {
    ...(tolerations.length > 0 ? { tolerations } : {}),
    ...(isWhole ? {} : { tolerationsOpen: true as const }),
  };
}

/** Undefined where a template decides about a part: what is left would tolerate more than it says. */
function collectToleration(map: YamlMap): Toleration | undefined {
  const toleration: Record<string, string> = {};
  for (const key of ["key", "operator", "value", "effect"]) {
    const value = stringField(map, key);
    if (value.kind === "opaque") return undefined;
    if (value.kind === "present") toleration[key] = value.value;
  }
  return toleration;
}

function isAllMaps(list: YamlSeq): boolean {
  return !list.open && list.items.every((item) => item.kind === "map" && !isConditionalIn(list, item));
}

/** Whether a required anti-affinity keeps two of these pods off one node. */
function spreadsOverNodes(affinity: YamlMap | undefined, labels: StringMap): boolean {
  const own = { strings: knownStrings(labels), ...(labels.complete ? {} : { open: true as const }) };
  return mapsIn(seqField(known(mapField(affinity, "podAntiAffinity")), REQUIRED)).some((term) => {
    if (known(stringField(term, "topologyKey")) !== "kubernetes.io/hostname") return false;
    const selector = collectSelector(term, "labelSelector");
    return selector === undefined || selectorMatches(own, selector) !== false;
  });
}
