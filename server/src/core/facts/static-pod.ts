import type { WorkloadFacts } from "./facts.ts";
import type { Member } from "./unit-view.ts";

/**
 * Whether a Pod lies where a kubelet reads its static pods from, by kubeadm's habit `/etc/kubernetes/manifests`: it runs
 * on that one node, and no Service or controller is an alternative.
 */
export function isStaticPod({ facts, source }: Member<WorkloadFacts>): boolean {
  return facts.kind === "Pod" && /\/manifests\/[^/]+$/.test(source.uri);
}
