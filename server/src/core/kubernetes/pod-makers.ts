import { groupOf } from "./kinds.ts";

/** Groups all of whose objects configure something and make no pods; of `monitoring.coreos.com` these kinds. */
const NO_PODS =
  /^(?:cert-manager\.io|acme\.cert-manager\.io|external-secrets\.io|bitnami\.com|externaldns\..*|traefik\.(?:io|containo\.us)|projectcontour\.io|(?:networking|security|telemetry)\.istio\.io|linkerd\.io|policy\.linkerd\.io|(?:crd\.)?projectcalico\.org|cilium\.io|metallb\.io|kyverno\.io|.*\.gatekeeper\.sh|snapshot\.storage\..*|route\.openshift\.io|security\.openshift\.io|cloud\.google\.com|networking\.gke\.io|.*\.k8s\.aws|.*\.crossplane\.io)$/;
const MONITORS = /^(?:ServiceMonitor|PodMonitor|PrometheusRule|Probe|ScrapeConfig|AlertmanagerConfig)$/;

/** Whether an operator may make pods from a custom resource: what is not known to be configuration alone. */
export function mayMakePods({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
  const group = groupOf(apiVersion);
  // The API's own groups have no dot, or are Kubernetes' own; none of their other kinds makes pods.
  if (!group.includes(".") || group.endsWith(".k8s.io")) return false;
  return !NO_PODS.test(group) && !(group === "monitoring.coreos.com" && MONITORS.test(kind));
}

/**
 * Labels that controllers write on the pods they make, each pod or each version its own.
 * Sources: k8s.io/api/apps/v1/types.go, batch/v1/types.go; argo-rollouts `rollouts-pod-template-hash`.
 */
export function isControllerLabel(key: string): boolean {
  return (
    /^(?:pod-template-hash|controller-revision-hash|pod-template-generation|job-name|controller-uid|rollouts-pod-template-hash)$/.test(
      key,
    ) || /^(?:statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io)\//.test(key)
  );
}

/**
 * Labels that no template shows: written on pods by the controllers that make them, by operators, or by what runs in
 * them, as databases do with their leader.
 */
export function isRuntimeLabel(key: string): boolean {
  return isControllerLabel(key) || /(?:^|[-_./])(?:role|leader|master|primary|active|standby)$/.test(key);
}
