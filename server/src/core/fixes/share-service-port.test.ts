import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { shareServicePort } from "./share-service-port.ts";

const service = (ports: string): string => `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: NodePort
  ports:
${ports}`;

test("the entry gets the number of the port that has the node port", () => {
  const udp = "    - {name: udp, port: 53, protocol: UDP, nodePort: 30053}\n";
  const tcp = (port: number): string =>
    `    - name: tcp\n      port: ${port} # the container's\n      nodePort: 30053\n`;
  assert.equal(applyFix(shareServicePort, "53", service(tcp(5353) + udp), "30053"), service(tcp(53) + udp));
});

test("nothing is offered that would clash anew", () => {
  const sameProtocol = "    - {name: a, port: 80, nodePort: 30081}\n    - {name: b, port: 81, nodePort: 30080}\n";
  assert.equal(applyFix(shareServicePort, "80", service(sameProtocol), "30080"), undefined);
  const otherNumber =
    "    - {name: a, port: 80, protocol: UDP, nodePort: 30081}\n    - {name: b, port: 81, nodePort: 30080}\n";
  assert.equal(applyFix(shareServicePort, "80", service(otherNumber), "30080"), undefined);
});

test("nothing is offered where a template or an anchor decides", () => {
  const texts = [
    "    - {name: b, port: {{ .Values.port }}, nodePort: 30080}\n",
    "    - {name: b, port: &port 81, targetPort: *port, nodePort: 30080}\n",
    "    - {name: a, protocol: UDP, port: &port 81}\n    - {name: b, port: *port, nodePort: 30080}\n",
    "    - &entry {name: b, port: 81}\n    - {<<: *entry, nodePort: 30080}\n",
  ];
  for (const text of texts) assert.equal(applyFix(shareServicePort, "80", service(text), "30080"), undefined, text);
});
