import {
  BOOLEAN,
  INTEGER,
  INTEGER_OR_STRING,
  LIST_OF_STRINGS,
  level,
  list,
  object,
  STRING,
  STRINGS,
  word,
} from "./level.ts";

/** The levels of a pod template, from its metadata down to its ports. Source: core/v1/types.go, meta/v1/types.go. */

export const OBJECT_META = level(
  "ObjectMeta",
  { name: STRING, generateName: STRING, namespace: STRING, labels: STRINGS },
  {
    untyped:
      "annotations creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generation managedFields ownerReferences resourceVersion selfLink uid",
  },
);

export const CONTAINER_PORT = level("ContainerPort", {
  name: STRING,
  containerPort: INTEGER,
  hostPort: INTEGER,
  hostIP: STRING,
  protocol: word("Protocol"),
});

const HTTP_GET = object(
  level("HTTPGetAction", { host: STRING, port: INTEGER_OR_STRING }, { untyped: "path scheme httpHeaders protocol" }),
);
const TCP_SOCKET = object(level("TCPSocketAction", { host: STRING, port: INTEGER_OR_STRING }));
const GRPC = object(level("GRPCAction", { port: INTEGER }, { untyped: "service mode" }));

const PROBE = object(
  level(
    "Probe",
    { httpGet: HTTP_GET, tcpSocket: TCP_SOCKET, grpc: GRPC },
    {
      untyped:
        "exec initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold terminationGracePeriodSeconds",
      embedded: { ProbeHandler: ["exec", "httpGet", "tcpSocket", "grpc"] },
    },
  ),
);

const LIFECYCLE_HANDLER = object(
  level("LifecycleHandler", { httpGet: HTTP_GET, tcpSocket: TCP_SOCKET }, { untyped: "exec sleep" }),
);

const WINDOWS_OPTIONS = object(
  level(
    "WindowsSecurityContextOptions",
    { hostProcess: BOOLEAN },
    { untyped: "gmsaCredentialSpecName gmsaCredentialSpec runAsUserName" },
  ),
);

/** Levels beside the ports, into which a field slips by a wrong indent; none of their own values is read. */
const ENV = list(object(level("EnvVar", {}, { untyped: "name value valueFrom" })));
const RESOURCES = object(level("ResourceRequirements", {}, { untyped: "limits requests claims" }));
const VOLUME_MOUNTS = list(
  object(
    level(
      "VolumeMount",
      {},
      {
        untyped: "name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr bindMountOptions",
      },
    ),
  ),
);

const CONTAINER_FIELDS = {
  name: STRING,
  env: ENV,
  resources: RESOURCES,
  volumeMounts: VOLUME_MOUNTS,
  ports: list(object(CONTAINER_PORT)),
  restartPolicy: word("ContainerRestartPolicy"),
  livenessProbe: PROBE,
  readinessProbe: PROBE,
  startupProbe: PROBE,
  lifecycle: object(
    level("Lifecycle", { postStart: LIFECYCLE_HANDLER, preStop: LIFECYCLE_HANDLER }, { untyped: "stopSignal" }),
  ),
  securityContext: object(
    level(
      "SecurityContext",
      {
        privileged: BOOLEAN,
        capabilities: object(level("Capabilities", {}, { untyped: "add drop" })),
        windowsOptions: WINDOWS_OPTIONS,
      },
      {
        untyped:
          "allowPrivilegeEscalation appArmorProfile procMount readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile",
      },
    ),
  ),
};
const CONTAINER_REST =
  "image command args workingDir envFrom resizePolicy restartPolicyRules volumeDevices terminationMessagePath terminationMessagePolicy imagePullPolicy stdin stdinOnce tty";

export const CONTAINER = level("Container", CONTAINER_FIELDS, { untyped: CONTAINER_REST });

export const EPHEMERAL_CONTAINER = level("EphemeralContainer", CONTAINER_FIELDS, {
  untyped: `${CONTAINER_REST} targetContainerName`,
  embedded: { EphemeralContainerCommon: [...Object.keys(CONTAINER_FIELDS), ...CONTAINER_REST.split(" ")] },
});

export const POD_SPEC = level(
  "PodSpec",
  {
    containers: list(object(CONTAINER)),
    initContainers: list(object(CONTAINER)),
    ephemeralContainers: list(object(EPHEMERAL_CONTAINER)),
    hostNetwork: BOOLEAN,
    hostUsers: BOOLEAN,
    hostPID: BOOLEAN,
    hostIPC: BOOLEAN,
    hostnameOverride: STRING,
    dnsPolicy: word("DNSPolicy"),
    dnsConfig: object(level("PodDNSConfig", { nameservers: LIST_OF_STRINGS }, { untyped: "searches options" })),
    nodeName: STRING,
    nodeSelector: STRINGS,
    os: object(level("PodOS", { name: word("OSName") })),
    priorityClassName: STRING,
    resources: RESOURCES,
    tolerations: list(object(level("Toleration", {}, { untyped: "key operator value effect tolerationSeconds" }))),
    securityContext: object(
      level(
        "PodSecurityContext",
        { sysctls: list(object(level("Sysctl", { name: STRING, value: STRING }))), windowsOptions: WINDOWS_OPTIONS },
        {
          untyped:
            "appArmorProfile fsGroup fsGroupChangePolicy runAsGroup runAsNonRoot runAsUser seLinuxChangePolicy seLinuxOptions seccompProfile supplementalGroups supplementalGroupsPolicy",
        },
      ),
    ),
  },
  {
    untyped:
      "volumes restartPolicy terminationGracePeriodSeconds activeDeadlineSeconds serviceAccountName serviceAccount automountServiceAccountToken shareProcessNamespace imagePullSecrets hostname subdomain affinity schedulerName hostAliases priority readinessGates runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN schedulingGates resourceClaims schedulingGroup evictionResponders",
  },
);

export const POD_TEMPLATE_SPEC = level("PodTemplateSpec", { metadata: object(OBJECT_META), spec: object(POD_SPEC) });
