import { groupOf } from "../kubernetes/kinds.ts";
import type { ObjectMeta } from "../kubernetes/metadata.ts";
import { isPodSecurityLabel } from "../kubernetes/pod-security-labels.ts";
import type { OtherResource, Resource } from "../kubernetes/resource.ts";
import { ABSENT, booleanField, integerField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import { collectClusterConfig } from "./collect-cluster-config.ts";
import { collectIdentity, collectSelector, collectStrings, knownValue, mapsIn } from "./collect-parts.ts";
import { collectService } from "./collect-service.ts";
import { collectWorkload } from "./collect-workload.ts";
import type {
  AutoscalerFacts,
  Identity,
  NamespaceFacts,
  NetworkPolicyFacts,
  NodeFacts,
  ResourceFacts,
} from "./facts.ts";
import type { PlaceCollector } from "./places.ts";

/** Collects what other objects may depend on. The places it names are added to `places`. */
export function collectFacts(resource: Resource, places: PlaceCollector): ResourceFacts {
  if (resource.type === "workload") return collectWorkload(resource, places);
  if (resource.type === "service") return collectService(resource, places);
  return collectOther(resource, places);
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
