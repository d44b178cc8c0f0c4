import assert from "node:assert/strict";
import { CodeActionKind, commands, type Diagnostic, type TextDocument } from "vscode";
import { actionsAt, apply, file, findingOf, revert, show, until, untilGone } from "../support.ts";

suite("quick fixes", () => {
  const proxy = file("proxy.yaml");
  const web = file("web.yaml");

  teardown(async () => {
    await revert(proxy);
    await revert(web);
  });

  /** Undoes the last step in the editor that shows the document. */
  async function undo(document: TextDocument): Promise<void> {
    await show(document.uri);
    await commands.executeCommand("undo");
  }

  async function fixesOf(document: TextDocument, finding: Diagnostic): Promise<string[]> {
    const actions = await actionsAt(document.uri, finding.range);
    return actions.filter(({ kind }) => kind && CodeActionKind.QuickFix.contains(kind)).map(({ title }) => title);
  }

  test("a fix changes what it says and nothing else, and is undone in one step", async () => {
    const { document } = await show(proxy);
    const before = document.getText();
    const finding = await findingOf(proxy, "host-network-port-mismatch");
    const actions = await actionsAt(proxy, finding.range);
    const action = actions.find(({ title }) => /remove hostPort/i.test(title));
    assert.ok(action, `no fix removes the port: ${actions.map(({ title }) => title).join(" | ")}`);
    await apply(action);
    assert.equal(document.getText().trimEnd(), before.slice(0, before.indexOf("hostPort:")).trimEnd());
    await untilGone(proxy, "host-network-port-mismatch");
    await undo(document);
    assert.equal(document.getText(), before);
    await findingOf(proxy, "host-network-port-mismatch");
  });

  test("a host port becomes a NodePort Service in the same file, and is undone in one step", async () => {
    const { document } = await show(web);
    const before = document.getText();
    const finding = await findingOf(web, "host-port-on-non-daemonset");
    const actions = await actionsAt(web, finding.range);
    const action = actions.find(({ title }) => title.includes("NodePort Service"));
    assert.ok(action, `no fix makes a Service: ${(await fixesOf(document, finding)).join(" | ")}`);
    await apply(action);
    const after = document.getText();
    assert.doesNotMatch(after, /hostPort/);
    assert.ok(after.startsWith(before.slice(0, before.indexOf("hostPort")).trimEnd()), "the Deployment is untouched");
    const [, service = ""] = after.split(/^---$/m);
    assert.match(service, /^kind: Service$/m);
    assert.match(service, /^ {2}type: NodePort$/m);
    assert.match(service, /^ {4}app: web$/m);
    assert.match(service, /targetPort: http\b/);
    await until(
      "no finding on the host port",
      () => !document.isClosed && document.getText() === after,
      () => document.getText(),
    );
    await untilGone(web, "host-port-on-non-daemonset");
    await undo(document);
    assert.equal(document.getText(), before);
  });

  test("a finding can be silenced, and that is the last thing offered", async () => {
    const { document } = await show(web);
    const finding = await findingOf(web, "host-port-on-non-daemonset");
    const titles = await fixesOf(document, finding);
    assert.match(titles.at(-1) ?? "", /host-port-on-non-daemonset/, titles.join(" | "));
  });
});
