import type { PodSpec } from "../kubernetes/pod-spec.ts";
import { allContainers } from "../kubernetes/pod-spec.ts";
import { known, seqField } from "../yaml/field.ts";
import { childrenOf, nodeAt, type YamlNode } from "../yaml/node.ts";

/**
 * Host names that the pod's command, arguments and environment mention; kept only for pods on the host network that
 * resolve through their node, where it matters whether one of them is a Service of the cluster.
 */
export function collectWords(pod: PodSpec): readonly string[] {
  if (known(pod.hostNetwork) !== true) return [];
  if (
    pod.dnsPolicy.kind === "opaque" ||
    (pod.dnsPolicy.kind === "present" && pod.dnsPolicy.value !== "ClusterFirst" && pod.dnsPolicy.value !== "")
  )
    return [];
  const words = new Set<string>();
  for (const { map } of allContainers(pod)) {
    for (const key of ["command", "args"])
      for (const item of known(seqField(map, key))?.items ?? []) addWords(item, words);
    for (const item of known(seqField(map, "env"))?.items ?? []) {
      const value = item.kind === "map" ? nodeAt(item, "value") : undefined;
      if (value) addWords(value, words);
    }
  }
  return [...words].sort();
}

const HOST_NAME = /[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*/g;

function addWords(node: YamlNode, words: Set<string>): void {
  if (node.kind !== "scalar") {
    for (const child of childrenOf(node)) addWords(child, words);
    return;
  }
  for (const [word] of node.text.matchAll(HOST_NAME)) if (word.length <= 253 && words.size < 500) words.add(word);
}
