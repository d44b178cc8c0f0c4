import type { PlacementFacts } from "./facts.ts";
import { tolerates } from "./placement.ts";

/**
 * What keeps pods off a node that has no pod network yet: without one the kubelet reports the node as not ready.
 * Source: kubernetes pkg/controller/nodelifecycle `nodeConditionToTaintKeyStatusMap`.
 */
const NOT_READY = { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" };

/**
 * Whether pods may be meant for nodes without a pod network, as those that bring it or that have to run before it: they
 * tolerate that the node is not ready, or a template decides what they tolerate. There only the host network works.
 * Source: kubernetes pkg/kubelet/kubelet.go `SyncPod`: without a network only host network pods are started.
 */
export function mayPrecedePodNetwork({ tolerations = [], tolerationsOpen }: PlacementFacts): boolean {
  return tolerationsOpen === true || tolerations.some((toleration) => tolerates(toleration, NOT_READY) !== false);
}
