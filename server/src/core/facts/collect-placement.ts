import { knownStrings, readStringMap, type StringMap } from "../kubernetes/metadata.ts";
import type { PodSpec } from "../kubernetes/pod-spec.ts";
import { type Field, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import { collectRequirements, collectSelector, collectStrings, mapsIn, unknownText } from "./collect.ts";
import { optional } from "./collect-service.ts";
import type { Known, NodeSelectorTerm, PlacementFacts, Toleration } from "./facts.ts";
import { selectorMatches } from "./unit-view.ts";

/** @param labels the pods' own labels: an anti-affinity counts where it is against them */
export function collectPlacement(pod: PodSpec, labels: StringMap): PlacementFacts {
  const nodeSelector = readStringMap(pod.map, "nodeSelector");
  const affinity = mapField(pod.map, "affinity");
  const required = requiredTerms(affinity);
  const tolerations = mapsIn(seqField(pod.map, "tolerations")).map(collectToleration);
  return {
    ...optional("nodeName", stringField(pod.map, "nodeName")),
    ...(nodeSelector.field.kind === "absent" ? {} : { nodeSelector: collectStrings(nodeSelector) }),
    ...(required === undefined ? {} : { required }),
    ...(tolerations.length > 0 ? { tolerations } : {}),
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
  return mapsIn(seqField(required.value, "nodeSelectorTerms")).map((term) => ({
    matchExpressions: collectRequirements(seqField(term, "matchExpressions")),
    matchFields: collectRequirements(seqField(term, "matchFields")),
  }));
}

function collectToleration(map: YamlMap): Toleration {
  const toleration: Record<string, string> = {};
  for (const key of ["key", "operator", "value", "effect"]) {
    const value = known(stringField(map, key));
    if (value !== undefined) toleration[key] = value;
  }
  return toleration;
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
