import assert from "node:assert/strict";
import { workspace } from "vscode";
import { file, findingOf, show } from "../support.ts";

suite("Restricted Mode", () => {
  test("manifests of a folder that is not trusted are checked", async () => {
    assert.equal(workspace.isTrusted, false);
    const proxy = file("proxy.yaml");
    await show(proxy);
    await findingOf(proxy, "host-network-port-mismatch");
  });
});
