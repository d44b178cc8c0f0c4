import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { setSelector, wantedSelector } from "./set-selector.ts";

const service = (selector: string): string => `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector:${selector}
  ports: [{port: 80}]
`;

const fixed = (selector: string, labels: Readonly<Record<string, string>>): string | undefined =>
  applyFix(setSelector, wantedSelector({ workload: "Deployment/web", labels }), service(selector), "selector");

test("what is right stays, what is wrong gives its place to what is missing", () => {
  for (const [selector, labels, expected] of [
    ["\n    app: wbe # sic\n    tier: a", { app: "web", tier: "a" }, "\n    app: web # sic\n    tier: a"],
    ["\n    app: web\n    tier: a # no", { app: "web" }, "\n    app: web"],
    ["\n    name: web # key", { app: "web" }, "\n    app: web # key"],
    ["\n    name: web\n    tier: a\n    app: x", { app: "web" }, "\n    app: web"],
    ["\n    name: web", { app: "web", tier: "a" }, "\n    app: web\n    tier: a"],
    [' {"app": "wbe"}', { app: "web", tier: "a" }, ' {"app": "web", "tier": "a"}'],
    [" {app: web, x: z}", { app: "web" }, " {app: web}"],
  ] as const)
    assert.equal(fixed(selector, labels), service(expected), selector);
});

test("nothing is offered where a template or an anchor decides", () => {
  assert.equal(fixed(" {{ .Values.selector }}", { app: "web" }), undefined);
  assert.equal(fixed("\n    app: {{ .Values.app }}", { app: "web" }), undefined);
  assert.equal(fixed("\n    app: &app wbe\n  extra: *app", { app: "web" }), undefined);
  assert.equal(fixed(" &labels {app: wbe}\n  extra: *labels", { app: "web" }), undefined);
});
