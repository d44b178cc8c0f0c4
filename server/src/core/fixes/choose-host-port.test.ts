import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { chooseHostPort } from "./choose-host-port.ts";

/** The number that takes the place of the first host port of a pod with these ports. */
function chosen(ports: string, more = ""): string | undefined {
  const text = `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers: [{name: web, image: web, ports: [${ports}]}]\n${more}`;
  const after = applyFix(chooseHostPort, "", text, /hostPort: (\d+)/.exec(ports)?.[1] ?? "");
  return after && /hostPort: (\d+)/.exec(after)?.[1];
}

function other(hostPort: number, protocol: string): string {
  return `---\napiVersion: v1\nkind: Pod\nmetadata: {name: other}\nspec:\n  containers: [{name: o, image: o, ports: [{containerPort: 1, hostPort: ${hostPort}, protocol: ${protocol}}]}]\n`;
}

test("the number ends like the old one", () => {
  assert.equal(chosen("{containerPort: 1, hostPort: 443}"), "8443");
  assert.equal(chosen("{containerPort: 1, hostPort: 30080}"), "8080");
  assert.equal(chosen("{containerPort: 1, hostPort: 8022}"), "9022");
});

test("it is one that nothing known takes", () => {
  assert.equal(chosen("{containerPort: 1, hostPort: 443}, {containerPort: 2, hostPort: 8443}"), "9443");
  assert.equal(chosen("{containerPort: 1, hostPort: 443}", other(8443, "TCP")), "9443");
  assert.equal(chosen("{containerPort: 1, hostPort: 443}", other(8443, "UDP")), "8443");
  // 9100 is usually node-exporter's.
  assert.equal(chosen("{containerPort: 1, hostPort: 100}, {containerPort: 2, hostPort: 8100}"), "8000");
});

test("on the host network the process decides", () => {
  const text =
    "apiVersion: v1\nkind: Pod\nspec:\n  hostNetwork: true\n  containers: [{name: a, image: a, ports: [{containerPort: 80, hostPort: 80}]}]\n";
  assert.equal(applyFix(chooseHostPort, "", text, "80"), undefined);
});
