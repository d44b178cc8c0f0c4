import {
  BOOLEAN,
  INTEGER,
  INTEGER_OR_STRING,
  type Level,
  LIST_OF_STRINGS,
  level,
  list,
  object,
  STRING,
  STRINGS,
  word,
} from "./level.ts";
import { OBJECT_META, POD_SPEC, POD_TEMPLATE_SPEC } from "./pod-levels.ts";

/** The levels of whole objects. Source: core/v1, apps/v1, batch/v1, autoscaling/v2 and networking/v1 types.go. */

const META = object(OBJECT_META);
const TEMPLATE = object(POD_TEMPLATE_SPEC);
const SELECTOR = object(level("LabelSelector", { matchLabels: STRINGS }, { untyped: "matchExpressions" }));

export const SERVICE_PORT = level("ServicePort", {
  name: STRING,
  protocol: word("Protocol"),
  appProtocol: STRING,
  port: INTEGER,
  targetPort: INTEGER_OR_STRING,
  nodePort: INTEGER,
});

export const SERVICE_SPEC = level("ServiceSpec", {
  ports: list(object(SERVICE_PORT)),
  selector: STRINGS,
  clusterIP: STRING,
  clusterIPs: LIST_OF_STRINGS,
  type: word("ServiceType"),
  externalIPs: LIST_OF_STRINGS,
  sessionAffinity: word("ServiceAffinity"),
  loadBalancerIP: STRING,
  loadBalancerSourceRanges: LIST_OF_STRINGS,
  externalName: STRING,
  externalTrafficPolicy: word("ServiceExternalTrafficPolicy"),
  healthCheckNodePort: INTEGER,
  publishNotReadyAddresses: BOOLEAN,
  sessionAffinityConfig: object(
    level("SessionAffinityConfig", { clientIP: object(level("ClientIPConfig", { timeoutSeconds: INTEGER })) }),
  ),
  ipFamilies: list(word("IPFamily")),
  ipFamilyPolicy: word("IPFamilyPolicy"),
  allocateLoadBalancerNodePorts: BOOLEAN,
  loadBalancerClass: STRING,
  internalTrafficPolicy: word("ServiceInternalTrafficPolicy"),
  trafficDistribution: STRING,
});

const DEPLOYMENT_SPEC = level(
  "DeploymentSpec",
  {
    replicas: INTEGER,
    selector: SELECTOR,
    template: TEMPLATE,
    paused: BOOLEAN,
    strategy: object(
      level("DeploymentStrategy", {
        type: word("DeploymentStrategyType"),
        rollingUpdate: object(
          level("RollingUpdateDeployment", { maxUnavailable: INTEGER_OR_STRING, maxSurge: INTEGER_OR_STRING }),
        ),
      }),
    ),
  },
  { untyped: "minReadySeconds revisionHistoryLimit progressDeadlineSeconds" },
);

const DAEMON_SET_SPEC = level(
  "DaemonSetSpec",
  {
    selector: SELECTOR,
    template: TEMPLATE,
    updateStrategy: object(
      level("DaemonSetUpdateStrategy", {
        type: word("DaemonSetUpdateStrategyType"),
        rollingUpdate: object(
          level("RollingUpdateDaemonSet", { maxUnavailable: INTEGER_OR_STRING, maxSurge: INTEGER_OR_STRING }),
        ),
      }),
    ),
  },
  { untyped: "minReadySeconds revisionHistoryLimit" },
);

const STATEFUL_SET_SPEC = level(
  "StatefulSetSpec",
  {
    replicas: INTEGER,
    selector: SELECTOR,
    template: TEMPLATE,
    serviceName: STRING,
    podManagementPolicy: word("PodManagementPolicyType"),
    updateStrategy: object(
      level("StatefulSetUpdateStrategy", {
        type: word("StatefulSetUpdateStrategyType"),
        rollingUpdate: object(
          level("RollingUpdateStatefulSetStrategy", { partition: INTEGER, maxUnavailable: INTEGER_OR_STRING }),
        ),
      }),
    ),
  },
  {
    untyped: "volumeClaimTemplates revisionHistoryLimit minReadySeconds persistentVolumeClaimRetentionPolicy ordinals",
  },
);

const REPLICA_SET_SPEC = level(
  "ReplicaSetSpec",
  { replicas: INTEGER, selector: SELECTOR, template: TEMPLATE },
  { untyped: "minReadySeconds" },
);

const REPLICATION_CONTROLLER_SPEC = level(
  "ReplicationControllerSpec",
  { replicas: INTEGER, selector: STRINGS, template: TEMPLATE },
  { untyped: "minReadySeconds" },
);

const JOB_SPEC = level(
  "JobSpec",
  { parallelism: INTEGER, completions: INTEGER, selector: SELECTOR, template: TEMPLATE, suspend: BOOLEAN },
  {
    untyped:
      "activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit backoffLimitPerIndex maxFailedIndexes manualSelector ttlSecondsAfterFinished completionMode podReplacementPolicy managedBy scheduling",
  },
);

const CRON_JOB_SPEC = level(
  "CronJobSpec",
  {
    concurrencyPolicy: word("ConcurrencyPolicy"),
    suspend: BOOLEAN,
    jobTemplate: object(level("JobTemplateSpec", { metadata: META, spec: object(JOB_SPEC) })),
  },
  { untyped: "schedule timeZone startingDeadlineSeconds successfulJobsHistoryLimit failedJobsHistoryLimit" },
);

const AUTOSCALER_SPEC = level(
  "HorizontalPodAutoscalerSpec",
  { minReplicas: INTEGER, maxReplicas: INTEGER },
  { untyped: "scaleTargetRef metrics behavior targetCPUUtilizationPercentage" },
);

const NETWORK_POLICY_SPEC = level(
  "NetworkPolicySpec",
  { podSelector: SELECTOR },
  { untyped: "ingress egress policyTypes" },
);

/** A whole object with `metadata` and, where its level is known, `spec`. */
function root(kind: string, spec?: Level): Level {
  return level(
    kind,
    { metadata: META, ...(spec ? { spec: object(spec) } : {}) },
    { untyped: `apiVersion kind status${spec ? "" : " spec"}` },
  );
}

/** The levels of whole objects, by API group and kind. */
export const ROOTS: ReadonlyMap<string, Level> = new Map([
  ["/Pod", root("Pod", POD_SPEC)],
  ["/PodTemplate", level("PodTemplate", { metadata: META, template: TEMPLATE }, { untyped: "apiVersion kind" })],
  ["/ReplicationController", root("ReplicationController", REPLICATION_CONTROLLER_SPEC)],
  ["/Service", root("Service", SERVICE_SPEC)],
  ...["apps", "extensions"].flatMap((group): [string, Level][] => [
    [`${group}/Deployment`, root("Deployment", DEPLOYMENT_SPEC)],
    [`${group}/ReplicaSet`, root("ReplicaSet", REPLICA_SET_SPEC)],
    [`${group}/DaemonSet`, root("DaemonSet", DAEMON_SET_SPEC)],
  ]),
  ["apps/StatefulSet", root("StatefulSet", STATEFUL_SET_SPEC)],
  ["batch/Job", root("Job", JOB_SPEC)],
  ["batch/CronJob", root("CronJob", CRON_JOB_SPEC)],
  ["/Namespace", root("Namespace")],
  ["/Node", root("Node")],
  ["networking.k8s.io/NetworkPolicy", root("NetworkPolicy", NETWORK_POLICY_SPEC)],
  ["autoscaling/HorizontalPodAutoscaler", root("HorizontalPodAutoscaler", AUTOSCALER_SPEC)],
]);

/** What is known of a custom resource that makes pods, beside its pod template. */
export const CUSTOM: Level = { ...level("", { replicas: INTEGER }), keys: undefined };
