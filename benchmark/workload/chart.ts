import { indented, type Lines } from "./lines.ts";
import { image } from "./names.ts";
import type { Random } from "./random.ts";
import type { App } from "./workloads.ts";

/** The templates of a chart, by name: a Deployment or DaemonSet, a Service, an Ingress, and what they share. */
export function chartTemplates(random: Random, app: App): ReadonlyMap<string, Lines> {
  const { name, port } = app;
  const kind = random.chance(0.8) ? "Deployment" : "DaemonSet";
  const labels = [`{{- include "${name}.labels" . | nindent 4 }}`];
  const meta = ["metadata:", `  name: {{ include "${name}.fullname" . }}`, "  labels:", ...indented(labels, 4)];
  return new Map<string, Lines>([
    [
      "_helpers.tpl",
      [
        `{{- define "${name}.fullname" -}}`,
        '{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}',
        "{{- end }}",
        `{{- define "${name}.labels" -}}`,
        "app.kubernetes.io/name: {{ .Chart.Name }}",
        "app.kubernetes.io/instance: {{ .Release.Name }}",
        "{{- end }}",
      ],
    ],
    [
      `${kind.toLowerCase()}.yaml`,
      [
        "apiVersion: apps/v1",
        `kind: ${kind}`,
        ...meta,
        "spec:",
        ...(kind === "Deployment"
          ? ["  {{- if not .Values.autoscaling.enabled }}", "  replicas: {{ .Values.replicaCount }}", "  {{- end }}"]
          : []),
        "  selector:",
        "    matchLabels:",
        `      {{- include "${name}.labels" . | nindent 6 }}`,
        "  template:",
        "    metadata:",
        "      labels:",
        `        {{- include "${name}.labels" . | nindent 8 }}`,
        "    spec:",
        "      {{- with .Values.imagePullSecrets }}",
        "      imagePullSecrets:",
        "        {{- toYaml . | nindent 8 }}",
        "      {{- end }}",
        ...(app.exposure === "hostNetwork" ? ["      hostNetwork: {{ .Values.hostNetwork }}"] : []),
        "      containers:",
        "        - name: {{ .Chart.Name }}",
        `          image: "{{ .Values.image.repository | default "${image(random, name)}" }}"`,
        "          ports:",
        "            - name: http",
        `              containerPort: ${port}`,
        ...(app.exposure === "hostPort"
          ? [
              "              {{- if .Values.hostPort }}",
              "              hostPort: {{ .Values.hostPort }}",
              "              {{- end }}",
            ]
          : []),
        "          {{- with .Values.env }}",
        "          env:",
        "            {{- toYaml . | nindent 12 }}",
        "          {{- end }}",
        "          resources:",
        "            {{- toYaml .Values.resources | nindent 12 }}",
      ],
    ],
    [
      "service.yaml",
      [
        "apiVersion: v1",
        "kind: Service",
        ...meta,
        "spec:",
        "  type: {{ .Values.service.type }}",
        "  ports:",
        "    - port: {{ .Values.service.port }}",
        "      targetPort: http",
        "      name: http",
        '      {{- if and (eq .Values.service.type "NodePort") .Values.service.nodePort }}',
        "      nodePort: {{ .Values.service.nodePort }}",
        "      {{- end }}",
        "  selector:",
        `    {{- include "${name}.labels" . | nindent 4 }}`,
      ],
    ],
    [
      "ingress.yaml",
      [
        "{{- if .Values.ingress.enabled -}}",
        "apiVersion: networking.k8s.io/v1",
        "kind: Ingress",
        ...meta,
        "spec:",
        "  rules:",
        "    {{- range .Values.ingress.hosts }}",
        "    - host: {{ .host | quote }}",
        "      http:",
        "        paths:",
        "          - path: /",
        "            pathType: Prefix",
        "            backend:",
        "              service:",
        `                name: {{ include "${name}.fullname" $ }}`,
        "                port:",
        "                  name: http",
        "    {{- end }}",
        "{{- end }}",
      ],
    ],
  ]);
}
