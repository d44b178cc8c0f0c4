import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { setServiceType } from "./set-service-type.ts";

const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
${spec}`;
const withPorts = (fields: string): string => service(`${fields}  ports:\n    - {port: 80, nodePort: 30080}\n`);

test("the type is written over the old one, or first of all", () => {
  const typed = withPorts("  type: ClusterIP # inside\n");
  assert.equal(applyFix(setServiceType, "NodePort", typed, "30080"), withPorts("  type: NodePort # inside\n"));
  assert.equal(
    applyFix(setServiceType, "LoadBalancer", withPorts("  selector: {app: web}\n"), "30080"),
    withPorts("  type: LoadBalancer\n  selector: {app: web}\n"),
  );
  assert.equal(applyFix(setServiceType, "NodePort", withPorts("  type:\n"), "30080"), withPorts("  type: NodePort\n"));
});

test("everything that the API server would refuse goes with the type", () => {
  assert.equal(
    applyFix(
      setServiceType,
      "ClusterIP",
      service(`  type: LoadBalancer # public
  externalTrafficPolicy: Local
  healthCheckNodePort: 31000
  loadBalancerSourceRanges:
    - 10.0.0.0/8
  ports:
    - port: 80
      nodePort: 30080 # known
    - {port: 443, nodePort: 30443, name: https}
`),
      "LoadBalancer",
    ),
    service(`  type: ClusterIP # public
  ports:
    - port: 80
    - {port: 443, name: https}
`),
  );
});

test("the type takes the place of a first field that goes", () => {
  assert.equal(
    applyFix(
      setServiceType,
      "NodePort",
      withPorts("  loadBalancerClass: a/b # goes first\n  selector: {app: web}\n"),
      "30080",
    ),
    withPorts("  type: NodePort\n  selector: {app: web}\n"),
  );
});

test("with externalIPs the Service stays reachable, and its policy valid", () => {
  const spec = (type: string): string =>
    service(`  type: ${type}\n  externalTrafficPolicy: Local\n  externalIPs: [192.0.2.1]\n  ports:\n    - port: 80\n`);
  assert.equal(applyFix(setServiceType, "ClusterIP", spec("NodePort"), "NodePort"), spec("ClusterIP"));
});

test("a Service is not closed where a template or an anchor decides", () => {
  const shared = "  type: NodePort\n  ports:\n    - &port {port: 80, nodePort: 30080}\n  other: *port\n";
  const templated = "  type: NodePort\n  ports: {{ .Values.ports }}\n";
  assert.equal(applyFix(setServiceType, "ClusterIP", service(shared), "NodePort"), undefined);
  assert.equal(applyFix(setServiceType, "ClusterIP", service(templated), "NodePort"), undefined);
});

test("a valid policy may stay", () => {
  const before = withPorts("  externalIPs: [192.0.2.1]\n  externalTrafficPolicy: Local\n");
  const after = withPorts("  type: NodePort\n  externalIPs: [192.0.2.1]\n  externalTrafficPolicy: Local\n");
  assert.equal(applyFix(setServiceType, "NodePort", before, "30080"), after);
});

test("nothing is offered that the API server would refuse beside the type", () => {
  const refused = [
    withPorts("  clusterIP: None\n"),
    withPorts("  clusterIPs: [10.96.0.1]\n"),
    withPorts("  externalTrafficPolicy: local\n"),
    service("  ports: [{port: 80, nodePort: 80}, {port: 81, nodePort: 30080}]\n"),
    service("  ports: [{port: 80, nodePort: 30080}, {port: 81, protocol: UDP, nodePort: 30080}]\n"),
  ];
  for (const text of refused) assert.equal(applyFix(setServiceType, "NodePort", text, "30080"), undefined, text);
  const balancer = [withPorts("  healthCheckNodePort: 31000\n"), withPorts("  loadBalancerClass: a/b/c\n")];
  for (const text of balancer) assert.equal(applyFix(setServiceType, "LoadBalancer", text, "30080"), undefined, text);
  const classed = withPorts("  loadBalancerClass: a/b\n  allocateLoadBalancerNodePorts: false\n");
  assert.notEqual(applyFix(setServiceType, "LoadBalancer", classed, "30080"), undefined);
});

test("what is for load balancers goes with them; the node ports and the policy stay", () => {
  const rest = "  externalTrafficPolicy: Local\n  ports:\n    - {port: 80, nodePort: 30080}\n";
  const before = `  type: LoadBalancer\n  healthCheckNodePort: 31000\n  loadBalancerClass: a/b\n  allocateLoadBalancerNodePorts: false\n  loadBalancerIP: 192.0.2.1\n${rest}`;
  assert.equal(applyFix(setServiceType, "NodePort", service(before), "type"), service(`  type: NodePort\n${rest}`));
  const ranges =
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations: {service.beta.kubernetes.io/load-balancer-source-ranges: 10.0.0.0/8}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n";
  assert.equal(applyFix(setServiceType, "NodePort", ranges, "type"), undefined);
});

test("a headless Service may be closed, and no more", () => {
  const headless = (type: string): string => service(`  type: ${type}\n  clusterIP: None\n  ports: [{port: 80}]\n`);
  assert.equal(applyFix(setServiceType, "ClusterIP", headless("NodePort"), "type"), headless("ClusterIP"));
  assert.equal(applyFix(setServiceType, "LoadBalancer", headless("NodePort"), "type"), undefined);
});

test("an alias in DNS stays one, and a Service without ports is none to open", () => {
  const alias = withPorts("  type: ExternalName\n  externalName: db.example.com\n");
  assert.equal(applyFix(setServiceType, "LoadBalancer", alias, "30080"), undefined);
  const empty = service("  clusterIP: ''\n  loadBalancerClass: a/b\n");
  assert.equal(applyFix(setServiceType, "LoadBalancer", empty, "a/b"), undefined);
});

test("nothing is offered where a template or an anchor decides", () => {
  const texts = [
    withPorts("  type: {{ .Values.type }}\n"),
    withPorts("  clusterIP: {{ .Values.clusterIP }}\n"),
    withPorts("  {{- toYaml .Values.spec | nindent 2 }}\n"),
    service(
      "  ports:\n    - {port: 80, nodePort: 30080}\n    {{- range .Values.ports }}\n    - {port: {{ . }}}\n    {{- end }}\n",
    ),
    service("  ports: [{port: 80, nodePort: 30080}, {port: 81, nodePort: {{ .Values.nodePort }}}]\n"),
    withPorts("  sessionAffinity: &none None\n  type: *none\n"),
    "x: &spec {type: ClusterIP, ports: [{port: 80, nodePort: 30080}]}\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: *spec\n",
    "x: &spec {type: ClusterIP}\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  <<: *spec\n  ports: [{port: 80, nodePort: 30080}]\n",
  ];
  for (const text of texts) assert.equal(applyFix(setServiceType, "NodePort", text, "30080"), undefined, text);
});
