import { groupOf } from "../kubernetes/kinds.ts";
import type { OtherResource } from "../kubernetes/resource.ts";
import { digits } from "../yaml/digits.ts";
import { integerField, known, knownOr, mapField, seqField, stringField } from "../yaml/field.ts";
import { childrenOf, type YamlMap, type YamlNode } from "../yaml/node.ts";
import { mapsIn } from "./collect-parts.ts";
import type { ClusterConfigFacts, Identity } from "./facts.ts";

/**
 * Reads how many nodes a development cluster has and which range its node ports come from: kind's and k3d's
 * configurations, and kubeadm's `extraArgs`, also where kind carries them as text.
 */
export function collectClusterConfig(object: OtherResource, identity: Identity): ClusterConfigFacts | undefined {
  const group = groupOf(object.apiVersion);
  if (group === "kind.x-k8s.io" && object.kind === "Cluster") {
    const nodes = mapsIn(seqField(object.root, "nodes"));
    const workers = nodes.filter((node) => known(stringField(node, "role")) === "worker").length;
    return {
      ...identity,
      type: "clusterConfig",
      nodes: workers > 0 ? workers : Math.max(1, nodes.length),
      ...nodePortRangeIn(object.root),
    };
  }
  if (group === "k3d.io" && object.kind === "Simple")
    return { ...identity, type: "clusterConfig", ...k3dNodes(object.root), ...nodePortRangeIn(object.root) };
  if (group === "kubeadm.k8s.io" && object.kind === "ClusterConfiguration")
    return {
      ...identity,
      type: "clusterConfig",
      ...nodePortRangeIn(known(mapField(object.root, "apiServer")) ?? object.root),
    };
  return undefined;
}

/** Servers run pods, too, as k3s leaves them without a taint. Source: k3d docs/usage/configfile.md; both numbers have defaults. */
function k3dNodes(map: YamlMap): Pick<ClusterConfigFacts, "nodes"> {
  const servers = knownOr(integerField(map, "servers"), 1);
  const agents = knownOr(integerField(map, "agents"), 0);
  return servers === undefined || agents === undefined ? {} : { nodes: servers + agents };
}

/** `service-node-port-range` as a key, an argument or inside a text. */
function nodePortRangeIn(map: YamlMap): Pick<ClusterConfigFacts, "nodePortRange"> {
  const text = textsIn(map).join("\n");
  const match = /service-node-port-range["']?\s*[:=\n]\s*(?:value:\s*)?["']?(\d{1,5})-(\d{1,5})/.exec(text);
  return match?.[1] && match[2] ? { nodePortRange: { from: digits(match[1]), to: digits(match[2]) } } : {};
}

function textsIn(node: YamlNode): string[] {
  if (node.kind === "scalar") return [node.text];
  return [...childrenOf(node)].flatMap(textsIn);
}
