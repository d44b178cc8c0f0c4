/**
 * A repository in small: folders, a kustomization with a base and overlays, a chart, and what a configuration gives to
 * one cluster. Its texts, and lines and documents that people put into such texts.
 */
export const ROOT = "file:///repo";

const deployment = (name: string, pod: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
${pod}`;

const container = (port: number, more = ""): string => `      containers:
        - name: main
          image: example.com/main:1
          ports:
            - name: http
              containerPort: ${port}
${more}`;

const service = (name: string, more = ""): string => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: NodePort
  selector:
    app: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
${more}`;

const daemon = (name: string, port: number): string => `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: ${name}
  namespace: edge
spec:
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      hostNetwork: true
${container(port)}`;

const hostPort = "              hostPort: 8080\n";

/** What stands in the repository at first. */
export const REPOSITORY: Readonly<Record<string, string>> = {
  "shop/web.yaml": deployment("web", container(8080, hostPort)),
  "shop/service.yaml": service("web"),
  "alone/all.yaml": `${deployment("api", container(8080, hostPort))}---\n${service("api", "      nodePort: 30080\n")}---\n${daemon("agent", 8080)}`,
  "kustom/base/kustomization.yaml": "resources:\n  - deployment.yaml\n  - service.yaml\n  - lost.yaml\n",
  "kustom/base/lost.yaml": service("nobody"),
  "lost/service.yaml": `${service("nobody")}---\n${deployment("somebody", container(80))}`,
  "kustom/base/deployment.yaml": deployment("shop", container(8080)),
  "kustom/base/service.yaml": service("shop"),
  "kustom/overlays/dev/kustomization.yaml":
    "namespace: dev\nnamePrefix: dev-\nresources:\n  - ../../base\npatches:\n  - path: patch.yaml\n",
  "kustom/overlays/dev/patch.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
    spec:
      hostNetwork: true
`,
  "kustom/component/kustomization.yaml": `apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
nameSuffix: -c
labels:
  - pairs:
      app: shop
    includeSelectors: true
replicas:
  - name: shop
    count: 2
replacements:
  - source:
      kind: Service
      name: shop
      fieldPath: spec.ports.0.port
    targets:
      - select:
          kind: Deployment
        fieldPaths:
          - spec.template.spec.containers.0.ports.0.containerPort
`,
  "kustom/overlays/prod/config.yaml":
    "nameReference:\n  - kind: Deployment\n    fieldSpecs:\n      - kind: Service\n        path: spec/app\n",
  "kustom/overlays/prod/kustomization.yaml": `namespace: prod
resources:
  - ../../base
  - node.yaml
components:
  - ../../component
configurations:
  - config.yaml
patches:
  - target:
      kind: Service
    patch: |
      - op: replace
        path: /spec/ports/0/targetPort
        value: htp
`,
  "kustom/overlays/prod/node.yaml": "apiVersion: v1\nkind: Node\nmetadata:\n  name: one\n",
  "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 0.1.0\n",
  "chart/values.yaml": "hostPort: 8080\nservice:\n  type: NodePort\n",
  "chart/templates/daemon.yaml": `{{- if .Values.enabled }}\n${daemon("chart", 9100)}{{- end }}\n`,
  "chart/templates/deployment.yaml": deployment(
    "chart",
    container(9100, "              hostPort: {{ .Values.hostPort }}\n"),
  ),
  "chart/templates/service.yaml": service("chart"),
  "cluster/one/daemon.yaml": daemon("one", 9100),
  "cluster/two/daemon.yaml": daemon("two", 9100),
  "cluster/two/all.yaml": `apiVersion: v1
kind: Namespace
metadata:
  name: edge
  labels:
    pod-security.kubernetes.io/enforce: baseline
---
${service("one", "      nodePort: 9100\n")}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: policy
  namespace: edge
spec:
  podSelector:
    matchLabels:
      app: one
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  minReplicas: 1
`,
};

/** Where files are created and moved to. */
export const OTHER_PATHS: readonly string[] = [
  "shop/more.yaml",
  "shop/kustomization.yaml",
  "alone/kustomization.yml",
  "kustom/base/more.yaml",
  "kustom/overlays/dev/more.yaml",
  "kustom/overlays/dev/config.yaml",
  "kustom/component/patch.yaml",
  "chart/templates/_more.yaml",
  "chart/templates/tests/more.yaml",
  "kustom/overlays/test/kustomization.yaml",
  "chart/templates/more.yaml",
  "chart/charts/inner/Chart.yaml",
  "chart/charts/inner/templates/daemon.yaml",
  "cluster/three/daemon.yaml",
  "cluster/kustomization.yaml",
  "more/Chart.yaml",
];

/** A document that nobody can read in full: what it hides may be anything. */
export const BROKEN = "---\napiVersion: v1\nkind: Namespace\nbroken: [\n";

/** Other values of fields that matter to other objects: what an edit that leaves the manifest whole turns them into. */
export const VALUES: Readonly<Record<string, readonly string[]>> = {
  app: ["web", "one", "two", "api", "shop", "agent", "chart"],
  containerPort: ["8080", "9100", "80", "30080"],
  count: ["1", "3"],
  enforce: ["baseline", "privileged"],
  hostNetwork: ["true", "false"],
  hostPort: ["8080", "9100", "80", "30080", "99999", '"8080"', "", "{{ .Values.hostPort }}"],
  kind: ["Deployment", "DaemonSet", "Service", "Pod", "Namespace"],
  minReplicas: ["1", "3"],
  name: ["web", "one", "two", "api", "shop", "agent", "chart", "edge", "http", "metrics"],
  namePrefix: ["dev-", "x-"],
  namespace: ["edge", "dev", "prod", "{{ .Release.Namespace }}"],
  nodePort: ["30080", "9100", "8080", "30081"],
  fieldPath: ["spec.ports.0.port", "spec.ports.0.nodePort", "metadata.name"],
  path: ["patch.yaml", "more.yaml", "config.yaml", "/spec/ports/0/nodePort"],
  port: ["80", "8080"],
  "pod-security.kubernetes.io/enforce": ["baseline", "privileged", "restricted"],
  replicas: ["1", "2", "3"],
  targetPort: ["http", "metrics", "8080", "9100"],
  type: ["NodePort", "ClusterIP", "LoadBalancer"],
  value: ["http", "metrics", "30080"],
};

/** Lines as they come and go while manifests are written, whole and half-typed. */
export const LINES: readonly string[] = [
  "---",
  "...",
  "# a comment",
  "# portolan-disable-next-line host-port-on-non-daemonset -- for the test",
  "# portolan-disable-file",
  "kind: Pod",
  "kind: Service",
  "kind: DaemonSet",
  "  name: web",
  "  name: one",
  "  name: shop",
  "  namespace: edge",
  "  namespace: {{ .Release.Namespace }}",
  "  type: ClusterIP",
  "  type: NodePort",
  "  externalTrafficPolicy: Local",
  "  replicas: 3",
  "  replicas: {{ .Values.replicas }}",
  "    app: web",
  "    app: one",
  "        app: shop",
  "      hostNetwork: true",
  "      hostNetwork: false",
  "      nodeName: one",
  "      containers:",
  "            - containerPort: 8080",
  "              containerPort: 9100",
  "              hostPort: 8080",
  "              hostPort: 80",
  "              hostPort: 99999",
  '              hostPort: "8080"',
  "              hostPort:",
  "              hostIP: 127.0.0.1",
  "              protocol: UDP",
  "              name: metrics",
  "      nodePort: 30080",
  "      nodePort: 9100",
  "      targetPort: metrics",
  "      targetPort: 9100",
  "  - ../../base",
  "  - ../../component",
  "  - config.yaml",
  "components:",
  "configurations:",
  "commonLabels: {app: web}",
  "  - more.yaml",
  "  - deployment.yaml",
  "namePrefix: x-",
  "namespace: edge",
  "    pod-security.kubernetes.io/enforce: privileged",
  "      - op: remove",
  "        path: /spec/ports",
  "{{- if .Values.more }}",
  "{{- end }}",
  "{{ include",
  '  "',
  "  [",
  "\t",
  "",
];

export const DOCUMENTS: readonly string[] = [
  ...Object.values(REPOSITORY),
  "",
  "# nothing but a comment\n",
  "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches:\n  - path: patch.yaml\n",
  "resources:\n  - deployment.yaml\n  - missing.yaml\nreplicas:\n  - name: shop\n    count: 5\n",
  "resources:\n  - ../dev\n  - ../prod\n",
  "resources:\n  - .\n  - ../kustom/base\n",
  "apiVersion: example.com/v1\nkind: Operator\nmetadata:\n  name: one\n",
  "not: [closed\n",
];
