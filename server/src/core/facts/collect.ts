import { groupOf } from "../kubernetes/kinds.ts";
import type { ObjectMeta, StringMap } from "../kubernetes/metadata.ts";
import { isPodSecurityLabel } from "../kubernetes/pod-security-labels.ts";
import type { OtherResource, Resource } from "../kubernetes/resource.ts";
import {
  ABSENT,
  booleanField,
  type Field,
  integerField,
  isUnknownScalar,
  known,
  mapField,
  seqField,
  stringField,
} from "../yaml/field.ts";
import { entryOf, type YamlMap, type YamlNode } from "../yaml/node.ts";
import { isTemplated } from "../yaml/scalar.ts";
import { collectClusterConfig } from "./collect-cluster-config.ts";
import { collectService } from "./collect-service.ts";
import { collectWorkload } from "./collect-workload.ts";
import type {
  AutoscalerFacts,
  Identity,
  Known,
  NamespaceFacts,
  NetworkPolicyFacts,
  NodeFacts,
  Requirement,
  ResourceFacts,
  SelectorFacts,
  StringsFacts,
} from "./facts.ts";
import type { PlaceCollector } from "./places.ts";

/** Collects what other objects may depend on. The places it names are added to `places`. */
export function collectFacts(resource: Resource, places: PlaceCollector): ResourceFacts {
  if (resource.type === "workload") return collectWorkload(resource, places);
  if (resource.type === "service") return collectService(resource, places);
  return collectOther(resource, places);
}

export function collectIdentity(resource: Resource, places: PlaceCollector): Identity {
  const { metadata, root } = resource;
  const place = metadata.name.kind === "present" ? metadata.name.node : (entryOf(root, "kind")?.value ?? root);
  return {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    ...(metadata.namespace.kind === "absent" ? {} : { namespace: knownValue(metadata.namespace) }),
    ...(metadata.name.kind === "absent" ? {} : { name: knownValue(metadata.name) }),
    at: places.add(place),
    ...(resource.partial ? { partial: true as const } : {}),
    ...(resource.conditional ? { conditional: true as const } : {}),
  };
}

/** The value, or the text in its place without the masked characters, which nobody can read. */
export function knownValue<T>(field: Exclude<Field<T>, { kind: "absent" }>): Known<T> {
  return field.kind === "present" ? field.value : unknownText(field.text);
}

/** An unknown value; a template expression in the text shows as `…`. */
export function unknownText(text: string): { readonly unknown: string } {
  return { unknown: isTemplated(text) || text === "" ? text.replace(/\uE000+/g, "…") || "…" : text };
}

export function collectStrings(map: StringMap): StringsFacts {
  const strings: Record<string, string> = {};
  for (const { key, value } of map.entries)
    if (value.kind !== "opaque") strings[key] = value.kind === "present" ? value.value : "";
  return map.complete ? { strings } : { strings, open: true };
}

function collectOther(object: OtherResource, places: PlaceCollector): ResourceFacts {
  const identity = collectIdentity(object, places);
  const group = groupOf(object.apiVersion);
  if (object.kind === "Namespace" && group === "") return collectNamespace(object.metadata, identity, places);
  if (object.kind === "Node" && group === "") return collectNode(object, identity);
  if (object.kind === "NetworkPolicy" && group !== "projectcalico.org" && group !== "crd.projectcalico.org")
    return collectNetworkPolicy(object, identity, places);
  if (object.kind === "HorizontalPodAutoscaler") return collectAutoscaler(object.root, identity);
  return collectClusterConfig(object, identity) ?? { ...identity, type: "other" };
}

function collectNamespace({ labels }: ObjectMeta, identity: Identity, places: PlaceCollector): NamespaceFacts {
  const written = labels.entries.filter(({ key, value }) => isPodSecurityLabel(key) && value.kind === "present");
  return {
    ...identity,
    type: "namespace",
    labels: collectStrings(labels),
    ...(written.length > 0
      ? { podSecurityAt: Object.fromEntries(written.map(({ key, entry }) => [key, places.add(entry.value)])) }
      : {}),
  };
}

function collectNode({ root, metadata }: { root: YamlMap; metadata: ObjectMeta }, identity: Identity): NodeFacts {
  const spec = known(mapField(root, "spec"));
  const taints = mapsIn(seqField(spec, "taints")).map((taint) => {
    const value = known(stringField(taint, "value"));
    return {
      key: known(stringField(taint, "key")) ?? "",
      effect: known(stringField(taint, "effect")) ?? "",
      ...(value === undefined ? {} : { value }),
    };
  });
  const addresses = mapsIn(seqField(known(mapField(root, "status")), "addresses")).flatMap(
    (address) => known(stringField(address, "address")) ?? [],
  );
  const unschedulable = known(booleanField(spec, "unschedulable")) === true;
  return {
    ...identity,
    type: "node",
    labels: collectStrings(metadata.labels),
    taints,
    addresses,
    ...(unschedulable ? { unschedulable } : {}),
  };
}

function collectNetworkPolicy(
  { root }: { root: YamlMap },
  identity: Identity,
  places: PlaceCollector,
): NetworkPolicyFacts {
  const specField = mapField(root, "spec");
  const spec = known(specField);
  const podSelector = specField.kind === "opaque" ? undefined : collectSelector(spec, "podSelector");
  const peers = ["ingress", "egress"].flatMap((direction) =>
    mapsIn(seqField(spec, direction)).flatMap((rule) =>
      mapsIn(seqField(rule, direction === "ingress" ? "from" : "to")).map((peer) => {
        const selector = entryOf(peer, "podSelector") ? collectSelector(peer, "podSelector") : undefined;
        return {
          ...(selector ? { podSelector: selector } : {}),
          ...(entryOf(peer, "namespaceSelector") ? { hasNamespaceSelector: true as const } : {}),
          at: places.add(entryOf(peer, "podSelector")?.key ?? peer),
        };
      }),
    ),
  );
  return { ...identity, type: "networkPolicy", ...(podSelector ? { podSelector } : {}), peers };
}

/** A LabelSelector; an absent or null one selects everything. Undefined where a template decides. */
export function collectSelector(parent: YamlMap | undefined, key: string): SelectorFacts | undefined {
  const field = mapField(parent, key);
  if (field.kind === "opaque") return undefined;
  if (field.kind === "absent") return { matchLabels: { strings: {} }, matchExpressions: [] };
  const labelsField = mapField(field.value, "matchLabels");
  const matchLabels =
    labelsField.kind === "opaque" ? { strings: {}, open: true as const } : collectStringMap(labelsField);
  const expressions = seqField(field.value, "matchExpressions");
  return {
    matchLabels,
    matchExpressions: collectRequirements(expressions),
    ...(expressions.kind === "opaque" ? { open: true as const } : {}),
  };
}

function collectStringMap(field: Field<YamlMap>): StringsFacts {
  if (field.kind !== "present") return { strings: {} };
  const strings: Record<string, string> = {};
  let open = field.value.open;
  for (const { key } of field.value.entries) {
    const value = stringField(field.value, key.text);
    if (value.kind === "opaque") open = true;
    else strings[key.text] = value.kind === "present" ? value.value : "";
  }
  return open ? { strings, open: true } : { strings };
}

/** The requirements of a selector or an affinity term. An unknown part makes a requirement that holds for nobody knows whom. */
export function collectRequirements(field: Field<{ readonly items: readonly YamlNode[] }>): Requirement[] {
  return mapsIn(field).map((item) => {
    const values = seqField(item, "values");
    const isKnown =
      values.kind === "absent" ||
      (values.kind === "present" &&
        !values.value.open &&
        !values.value.items.some((value) => value.kind === "scalar" && isUnknownScalar(value)));
    return {
      key: known(stringField(item, "key")) ?? "",
      operator: isKnown ? (known(stringField(item, "operator")) ?? "") : "",
      values:
        values.kind === "present"
          ? values.value.items.flatMap((value) => (value.kind === "scalar" ? [value.text] : []))
          : [],
    };
  });
}

function collectAutoscaler(root: YamlMap, identity: Identity): AutoscalerFacts {
  const spec = known(mapField(root, "spec"));
  const reference = known(mapField(spec, "scaleTargetRef"));
  const kind = known(stringField(reference, "kind"));
  const name = known(stringField(reference, "name"));
  const minReplicas = spec ? integerField(spec, "minReplicas") : ABSENT;
  return {
    ...identity,
    type: "autoscaler",
    ...(kind !== undefined && name !== undefined ? { target: { kind, name } } : {}),
    minReplicas: minReplicas.kind === "absent" ? 1 : knownValue(minReplicas),
  };
}

/** The items of a list that are mappings. */
export function mapsIn(field: Field<{ readonly items: readonly YamlNode[] }>): YamlMap[] {
  return field.kind === "present" ? field.value.items.filter((item) => item.kind === "map") : [];
}
