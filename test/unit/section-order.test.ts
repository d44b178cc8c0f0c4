import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import { createWorkspace } from "../../server/src/core/workspace/workspace.ts";

const FILE = "file:///repo/all.yaml";
const [FIRST, SECOND] = ["first", "second"].map(
  (name) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: a, image: "a:1"}]}\n`,
);

test("objects that change places in their file are told of in the new order", () => {
  const workspace = createWorkspace({ rules: [], settings: DEFAULT_SETTINGS });
  const names = (): unknown[] => workspace.viewOf(FILE).workloads.map(({ facts }) => facts.name);
  workspace.update(FILE, `${FIRST}---\n${SECOND}---\n`, true);
  assert.deepEqual(names(), ["first", "second"]);
  workspace.update(FILE, `---\n${SECOND}---\n${FIRST}`, true);
  assert.deepEqual(names(), ["second", "first"]);
});
