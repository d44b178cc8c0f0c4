import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES } from "../rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../settings/settings.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, nodePort: 99999}]}
`;
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {app: api}}, spec: {containers: [{name: main, image: main:1}]}}}
`;
const SELECTS_NOTHING = "node-port-service-selects-nothing";
const OUT_OF_RANGE = "node-port-out-of-range";

function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  const workspace = createWorkspace({ rules: RULES, settings: DEFAULT_SETTINGS });
  workspace.list(Object.keys(files));
  for (let wanted = workspace.wanted(); wanted.length > 0; wanted = workspace.wanted())
    for (const uri of wanted) workspace.update(uri, files[uri] ?? "");
  return workspace;
}

function rulesIn(workspace: Workspace, uri: string): string[] {
  return workspace.findings(uri).map(({ rule }) => rule);
}

test("a document of too many lines has one remark; the others are read, and nothing is missing", () => {
  const large = `apiVersion: v1\nkind: Pod\nmetadata: {name: large}\nspec:\n${"  # a line\n".repeat(60_000)}`;
  const uri = "file:///all.yaml";
  const rules = rulesIn(workspaceOf({ [uri]: `${SERVICE}---\n${DEPLOYMENT}---\n${large}` }), uri);
  assert.equal(rules.filter((rule) => rule === "section-too-large").length, 1);
  assert.ok(rules.includes(OUT_OF_RANGE));
  assert.ok(!rules.includes(SELECTS_NOTHING));
  assert.ok(rulesIn(workspaceOf({ [uri]: `${SERVICE}---\n${DEPLOYMENT}` }), uri).includes(SELECTS_NOTHING));
});

test("beside a file that is too large nothing is missing", () => {
  const [kustomization, web, large] = ["file:///kustomization.yaml", "file:///web.yaml", "file:///large.yaml"];
  const files = { [kustomization]: "resources: [web.yaml, large.yaml]\n", [web]: `${SERVICE}---\n${DEPLOYMENT}` };
  const workspace = workspaceOf({ ...files, [large]: "" });
  assert.ok(rulesIn(workspace, web).includes(SELECTS_NOTHING));
  workspace.skip(large, 5_000_000);
  assert.ok(!rulesIn(workspace, web).includes(SELECTS_NOTHING));
  assert.deepEqual(rulesIn(workspace, large), ["file-too-large"]);
  workspace.update(large, "");
  assert.ok(rulesIn(workspace, web).includes(SELECTS_NOTHING));
});

test("aliases of aliases are given up, in a manifest and in a kustomization", { timeout: 10_000 }, () => {
  const levels = Array.from(
    { length: 30 },
    (_, level) => `a${level}: &a${level} [${level === 0 ? "x" : Array(9).fill(`*a${level - 1}`)}]\n`,
  );
  const laughs = levels.join("");
  const [kustomization, web] = ["file:///kustomization.yaml", "file:///web.yaml"];
  const workspace = workspaceOf({
    [kustomization]: `resources: [web.yaml]\npatches:\n  - patch: |\n      apiVersion: v1\n      kind: Service\n      metadata: {name: web}\n${laughs.replace(/^/gm, "      ")}\n`,
    [web]: `${SERVICE}${laughs}`,
  });
  assert.ok(rulesIn(workspace, web).includes(OUT_OF_RANGE));
});

test("kustomizations that include one another end", { timeout: 10_000 }, () => {
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, index) => [
      `file:///k${index}/kustomization.yaml`,
      `resources: [${Array.from({ length: 12 }, (_unused, other) => `../k${other}`)}]\n`,
    ]),
  );
  const workspace = workspaceOf({
    ...files,
    "file:///kustomization.yaml": "resources: [web.yaml, k0]\n",
    "file:///web.yaml": SERVICE,
  });
  assert.ok(rulesIn(workspace, "file:///web.yaml").includes(OUT_OF_RANGE));
});
