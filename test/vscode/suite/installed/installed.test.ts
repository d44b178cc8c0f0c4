import assert from "node:assert/strict";
import { extensions, Uri, workspace } from "vscode";
import { file, findingOf, show } from "../support.ts";

suite("the packed extension", () => {
  test("is installed, not loaded from the sources", () => {
    const extension = extensions.getExtension("portolan.portolan");
    assert.match(extension?.extensionPath ?? "", /portolan\.portolan-\d/);
  });

  test("finds what it finds", async () => {
    const proxy = file("proxy.yaml");
    await show(proxy);
    await findingOf(proxy, "host-network-port-mismatch");
  });

  test("brings its pages along", async () => {
    const extension = extensions.getExtension("portolan.portolan");
    assert.ok(extension);
    const page = Uri.joinPath(extension.extensionUri, "docs/rules/host-network-port-mismatch.md");
    assert.ok((await workspace.fs.stat(page)).size > 500);
  });
});
