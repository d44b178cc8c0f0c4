import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { removeField } from "./remove-field.ts";
import { removeHostPort } from "./remove-host-port.ts";
import { setRolloutStrategy } from "./set-rollout-strategy.ts";

const deployment = (surge: string, more = ""): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
${more}spec:
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: ${surge}
`;

test("what a template says stays", () => {
  assert.equal(applyFix(setRolloutStrategy, "recreate", deployment("{{ .Values.surge }}"), "strategy"), undefined);
  assert.notEqual(applyFix(setRolloutStrategy, "recreate", deployment("1"), "strategy"), undefined);
});

test("what an alias elsewhere stands for stays", () => {
  const shared = `${deployment("&surge 1")}x-surge: *surge\n`;
  assert.equal(applyFix(setRolloutStrategy, "recreate", shared, "strategy"), undefined);
  assert.equal(applyFix(setRolloutStrategy, "surge-none", shared, "strategy"), undefined);
  // What an anchor without a value shares is that it has none.
  const empty = `${deployment("&surge")}x-surge: *surge\n`;
  assert.equal(applyFix(setRolloutStrategy, "surge-none", empty, "strategy"), undefined);
  // An alias that nobody else's place is behind is text like any other.
  assert.notEqual(
    applyFix(setRolloutStrategy, "recreate", deployment("*surge", "x-surge: &surge 1\n"), "strategy"),
    undefined,
  );
});

test("an entry that a merge key may bring in again is not taken out", () => {
  const pod = (port: string): string => `apiVersion: v1
kind: Pod
metadata: {name: web}
x-port: &port {containerPort: 80, hostPort: 8080}
spec:
  containers:
    - name: web
      ports:
        - ${port}
`;
  const merged = pod("{<<: *port, hostPort: 8081}");
  assert.equal(applyFix(removeHostPort, "", merged, "hostPort: 8081"), undefined);
  assert.equal(applyFix(removeField, "", merged, "8081"), undefined);
  assert.notEqual(applyFix(removeField, "", pod("{containerPort: 80, hostPort: 8081}"), "8081"), undefined);
});
