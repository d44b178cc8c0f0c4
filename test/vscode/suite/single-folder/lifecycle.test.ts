import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { kill, pid, platform } from "node:process";
import { commands, extensions, type Uri, WorkspaceEdit, window, workspace } from "vscode";
import { file, findingOf, findings, pause, replace, revert, rules, show, until, untilGone } from "../support.ts";

const RULE = "host-network-port-mismatch";

suite("life of a file", () => {
  const proxy = file("proxy.yaml");

  async function copyOfProxy(name: string): Promise<Uri> {
    const copy = file(name);
    await workspace.fs.copy(proxy, copy, { overwrite: true });
    return copy;
  }

  /** The language servers that this extension host has started. */
  function serverProcesses(): number[] {
    return readdirSync("/proc")
      .filter((entry) => /^\d+$/.test(entry))
      .filter((entry) => isOwnServer(`/proc/${entry}`))
      .map(Number);
  }

  function isOwnServer(process: string): boolean {
    try {
      const [, parent] = /^PPid:\t(\d+)$/m.exec(readFileSync(`${process}/status`, "utf8")) ?? [];
      return parent === `${pid}` && readFileSync(`${process}/cmdline`, "utf8").includes("server.js");
    } catch {
      return false; // It has ended meanwhile.
    }
  }

  async function closeEditors(): Promise<void> {
    await commands.executeCommand("workbench.action.closeAllEditors");
  }

  teardown(async () => {
    await closeEditors();
    for (const name of ["passing.yaml", "renamed.yaml"])
      await workspace.fs.delete(file(name)).then(undefined, () => undefined);
  });

  test("findings go with a deleted file", async () => {
    const copy = await copyOfProxy("passing.yaml");
    await show(copy);
    await findingOf(copy, RULE);
    const edit = new WorkspaceEdit();
    edit.deleteFile(copy);
    assert.ok(await workspace.applyEdit(edit));
    await until(
      "no finding in a file that is gone",
      () => findings(copy).length === 0,
      () => rules(copy),
    );
  });

  test("findings move with a renamed file", async () => {
    const [copy, renamed] = [await copyOfProxy("passing.yaml"), file("renamed.yaml")];
    await show(copy);
    await findingOf(copy, RULE);
    const edit = new WorkspaceEdit();
    edit.renameFile(copy, renamed, { overwrite: true });
    assert.ok(await workspace.applyEdit(edit));
    await findingOf(renamed, RULE);
    await until(
      "no finding under the old name",
      () => findings(copy).length === 0,
      () => rules(copy),
    );
  });

  test("closing unsaved changes brings back what is on disk", async () => {
    const copy = await copyOfProxy("passing.yaml");
    const { document } = await show(copy);
    await findingOf(copy, RULE);
    const edit = new WorkspaceEdit();
    edit.replace(copy, document.validateRange(document.lineAt(0).range), "# closed without saving");
    assert.ok(await workspace.applyEdit(edit));
    await commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await show(copy);
    await findingOf(copy, RULE);
  });

  test("the server restarts and finds the same again", async () => {
    await show(proxy);
    await findingOf(proxy, RULE);
    await commands.executeCommand("portolan.restartServer");
    await findingOf(proxy, RULE);
  });

  test("a server that dies is started again, without a word", async function () {
    if (platform !== "linux") this.skip();
    await show(proxy);
    await findingOf(proxy, RULE);
    const before = serverProcesses();
    for (const server of before) kill(server, "SIGKILL");
    await until(
      "another server",
      () => serverProcesses().some((server) => !before.includes(server)),
      () => serverProcesses(),
    );
    const { document } = await show(proxy);
    await replace(document, "hostPort: 80 ", "hostPort: 8080 ");
    await untilGone(proxy, RULE);
    await revert(proxy);
  });

  test("the output is shown on demand", async () => {
    await commands.executeCommand("portolan.showOutput");
    await pause(200);
    await commands.executeCommand("workbench.action.closePanel");
  });

  test("a page that ships is shown without a network", async () => {
    await commands.executeCommand("portolan.showPage", RULE);
    await until(
      "the page's tab",
      () => window.tabGroups.activeTabGroup.activeTab?.label.includes(RULE) === true,
      () => window.tabGroups.activeTabGroup.activeTab?.label,
    );
  });

  test("the extension is active, and asks nothing of anybody", () => {
    assert.equal(extensions.getExtension("portolan.portolan")?.isActive, true);
    assert.ok(window.state !== undefined);
  });
});
