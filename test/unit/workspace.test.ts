import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import { createWorkspace } from "../../server/src/core/workspace/workspace.ts";

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: ${name}}}\nspec: {containers: [{name: a, image: "a:1"}]}\n`;

test("objects that change places in their file are told of in the new order", () => {
  const workspace = createWorkspace({ rules: [], settings: DEFAULT_SETTINGS });
  const file = "file:///repo/all.yaml";
  const names = (): unknown[] => workspace.viewOf(file).workloads.map(({ facts }) => facts.name);
  workspace.update(file, `${pod("first")}---\n${pod("second")}`, true);
  assert.deepEqual(names(), ["first", "second"]);
  workspace.update(file, `${pod("second")}---\n${pod("first")}`, true);
  assert.deepEqual(names(), ["second", "first"]);
});

test("who is deployed by itself for the first time is told of", () => {
  const workspace = createWorkspace({ rules: RULES, settings: DEFAULT_SETTINGS });
  const [service, overlay] = ["file:///repo/base/service.yaml", "file:///repo/overlay/kustomization.yaml"];
  const texts = new Map([
    ["file:///repo/base/kustomization.yaml", "resources: [service.yaml, pod.yaml]\n"],
    [
      service,
      "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, selector: {app: wbe}, ports: [{port: 80}]}\n",
    ],
    ["file:///repo/base/pod.yaml", pod("web")],
    [overlay, "resources: [../base, missing.yaml]\n"],
  ]);
  workspace.list([...texts.keys()]);
  const read = (): void => {
    for (let wanted = workspace.wanted(); wanted.length > 0; wanted = workspace.wanted())
      for (const uri of wanted) workspace.update(uri, texts.get(uri) ?? "");
  };
  read();
  workspace.refresh();
  assert.deepEqual(workspace.findings(service), []);
  workspace.update(overlay, "resources: []\n");
  read();
  assert.ok(workspace.refresh().has(service));
  assert.notDeepEqual(workspace.findings(service), []);
});

test("a file that belonged to no unit and becomes a folder's own is told of", () => {
  const workspace = createWorkspace({ rules: RULES, settings: DEFAULT_SETTINGS });
  const [chart, partial] = ["file:///repo/chart/Chart.yaml", "file:///repo/chart/templates/_service.yaml"];
  const service =
    "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, selector: {app: wbe}, ports: [{port: 80}]}\n";
  workspace.update(chart, "name: web\nversion: 1.0.0\n");
  workspace.update(partial, `${service}---\n${pod("web")}`);
  workspace.refresh();
  assert.deepEqual(
    workspace.findings(partial).filter(({ level }) => level === "warning"),
    [],
  );
  workspace.remove(chart);
  assert.ok(workspace.refresh().has(partial));
  assert.equal(workspace.findings(partial).filter(({ level }) => level === "warning").length, 1);
});
