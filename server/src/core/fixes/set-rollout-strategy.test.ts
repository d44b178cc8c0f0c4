import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { setRolloutStrategy } from "./set-rollout-strategy.ts";

function fixed(text: string, variant: "surge-none" | "recreate"): string | undefined {
  return applyFix(setRolloutStrategy, variant, text, "kind");
}

const POD = "  template:\n    spec:\n      containers: [{name: a, image: a}]\n";

function deployment(spec: string): string {
  return `apiVersion: apps/v1\nkind: Deployment\nspec:\n${spec}${POD}`;
}

test("the block is written where it is missing, behind the replicas or in front of the pods", () => {
  const block =
    "  strategy:\n    type: RollingUpdate\n    rollingUpdate:\n      maxSurge: 0\n      maxUnavailable: 1\n";
  assert.equal(fixed(deployment("  replicas: 2 # two\n"), "surge-none"), deployment(`  replicas: 2 # two\n${block}`));
  assert.equal(fixed(deployment(""), "surge-none"), deployment(block));
  assert.equal(fixed(deployment(""), "recreate"), deployment("  strategy:\n    type: Recreate\n"));
});

test("a conditional neighbour does not swallow the block", () => {
  const spec = "  {{- if .Values.fixed }}\n  replicas: 2\n  {{- end }}\n";
  assert.equal(fixed(deployment(spec), "recreate"), deployment(`${spec}  strategy:\n    type: Recreate\n`));
});

test("numbers are merged; maxUnavailable stays where it lets a pod go", () => {
  const cases = [
    ["{maxSurge: 1}", "{maxSurge: 0, maxUnavailable: 1}"],
    ["{maxSurge: 25%, maxUnavailable: 0}", "{maxSurge: 0, maxUnavailable: 1}"],
    ['{maxSurge: "25%", maxUnavailable: 0%}', "{maxSurge: 0, maxUnavailable: 1}"],
    ["{maxUnavailable: 2}", "{maxUnavailable: 2, maxSurge: 0}"],
    ["{maxUnavailable: 50%, maxSurge: null}", "{maxUnavailable: 50%, maxSurge: 0}"],
    ["{maxUnavailable: 150%, maxSurge: 1}", "{maxUnavailable: 1, maxSurge: 0}"],
    ["{}", "{maxSurge: 0, maxUnavailable: 1}"],
  ];
  for (const [before, after] of cases)
    assert.equal(
      fixed(deployment(`  strategy: {rollingUpdate: ${before}}\n`), "surge-none"),
      deployment(`  strategy: {rollingUpdate: ${after}}\n`),
    );
});

test("nulls are replaced, in YAML and JSON", () => {
  assert.equal(fixed(deployment("  strategy:\n"), "recreate"), deployment("  strategy: {type: Recreate}\n"));
  assert.equal(
    fixed(deployment("  strategy:\n    type: RollingUpdate\n    rollingUpdate: # later\n"), "surge-none"),
    deployment("  strategy:\n    type: RollingUpdate\n    rollingUpdate: {maxSurge: 0, maxUnavailable: 1} # later\n"),
  );
  const json = (strategy: string): string =>
    `{"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"strategy": ${strategy}, "template": {"spec": {"containers": [{"name": "a", "image": "a"}]}}}}`;
  assert.equal(
    fixed(json('{"rollingUpdate": null}'), "surge-none"),
    json('{"rollingUpdate": {"maxSurge":0,"maxUnavailable":1}}'),
  );
  assert.equal(
    fixed(json('{"rollingUpdate": {}}'), "surge-none"),
    json('{"rollingUpdate": {"maxSurge":0,"maxUnavailable":1}}'),
  );
  assert.equal(
    fixed(deployment('  strategy: {type: ""}\n'), "recreate"),
    deployment('  strategy: {type: "Recreate"}\n'),
  );
  assert.equal(fixed(json('{"rollingUpdate": {"maxSurge": 1}}'), "recreate"), json('{"type": "Recreate"}'));
});

test("Recreate takes the place of the block", () => {
  assert.equal(
    fixed(deployment("  strategy:\n    rollingUpdate:\n      maxSurge: 1\n    type: RollingUpdate\n"), "recreate"),
    deployment("  strategy:\n    type: Recreate\n"),
  );
  assert.equal(
    fixed(deployment("  strategy:\n    rollingUpdate:\n      maxSurge: 1\n"), "recreate"),
    deployment("  strategy:\n    type: Recreate\n"),
  );
});

test("each kind keeps its numbers elsewhere", () => {
  const object = (apiVersion: string, kind: string, spec: string): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nspec:\n${spec}${POD}`;
  const daemonSet = (spec: string): string => object("apps/v1", "DaemonSet", spec);
  assert.equal(
    fixed(daemonSet("  updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n"), "surge-none"),
    daemonSet("  updateStrategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}\n"),
  );
  const config = (spec: string): string => object("apps.openshift.io/v1", "DeploymentConfig", spec);
  assert.equal(
    fixed(config("  strategy: {type: Rolling}\n"), "surge-none"),
    config("  strategy: {type: Rolling, rollingParams: {maxSurge: 0, maxUnavailable: 1}}\n"),
  );
  const rollout = (spec: string): string => object("argoproj.io/v1alpha1", "Rollout", spec);
  assert.equal(
    fixed(rollout("  strategy:\n    canary:\n      steps: []\n"), "surge-none"),
    rollout("  strategy:\n    canary:\n      steps: []\n      maxSurge: 0\n      maxUnavailable: 1\n"),
  );
});

test("what a template, an anchor or the kind forbids is refused", () => {
  const refused: readonly (readonly [string, "surge-none" | "recreate"])[] = [
    [deployment("  strategy: {{ .Values.strategy }}\n"), "surge-none"],
    [deployment("  strategy:\n    type: {{ .Values.type }}\n"), "recreate"],
    [deployment("  strategy:\n    rollingUpdate:\n      maxSurge: {{ .Values.surge }}\n"), "surge-none"],
    [deployment("  strategy:\n    {{- toYaml .Values.strategy | nindent 4 }}\n"), "recreate"],
    [deployment("  strategy: {type: Recreate}\n"), "surge-none"],
    [deployment("  strategy: &strategy {rollingUpdate: {maxSurge: 1}}\n  other: *strategy\n"), "surge-none"],
    [deployment("  strategy: &strategy {type: RollingUpdate}\n  other: *strategy\n"), "recreate"],
    [deployment("  strategy: {rollingUpdate: {<<: {maxSurge: 1}}}\n"), "surge-none"],
    [`apiVersion: apps/v1\nkind: DaemonSet\nspec:\n  updateStrategy: {type: OnDelete}\n${POD}`, "surge-none"],
    [`apiVersion: apps/v1\nkind: DaemonSet\nspec:\n${POD}`, "recreate"],
    [`apiVersion: apps/v1\nkind: StatefulSet\nspec:\n${POD}`, "surge-none"],
    [`apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nspec:\n  strategy: {blueGreen: {}}\n${POD}`, "surge-none"],
    [
      `apiVersion: apps.openshift.io/v1\nkind: DeploymentConfig\nspec:\n  strategy: {rollingParams: {pre: {}}}\n${POD}`,
      "recreate",
    ],
  ];
  for (const [text, variant] of refused) assert.equal(fixed(text, variant), undefined, text);
});
