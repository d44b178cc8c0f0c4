import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { addServicePort } from "./add-service-port.ts";

const service = (spec: string, ports = "[{name: http, containerPort: 8080}]"): string => `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
${spec}---
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - {name: proxy, image: proxy:1}
    - {name: web, image: web:1, ports: ${ports}}
`;

test("the first port of the pods becomes the Service's, in the style of what is there", () => {
  const selector = "  selector: {app: web}\n";
  const block = `${selector}  ports:\n    - port: 8080\n      targetPort: http\n`;
  const flow = "  ports: [{port: 8080, targetPort: http}]\n";
  const fixed = (spec: string, at: string): string | undefined => applyFix(addServicePort, "", service(spec), at);
  assert.equal(fixed(selector, "spec"), service(block));
  assert.equal(fixed(`  ports: []\n${selector}`, "ports"), service(`${flow}${selector}`));
  assert.equal(fixed(`  ports:\n${selector}`, "ports"), service(`${flow}${selector}`));
  assert.equal(
    fixed(`  ports: null # to come\n${selector}`, "ports"),
    service(`${flow.trimEnd()} # to come\n${selector}`),
  );
});

test("a port without a name is taken by its number, with its protocol", () => {
  const ports = "[{containerPort: 53, protocol: UDP}, {containerPort: 80}]";
  assert.equal(
    applyFix(addServicePort, "", service("  selector: {app: web}\n", ports), "spec"),
    service("  selector: {app: web}\n  ports:\n    - port: 53\n      protocol: UDP\n", ports),
  );
});

test("nothing is offered without a port, or where an anchor decides", () => {
  const refused = (text: string): void => assert.equal(applyFix(addServicePort, "", text, "spec"), undefined, text);
  refused(service("  selector: {app: other}\n"));
  refused(service("  selector: {app: web}\n", "[]"));
  refused(service("  selector: {app: web}\n", "[{containerPort: 70000}]"));
  refused(service("  selector: {app: web}\n  ports: &none []\n  externalIPs: *none\n"));
  refused(service("  <<: {ports: []}\n  selector: {app: web}\n"));
});
