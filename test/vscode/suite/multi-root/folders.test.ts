import assert from "node:assert/strict";
import { workspace } from "vscode";
import { file, findingOf, pause, rules, show } from "../support.ts";

const RULE = "host-network-port-mismatch";

suite("several folders", () => {
  test("both are open", () => {
    assert.deepEqual(
      workspace.workspaceFolders?.map(({ name }) => name),
      ["shop", "lab"],
    );
  });

  test("each folder has its own settings", async () => {
    const [shop, lab] = [file("proxy.yaml", "shop"), file("proxy.yaml", "lab")];
    await show(lab);
    await show(shop);
    await findingOf(shop, RULE);
    await show(lab);
    await findingOf(lab, "host-network-dns-policy");
    await pause(1000);
    assert.ok(!rules(lab).includes(RULE));
    assert.ok(rules(shop).includes(RULE));
  });
});
