import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSection } from "../yaml/parse.ts";
import { isNodeAgent } from "./node-agent.ts";
import { readResources } from "./resource.ts";

interface Manifest {
  readonly kind?: "Deployment" | "DaemonSet";
  readonly namespace?: string;
  readonly annotation?: string;
  /** Fields of the pod spec, in flow style. */
  readonly pod?: string;
  /** Fields of the container, in flow style. */
  readonly container?: string;
}

/** A DaemonSet's and a Deployment's pod that differ in nothing but what makes it one. */
const CASES: readonly (readonly [title: string, expected: boolean, manifest: Manifest])[] = [
  ["nothing special", false, {}],
  ["kube-system", true, { namespace: "kube-system" }],
  ["another namespace", false, { namespace: "kube-systems" }],
  ["a templated namespace", false, { namespace: "{{ .Release.Namespace }}" }],
  ["system-node-critical", true, { pod: "priorityClassName: system-node-critical" }],
  ["system-cluster-critical", true, { pod: "priorityClassName: system-cluster-critical" }],
  ["another priority", false, { pod: "priorityClassName: high" }],
  ["a templated priority", false, { pod: 'priorityClassName: "{{ .Values.priority }}"' }],
  ...["/", "//", "/var/run", "/run/", "/run/containerd/containerd.sock", "/var/lib/kubelet/plugins"].map(agentPath),
  ...["/etc/cni/net.d", "/opt/cni/bin", "/proc", "/sys/fs/bpf", "/dev"].map(agentPath),
  ["mounts /data", false, { pod: "volumes: [{name: data, hostPath: {path: /data}}]" }],
  ["mounts /running", false, { pod: "volumes: [{name: data, hostPath: {path: /running}}]" }],
  ["mounts /var/lib", false, { pod: "volumes: [{name: data, hostPath: {path: /var/lib}}]" }],
  ["mounts no host path", false, { pod: "volumes: [{name: proc, emptyDir: {}}, null]" }],
  ["privileged", true, { container: "securityContext: {privileged: true}" }],
  ["not privileged", false, { container: "securityContext: {privileged: false}" }],
  ["NET_ADMIN", true, { container: "securityContext: {capabilities: {add: [NET_RAW, NET_ADMIN]}}" }],
  ["CAP_SYS_ADMIN", true, { container: "securityContext: {capabilities: {add: [CAP_SYS_ADMIN]}}" }],
  ["all capabilities", true, { container: "securityContext: {capabilities: {add: [ALL]}}" }],
  ["NET_BIND_SERVICE", false, { container: "securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}" }],
  ["drops NET_ADMIN", false, { container: "securityContext: {capabilities: {drop: [NET_ADMIN]}}" }],
  [
    "a privileged init container",
    true,
    { pod: "initContainers: [{name: setup, image: setup, securityContext: {privileged: true}}]" },
  ],
  ["a DaemonSet that tolerates everything", true, { pod: "tolerations: [{operator: Exists}]" }],
  ["an empty key is none", true, { pod: 'tolerations: [{key: "", operator: Exists, effect: NoSchedule}]' }],
  ["a Deployment that does", false, { kind: "Deployment", pod: "tolerations: [{operator: Exists}]" }],
  ["tolerates one taint", false, { pod: "tolerations: [{key: gpu, operator: Exists}]" }],
  ["tolerates eviction alone", false, { pod: "tolerations: [{operator: Exists, effect: NoExecute}]" }],
  ["without an operator", false, { pod: "tolerations: [{effect: NoSchedule}]" }],
  ["a static pod's mirror", true, { annotation: "kubernetes.io/config.mirror" }],
  ["another annotation", false, { annotation: "kubernetes.io/description" }],
];

function agentPath(path: string): readonly [string, boolean, Manifest] {
  return [`mounts ${path}`, true, { pod: `volumes: [{name: host, hostPath: {path: ${path}}}]` }];
}

for (const [title, expected, manifest] of CASES)
  test(`a node agent? ${title}: ${expected ? "yes" : "no"}`, () => {
    const [workload] = readResources(parseSection(textOf(manifest)));
    assert.equal(workload?.type, "workload");
    assert.equal(isNodeAgent(workload), expected);
  });

function textOf({ kind = "DaemonSet", namespace = "shop", annotation = "a", pod, container }: Manifest): string {
  return `apiVersion: apps/v1
kind: ${kind}
metadata:
  name: agent
  namespace: ${namespace}
  annotations: {${annotation}: x}
spec:
  template:
    spec:
      hostNetwork: true
      ${pod ?? "restartPolicy: Always"}
      containers:
        - {name: agent, image: agent${container === undefined ? "" : `, ${container}`}}
`;
}
