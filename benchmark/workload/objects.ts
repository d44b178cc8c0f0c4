import { grownTo, indented, item } from "./lines.ts";
import { fieldName, prose } from "./names.ts";
import type { Random } from "./random.ts";
import { type App, metadata } from "./workloads.ts";

/** Everything that stands in a repository beside the workloads. Sizes: median and 90th percentile in characters. */
const SIZES = {
  ConfigMap: [500, 7000],
  ClusterRole: [650, 2200],
  PrometheusRule: [1900, 11000],
  HelmRelease: [2000, 6000],
  CustomResourceDefinition: [5500, 28000],
  values: [900, 6000],
} as const satisfies Record<string, readonly [number, number]>;

export function service(random: Random, app: App): string[] {
  return [
    "apiVersion: v1",
    "kind: Service",
    ...metadata(random, app, "service"),
    "spec:",
    ...(app.isNodePort ? ["  type: NodePort"] : random.chance(0.2) ? ["  type: ClusterIP"] : []),
    "  selector:",
    `    app.kubernetes.io/name: ${app.name}`,
    "  ports:",
    "    - name: http",
    `      port: ${random.pick([80, 8080, app.port])}`,
    `      targetPort: ${random.chance(0.6) ? "http" : app.port}`,
    ...(app.isNodePort && random.chance(0.6) ? [`      nodePort: ${random.integer(30000, 32767)}`] : []),
  ];
}

export function serviceAccount(random: Random, app: App): string[] {
  return ["apiVersion: v1", "kind: ServiceAccount", ...metadata(random, app, "account")];
}

export function namespace(name: string): string[] {
  return ["apiVersion: v1", "kind: Namespace", "metadata:", `  name: ${name}`, "  labels:", `    team: ${name}`];
}

export function configMap(random: Random, app: App): string[] {
  const head = ["apiVersion: v1", "kind: ConfigMap", ...metadata(random, app, "config"), "data:", "  settings.ini: |"];
  return grownTo(random.size(...SIZES.ConfigMap), head, () => [
    `    ${fieldName(random)} = ${prose(random, random.integer(5, 70))}`,
  ]);
}

export function clusterRole(random: Random, app: App): string[] {
  const head = [
    "apiVersion: rbac.authorization.k8s.io/v1",
    "kind: ClusterRole",
    ...metadata(random, app, "role"),
    "rules:",
  ];
  return grownTo(random.size(...SIZES.ClusterRole), head, () =>
    indented(
      item([
        `apiGroups: ["${random.pick(["", "apps", "batch", "networking.k8s.io"])}"]`,
        `resources: ["${fieldName(random).toLowerCase()}s"]`,
        `verbs: ["get", "list", "watch"${random.chance(0.4) ? ', "update", "patch"' : ""}]`,
      ]),
      2,
    ),
  );
}

export function clusterRoleBinding(random: Random, app: App): string[] {
  return [
    "apiVersion: rbac.authorization.k8s.io/v1",
    "kind: ClusterRoleBinding",
    ...metadata(random, app, "role"),
    "roleRef:",
    "  apiGroup: rbac.authorization.k8s.io",
    "  kind: ClusterRole",
    `  name: ${app.name}`,
    "subjects:",
    "  - kind: ServiceAccount",
    `    name: ${app.name}`,
    `    namespace: ${app.namespace ?? "default"}`,
  ];
}

export function ingress(random: Random, app: App): string[] {
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: Ingress",
    ...metadata(random, app, "ingress"),
    "spec:",
    "  rules:",
    `    - host: ${app.name}.example.com`,
    "      http:",
    "        paths:",
    "          - path: /",
    "            pathType: Prefix",
    "            backend:",
    "              service:",
    `                name: ${app.name}`,
    "                port:",
    "                  name: http",
  ];
}

export function networkPolicy(random: Random, app: App): string[] {
  return [
    "apiVersion: networking.k8s.io/v1",
    "kind: NetworkPolicy",
    ...metadata(random, app, "policy"),
    "spec:",
    "  podSelector:",
    "    matchLabels:",
    `      app.kubernetes.io/name: ${app.name}`,
    "  policyTypes: [Ingress]",
    "  ingress:",
    "    - from:",
    "        - namespaceSelector: {}",
    "      ports:",
    `        - port: ${app.port}`,
  ];
}

export function autoscaler(random: Random, app: App): string[] {
  return [
    "apiVersion: autoscaling/v2",
    "kind: HorizontalPodAutoscaler",
    ...metadata(random, app, "autoscaler"),
    "spec:",
    "  scaleTargetRef:",
    "    apiVersion: apps/v1",
    "    kind: Deployment",
    `    name: ${app.name}`,
    `  minReplicas: ${random.integer(1, 3)}`,
    `  maxReplicas: ${random.integer(4, 12)}`,
  ];
}

export function prometheusRule(random: Random, app: App): string[] {
  const head = [
    "apiVersion: monitoring.coreos.com/v1",
    "kind: PrometheusRule",
    ...metadata(random, app, "alerts"),
    "spec:",
    "  groups:",
    `    - name: ${app.name}`,
    "      rules:",
  ];
  return grownTo(random.size(...SIZES.PrometheusRule), head, () =>
    indented(
      item([
        `alert: ${fieldName(random)}`,
        "annotations:",
        `  description: ${prose(random, random.integer(30, 160))}`,
        `expr: sum(rate(http_requests_total{app="${app.name}",code=~"5.."}[5m])) > ${random.integer(1, 90)}`,
        "for: 10m",
        "labels:",
        "  severity: warning",
      ]),
      8,
    ),
  );
}

export function helmRelease(random: Random, app: App): string[] {
  const head = [
    "apiVersion: helm.toolkit.fluxcd.io/v2",
    "kind: HelmRelease",
    ...metadata(random, app, "release"),
    "spec:",
    "  interval: 30m",
    "  values:",
  ];
  return grownTo(random.size(...SIZES.HelmRelease), head, () => indented(valuesPart(random), 4));
}

/** A part of a chart's values: fields that look like those of pods and Services, and are neither. */
function valuesPart(random: Random): string[] {
  return [
    `${fieldName(random)}:`,
    `  enabled: ${random.chance(0.5)}`,
    ...(random.chance(0.3)
      ? ["  service:", "    type: NodePort", `    nodePort: ${random.integer(30000, 32767)}`]
      : []),
    `  ${fieldName(random)}: "${prose(random, random.integer(5, 50))}"`,
    `  ${fieldName(random)}: ${random.integer(0, 10000)}`,
  ];
}

export function values(random: Random): string[] {
  return grownTo(random.size(...SIZES.values), ["image:", "  tag: v1.2.3", "hostPort: 0"], () => valuesPart(random));
}

/** A custom resource definition; its schema describes pods, as those of operators do. */
export function customResourceDefinition(
  random: Random,
  size = random.size(...SIZES.CustomResourceDefinition),
): string[] {
  const kind = `${fieldName(random)}${random.integer(1, 99)}`;
  const plural = `${kind.toLowerCase()}s`;
  const head = [
    "apiVersion: apiextensions.k8s.io/v1",
    "kind: CustomResourceDefinition",
    "metadata:",
    `  name: ${plural}.example.com`,
    "spec:",
    "  group: example.com",
    "  names:",
    `    kind: ${kind}`,
    `    plural: ${plural}`,
    "  scope: Namespaced",
    "  versions:",
    "    - name: v1",
    "      served: true",
    "      storage: true",
    "      schema:",
    "        openAPIV3Schema:",
    "          type: object",
    "          properties:",
    "            spec:",
    "              type: object",
    "              properties:",
  ];
  let count = 0;
  return grownTo(size, head, () =>
    indented(property(random, `${fieldName(random)}${count++}`, random.integer(0, 4)), 16),
  );
}

function property(random: Random, name: string, depth: number): string[] {
  const description = ["  description: |-", ...indented([prose(random, random.integer(40, 240))], 4)];
  if (depth > 0)
    return [
      `${name}:`,
      ...description,
      "  type: object",
      "  properties:",
      ...indented(property(random, fieldName(random), depth - 1), 4),
    ];
  if (random.chance(0.2)) return ["hostPort:", ...description, "  format: int32", "  type: integer"];
  return [`${name}:`, ...description, `  type: ${random.pick(["string", "integer", "boolean"])}`];
}
