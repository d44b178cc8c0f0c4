import assert from "node:assert/strict";
import { test } from "node:test";
import { openFile } from "../testing/open-file.ts";
import { snippetsAt } from "./code-actions.ts";
import type { Snippet } from "./snippet.ts";

const URI = "file:///charts/proxy/templates/daemonset.yaml";

/** What is shown with the cursor at the first `hostPort`. */
function shownFor(text: string): Snippet | undefined {
  const at = text.indexOf("hostPort:");
  return snippetsAt(openFile(URI, text), { start: at, end: at })[0];
}

interface Parts {
  readonly metadata?: string;
  readonly selector?: string;
  readonly ports?: string;
}

function daemonSet({ metadata = NAME, selector = SELECTOR, ports = PORTS }: Parts = {}): string {
  return `apiVersion: apps/v1
kind: DaemonSet
metadata:
${metadata}spec:
  selector:
    matchLabels:
${selector}  template:
    metadata:
      labels:
        {{- include "proxy.selectorLabels" . | nindent 8 }}
    spec:
      containers:
        - name: proxy
          image: proxy:1
          ports:
${ports}`;
}

const NAME = `  name: {{ include "proxy.fullname" . }}\n`;
const SELECTOR = `      {{- include "proxy.selectorLabels" . | nindent 6 }}\n`;
const PORTS = `            - name: http
              containerPort: 8080
              hostPort: {{ .Values.hostPort }}
`;

/** A Service as it is expected, with its own parts. */
function service({ metadata = `  name: {{ include "proxy.fullname" . }}-nodeport\n`, selector, ports }: Parts): string {
  return `apiVersion: v1
kind: Service
metadata:
${metadata}spec:
  type: NodePort
  selector:
${selector ?? `    {{- include "proxy.selectorLabels" . | nindent 4 }}\n`}  ports:
${ports ?? "    - name: http\n      port: {{ .Values.hostPort }}\n      targetPort: http\n"}`;
}

test("a Service is made of what the template says, with what it prints moved to its place", () => {
  const snippet = shownFor(daemonSet());
  assert.equal(snippet?.text, service({}));
  assert.equal(snippet.title, `Show a NodePort Service for DaemonSet {{ include "proxy.fullname" . }} in a new file`);
});

test("written labels, quotes and a namespace stay as they are", () => {
  const text = daemonSet({
    metadata: `  name: "{{ .Release.Name }}-proxy"\n  namespace: {{ .Release.Namespace | quote }}\n`,
    selector: `      # as in the chart before\n      app: proxy\n      release: {{ .Release.Name }}\n`,
  });
  const metadata = `  name: "{{ .Release.Name }}-proxy-nodeport"\n  namespace: {{ .Release.Namespace | quote }}\n`;
  const selector = "    # as in the chart before\n    app: proxy\n    release: {{ .Release.Name }}\n";
  assert.equal(shownFor(text)?.text, service({ metadata, selector }));
});

test("expressions that indent themselves may stand anywhere on their line", () => {
  const text = daemonSet({ selector: `{{ include "proxy.selectorLabels" . | indent 6 }}\n` });
  const selector = `{{ include "proxy.selectorLabels" . | indent 4 }}\n`;
  assert.equal(shownFor(text)?.text, service({ selector }));
  const broken = daemonSet({ selector: `      {{- include "proxy.selectorLabels" .\n        | nindent 6 }}\n` });
  const moved = `    {{- include "proxy.selectorLabels" .\n      | nindent 4 }}\n`;
  assert.equal(shownFor(broken)?.text, service({ selector: moved }));
});

test("each host port is a port with a name, whatever number it gets; others are none", () => {
  const ports = `            - containerPort: 8080
              hostPort: {{ .Values.hostPort }}
            - containerPort: {{ .Values.dns }}
              hostPort: 53
              protocol: UDP
            - containerPort: 9090
`;
  const expected = `    - name: port-{{ .Values.hostPort }}
      port: {{ .Values.hostPort }}
      targetPort: 8080
    - name: port-53
      protocol: UDP
      port: 53
      targetPort: {{ .Values.dns }}
`;
  assert.equal(shownFor(daemonSet({ ports }))?.text, service({ ports: expected }));
});

test("a port that is there under a condition is shown; one of a loop means something else outside of it", () => {
  const port = `            - name: http
              containerPort: 8080
              {{- if .Values.hostPort }}
              hostPort: {{ .Values.hostPort }}
              {{- end }}
`;
  assert.equal(shownFor(daemonSet({ ports: port }))?.text, service({}));
  for (const block of ["range .Values.ports", "with .Values.ports"])
    assert.equal(
      shownFor(daemonSet({ ports: `            {{- ${block} }}\n${port}            {{- end }}\n` })),
      undefined,
    );
  assert.equal(shownFor(`{{- range .Values.proxies }}\n---\n${daemonSet()}{{- end }}\n`), undefined);
  assert.equal(shownFor(`{{- if .Values.enabled }}\n${daemonSet()}{{- end }}\n`)?.text, service({}));
});

test("nothing is shown without a selector, or with a block that would be torn", () => {
  assert.equal(shownFor(daemonSet({ selector: "" })), undefined);
  const torn = `      {{- if .Values.old }}\n      app: proxy\n`;
  assert.equal(shownFor(daemonSet({ selector: torn })), undefined);
  const unclosed = `      {{- include "proxy.selectorLabels" . | nindent 6\n`;
  assert.equal(shownFor(daemonSet({ selector: unclosed })), undefined);
});

test("a Service for some of the host ports would leave the others to nobody: then there is none", () => {
  const ports = `${PORTS}            - name: {{ $name }}\n              hostPort: 53\n            - hostPort: 54\n`;
  assert.equal(shownFor(daemonSet({ ports })), undefined);
  assert.equal(shownFor(daemonSet({ ports: `${PORTS}            - hostPort: 54\n` })), undefined);
});

test("a variable of the template would be unknown in another file", () => {
  assert.equal(shownFor(daemonSet({ metadata: "  name: {{ $name }}\n" })), undefined);
  const metadata = `  name: {{ include "proxy.fullname" $ }}-{{ $.Values.suffix }}\n`;
  const expected = `  name: {{ include "proxy.fullname" $ }}-{{ $.Values.suffix }}-nodeport\n`;
  assert.equal(shownFor(daemonSet({ metadata }))?.text, service({ metadata: expected }));
});

test("a template of another system's line breaks reads alike", () => {
  const selector = `      app: proxy\n      {{- include "proxy.selectorLabels" . | nindent 6 }}\n`;
  const text = daemonSet({ selector });
  assert.equal(shownFor(text.replaceAll("\n", "\r\n"))?.text, shownFor(text)?.text);
  assert.ok(shownFor(text));
});

test("what an edit can do is not shown to be copied", () => {
  const text = daemonSet({
    metadata: "  name: proxy\n",
    selector: "      app: proxy\n",
    ports: "            - containerPort: 8080\n              hostPort: 8080\n",
  });
  const known = text.replace(`{{- include "proxy.selectorLabels" . | nindent 8 }}`, "app: proxy");
  assert.equal(shownFor(known), undefined);
});
