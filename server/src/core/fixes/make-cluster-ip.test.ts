import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { makeClusterIp } from "./make-cluster-ip.ts";

const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
${spec}`;

test("everything that the API server would refuse goes with the type", () => {
  assert.equal(
    applyFix(
      makeClusterIp,
      "",
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

test("with externalIPs the Service stays reachable, and its policy valid", () => {
  const spec = (type: string): string =>
    service(`  type: ${type}\n  externalTrafficPolicy: Local\n  externalIPs: [192.0.2.1]\n  ports:\n    - port: 80\n`);
  assert.equal(applyFix(makeClusterIp, "", spec("NodePort"), "NodePort"), spec("ClusterIP"));
});

test("nothing is offered where a template or an anchor decides", () => {
  const shared = "  type: NodePort\n  ports:\n    - &port {port: 80, nodePort: 30080}\n  other: *port\n";
  const templated = "  type: NodePort\n  ports: {{ .Values.ports }}\n";
  assert.equal(applyFix(makeClusterIp, "", service(shared), "NodePort"), undefined);
  assert.equal(applyFix(makeClusterIp, "", service(templated), "NodePort"), undefined);
});
