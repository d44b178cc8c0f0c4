/** Where a kind keeps its pods and what else the engine must know of it. Source: the API types of each group. */
export interface PodKind {
  readonly kind: string;
  /** The API group, without version; the core group is "". */
  readonly group: string;
  /** Keys from the object to the pod template; empty for a Pod, which is its own. */
  readonly template: readonly string[];
  readonly controller: Controller;
}

/** How the pods of a kind come and go, as far as ports on nodes are concerned. */
export type Controller =
  | "pod"
  | "deployment"
  | "replicas"
  | "statefulset"
  | "daemonset"
  | "job"
  | "cronjob"
  | "knative";

const SPEC_TEMPLATE = ["spec", "template"];

export const POD_KINDS: readonly PodKind[] = [
  { kind: "Pod", group: "", template: [], controller: "pod" },
  { kind: "PodTemplate", group: "", template: ["template"], controller: "pod" },
  { kind: "ReplicationController", group: "", template: SPEC_TEMPLATE, controller: "replicas" },
  { kind: "ReplicaSet", group: "apps", template: SPEC_TEMPLATE, controller: "replicas" },
  { kind: "Deployment", group: "apps", template: SPEC_TEMPLATE, controller: "deployment" },
  { kind: "StatefulSet", group: "apps", template: SPEC_TEMPLATE, controller: "statefulset" },
  { kind: "DaemonSet", group: "apps", template: SPEC_TEMPLATE, controller: "daemonset" },
  { kind: "Deployment", group: "extensions", template: SPEC_TEMPLATE, controller: "deployment" },
  { kind: "ReplicaSet", group: "extensions", template: SPEC_TEMPLATE, controller: "replicas" },
  { kind: "DaemonSet", group: "extensions", template: SPEC_TEMPLATE, controller: "daemonset" },
  { kind: "Job", group: "batch", template: SPEC_TEMPLATE, controller: "job" },
  { kind: "CronJob", group: "batch", template: ["spec", "jobTemplate", "spec", "template"], controller: "cronjob" },
  { kind: "Rollout", group: "argoproj.io", template: SPEC_TEMPLATE, controller: "deployment" },
  { kind: "DeploymentConfig", group: "apps.openshift.io", template: SPEC_TEMPLATE, controller: "deployment" },
  { kind: "DeploymentConfig", group: "", template: SPEC_TEMPLATE, controller: "deployment" },
  { kind: "Service", group: "serving.knative.dev", template: SPEC_TEMPLATE, controller: "knative" },
  { kind: "Configuration", group: "serving.knative.dev", template: SPEC_TEMPLATE, controller: "knative" },
  { kind: "Revision", group: "serving.knative.dev", template: [], controller: "knative" },
  { kind: "CloneSet", group: "apps.kruise.io", template: SPEC_TEMPLATE, controller: "deployment" },
  { kind: "StatefulSet", group: "apps.kruise.io", template: SPEC_TEMPLATE, controller: "statefulset" },
  { kind: "DaemonSet", group: "apps.kruise.io", template: SPEC_TEMPLATE, controller: "daemonset" },
  { kind: "BroadcastJob", group: "apps.kruise.io", template: SPEC_TEMPLATE, controller: "job" },
  {
    kind: "AdvancedCronJob",
    group: "apps.kruise.io",
    template: ["spec", "template", "jobTemplate", "spec", "template"],
    controller: "cronjob",
  },
  {
    kind: "AdvancedCronJob",
    group: "apps.kruise.io",
    template: ["spec", "template", "broadcastJobTemplate", "spec", "template"],
    controller: "cronjob",
  },
];

/** The group of an apiVersion: `apps` for `apps/v1`, "" for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** The table's rows for a kind; AdvancedCronJob alone has two. */
export function podKindsOf(apiVersion: string, kind: string): readonly PodKind[] {
  const group = groupOf(apiVersion);
  return POD_KINDS.filter((row) => row.kind === kind && row.group === group && (group !== "" || isCore(apiVersion)));
}

/**
 * Whether an apiVersion is that of the core group, which has one version. Those before it (`v1beta1` … `v1beta3`), with
 * other fields, are served by no cluster since 1.0, and others never were.
 */
export function isCore(apiVersion: string): boolean {
  return apiVersion === "v1" || apiVersion === "";
}

/** Whether the API server's own validation and admission decide about the kind (as opposed to a custom resource's controller). */
export function isBuiltIn(apiVersion: string): boolean {
  const group = groupOf(apiVersion);
  return (
    group === "" ||
    group === "apps" ||
    group === "batch" ||
    group === "extensions" ||
    group === "networking.k8s.io" ||
    group === "autoscaling"
  );
}

/** Whom the API server refuses for a pod spec: the object itself, or the pods that a custom resource's controller makes of it. */
export function refusedFor({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return isBuiltIn(apiVersion) ? kind : `pods of the ${kind}`;
}

/** Kinds without pods that some rule, some other file's rule or a fix reads. */
export const OTHER_KINDS: readonly { readonly kind: string; readonly groups: readonly string[] }[] = [
  { kind: "Service", groups: [""] },
  { kind: "Namespace", groups: [""] },
  { kind: "Node", groups: [""] },
  { kind: "NetworkPolicy", groups: ["networking.k8s.io", "extensions"] },
  { kind: "HorizontalPodAutoscaler", groups: ["autoscaling"] },
  { kind: "Ingress", groups: ["networking.k8s.io", "extensions"] },
  { kind: "Gateway", groups: ["gateway.networking.k8s.io"] },
  { kind: "HTTPRoute", groups: ["gateway.networking.k8s.io"] },
  { kind: "ResourceQuota", groups: [""] },
];
