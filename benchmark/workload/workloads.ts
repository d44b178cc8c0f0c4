import { grownTo, indented, item, type Lines } from "./lines.ts";
import { image, prose, variableName } from "./names.ts";
import type { Random } from "./random.ts";

/** One application: what its objects have in common. */
export interface App {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly port: number;
  readonly exposure: "none" | "hostPort" | "hostNetwork";
  readonly isNodePort: boolean;
}

/** How often applications open ports on nodes: a little more often than in real repositories, so that there is work to do. */
export function appNamed(random: Random, name: string, namespace: string | undefined): App {
  return {
    name,
    namespace,
    port: random.pick([80, 3000, 5000, 8000, 8080, 8081, 8443, 9000, 9090, random.integer(1024, 65535)]),
    exposure: random.weighted({ none: 92, hostPort: 6, hostNetwork: 2 }),
    isNodePort: random.chance(0.15),
  };
}

export function metadata(random: Random, { name, namespace }: Pick<App, "name" | "namespace">, kind: string): string[] {
  return [
    "metadata:",
    `  name: ${name}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    "  labels:",
    `    app.kubernetes.io/name: ${name}`,
    ...(random.chance(0.6) ? [`    app.kubernetes.io/component: ${kind.toLowerCase()}`] : []),
    ...(random.chance(0.5) ? ["    app.kubernetes.io/part-of: shop"] : []),
    ...(random.chance(0.2)
      ? ["  annotations:", `    example.com/description: "${prose(random, random.integer(20, 120))}"`]
      : []),
  ];
}

export type WorkloadKind = "Deployment" | "DaemonSet" | "StatefulSet" | "CronJob" | "Job" | "Pod";

/** Medians and 90th percentiles of characters, as real manifests have them. */
const SIZES: Readonly<Record<WorkloadKind, readonly [number, number]>> = {
  Deployment: [1200, 3800],
  DaemonSet: [2600, 8000],
  StatefulSet: [1800, 5000],
  CronJob: [1100, 2600],
  Job: [1000, 2500],
  Pod: [400, 900],
};

/** An object that makes pods, as long as such objects are. */
export function workload(random: Random, kind: WorkloadKind, app: App): string[] {
  const pod = podSpec(random, kind, app, Math.max(200, random.size(...SIZES[kind]) - 500));
  const labels = ["metadata:", "  labels:", `    app.kubernetes.io/name: ${app.name}`];
  const template = ["template:", ...indented([...labels, "spec:", ...indented(pod, 2)], 2)];
  const head = [`apiVersion: ${API_VERSIONS[kind]}`, `kind: ${kind}`, ...metadata(random, app, kind), "spec:"];
  if (kind === "Pod") return [...head, ...indented(pod, 2)];
  if (kind === "Job") return [...head, "  backoffLimit: 2", ...indented(template, 2)];
  if (kind === "CronJob")
    return [
      ...head,
      `  schedule: "${random.integer(0, 59)} ${random.integer(0, 23)} * * *"`,
      "  jobTemplate:",
      "    spec:",
      ...indented(template, 6),
    ];
  return [
    ...head,
    ...(kind === "DaemonSet" ? [] : [`  replicas: ${random.integer(1, 6)}`]),
    ...(kind === "StatefulSet" ? [`  serviceName: ${app.name}`] : []),
    "  selector:",
    "    matchLabels:",
    `      app.kubernetes.io/name: ${app.name}`,
    ...(kind === "Deployment" && random.chance(0.3)
      ? ["  strategy:", "    type: RollingUpdate", "    rollingUpdate:", "      maxSurge: 1", "      maxUnavailable: 0"]
      : []),
    ...indented(template, 2),
  ];
}

const API_VERSIONS: Readonly<Record<WorkloadKind, string>> = {
  Deployment: "apps/v1",
  DaemonSet: "apps/v1",
  StatefulSet: "apps/v1",
  CronJob: "batch/v1",
  Job: "batch/v1",
  Pod: "v1",
};

function podSpec(random: Random, kind: WorkloadKind, app: App, size: number): string[] {
  const isJob = kind === "Job" || kind === "CronJob";
  const sidecars = size > 2500 ? random.integer(1, 2) : 0;
  const main = container(random, app.name, app, Math.floor(size / (sidecars + 1)));
  const others = Array.from({ length: sidecars }, (_, index) =>
    container(
      random,
      `sidecar-${index}`,
      { ...app, port: 15000 + index, exposure: "none" },
      Math.floor(size / (sidecars + 1)),
    ),
  );
  return [
    ...(isJob ? ["restartPolicy: Never"] : [`serviceAccountName: ${app.name}`]),
    ...(app.exposure === "hostNetwork" ? ["hostNetwork: true", "dnsPolicy: ClusterFirstWithHostNet"] : []),
    ...(random.chance(0.15) ? ["nodeSelector:", "  kubernetes.io/os: linux"] : []),
    ...(kind === "DaemonSet" ? ["tolerations:", "  - operator: Exists"] : []),
    "containers:",
    ...indented([main, ...others].flatMap(item), 2),
    "volumes:",
    "  - name: config",
    "    configMap:",
    `      name: ${app.name}`,
  ];
}

function container(random: Random, name: string, { port, exposure }: App, size: number): string[] {
  const tail = [
    ...(random.chance(0.8)
      ? [
          "resources:",
          "  requests:",
          `    cpu: ${random.integer(1, 20) * 50}m`,
          `    memory: ${random.integer(1, 16) * 64}Mi`,
        ]
      : []),
    ...(random.chance(0.6)
      ? [
          "readinessProbe:",
          "  httpGet:",
          "    path: /healthz",
          "    port: http",
          `  periodSeconds: ${random.integer(5, 30)}`,
        ]
      : []),
    ...(random.chance(0.4) ? ["securityContext:", "  runAsNonRoot: true", "  allowPrivilegeEscalation: false"] : []),
    "volumeMounts:",
    "  - name: config",
    `    mountPath: /etc/${name}`,
  ];
  const head: Lines = [
    `name: ${name}`,
    `image: ${image(random, name)}`,
    "ports:",
    "  - name: http",
    `    containerPort: ${port}`,
    ...(exposure === "hostPort" ? [`    hostPort: ${port}`] : []),
    ...(random.chance(0.3) ? ["    protocol: TCP"] : []),
    "env:",
  ];
  const room = size - tail.reduce((sum, line) => sum + line.length + 1, 0);
  return [...grownTo(Math.max(room, 160), head, () => indented(item(variable(random)), 2)), ...tail];
}

function variable(random: Random): string[] {
  const name = `name: ${variableName(random)}`;
  if (random.chance(0.75)) return [name, `value: "${prose(random, random.integer(4, 40)).replaceAll(".", "")}"`];
  return [name, "valueFrom:", "  secretKeyRef:", `    name: secrets-${random.hex(4)}`, `    key: ${random.hex(8)}`];
}
