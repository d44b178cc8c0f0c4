import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { type CodeAction, commands, Selection, type TextDocument, type Uri, window, workspace } from "vscode";
import { isPageSeen, seen } from "../page.ts";
import {
  actionsAt,
  apply,
  file,
  findingOf,
  pause,
  placeOf,
  revert,
  rules,
  show,
  until,
  untilGone,
} from "../support.ts";

const RULE = "host-port-on-non-daemonset";

suite("edits of several files, of whole files and without a finding", () => {
  const shop = file("base/shop.yaml");
  const kustomization = file("base/kustomization.yaml");
  const created = file("base/shop-nodeport.yaml");
  const deployment = file("pair/deployment.yaml");
  const service = file("pair/service.yaml");
  const typed = file("services/typed.yaml");
  const open = file("services/open.yaml");
  const chart = file("services/chart.yaml");
  const variable = file("services/variable.yaml");

  /** What is on disk: an edit that creates a file saves the others, too. */
  const originals = new Map<Uri, Uint8Array>();

  setup(async () => {
    for (const uri of [shop, kustomization, typed]) originals.set(uri, await workspace.fs.readFile(uri));
  });

  teardown(async () => {
    await commands.executeCommand("hideCodeActionWidget");
    const dirty = workspace.textDocuments.filter(({ isDirty }) => isDirty);
    for (const { uri } of dirty) await revert(uri);
    await workspace.fs.delete(created).then(undefined, () => undefined);
    for (const [uri, bytes] of originals) await workspace.fs.writeFile(uri, bytes);
    await commands.executeCommand("workbench.action.closeAllEditors");
  });

  async function text(uri: Uri): Promise<string> {
    return (await workspace.openTextDocument(uri)).getText();
  }

  async function conversionOf(uri: Uri): Promise<CodeAction> {
    const finding = await findingOf(uri, RULE);
    const actions = await actionsAt(uri, finding.range);
    const action = actions.find(({ edit }) => edit && JSON.stringify(edit.entries()).includes("NodePort"));
    assert.ok(action?.edit, actions.map(({ title }) => title).join(" | "));
    return action;
  }

  async function saved(uri: Uri): Promise<string> {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  }

  /** The kustomization has been read, so that a new file would be named in it. */
  async function untilUnitIsKnown(): Promise<void> {
    await findingOf(shop, RULE);
    const end = Date.now() + 10_000;
    while (!(await conversionOf(shop)).edit?.has(kustomization)) {
      assert.ok(Date.now() < end, "the kustomization is not read");
      await pause(50);
    }
  }

  /** Picks the conversion, as from the menu; settles when it is done, or thrown away. An edit that a test applies has no preview. */
  async function convert(): Promise<void> {
    const editor = await show(shop);
    const { start } = placeOf(editor.document, "hostPort");
    editor.selection = new Selection(start, start);
    await commands.executeCommand("editor.action.codeAction", { kind: "refactor.rewrite.expose", apply: "first" });
  }

  async function previewed(): Promise<void> {
    await pause(1000);
    await commands.executeCommand("refactorPreview.focus");
  }

  test("a fix that creates a file shows a preview first, and can be thrown away there", async () => {
    const { document } = await show(shop);
    await untilUnitIsKnown();
    const [before, listed] = [document.getText(), await text(kustomization)];
    const applied = convert();
    await previewed();
    assert.equal(document.getText(), before);
    assert.equal(existsSync(created.fsPath), false);
    await commands.executeCommand("refactorPreview.discard");
    await applied;
    assert.equal(document.getText(), before);
    assert.equal(await text(kustomization), listed);
    assert.equal(existsSync(created.fsPath), false);
  });

  test("what is confirmed in the preview is done: the file is created, and named where the others are", async () => {
    const { document } = await show(shop);
    await untilUnitIsKnown();
    const applied = convert();
    await previewed();
    // What wants to be confirmed stands first and is not checked.
    await commands.executeCommand("refactorPreview.groupByType");
    await commands.executeCommand("refactorPreview.focus");
    await commands.executeCommand("list.focusFirst");
    await commands.executeCommand("refactorPreview.toggleCheckedState");
    await commands.executeCommand("refactorPreview.apply");
    await applied;
    await until("the new file", () => existsSync(created.fsPath));
    await until("the file in front", () => !document.getText().includes("hostPort"));
    assert.doesNotMatch(document.getText(), /hostPort/);
    assert.match(await text(created), /^ {2}type: NodePort$/m);
    assert.match(await text(kustomization), /^ {2}- shop-nodeport\.yaml$/m);
  });

  test("a Service in another file is changed there, without a preview", async () => {
    const { document } = await show(deployment);
    const inside = await text(service);
    let action = await conversionOf(deployment);
    for (const end = Date.now() + 10_000; !action.edit?.has(service); action = await conversionOf(deployment)) {
      assert.ok(Date.now() < end, "the Service is not read");
      await pause(50);
    }
    await apply(action);
    assert.doesNotMatch(document.getText(), /hostPort/);
    assert.equal(await text(service), inside.replace("spec:\n", "spec:\n  type: NodePort\n"));
    await untilGone(deployment, RULE);
  });

  test("all that is safe is fixed at once, and undone in one step", async () => {
    const { document } = await show(typed);
    const before = document.getText();
    await until("findings", () => rules(typed).length > 1);
    await commands.executeCommand("editor.action.fixAll");
    await fixed(document, before);
    await commands.executeCommand("undo");
    assert.equal(document.getText(), before);
  });

  test("and on saving, for whoever wants that", async () => {
    const before = await saved(typed);
    const settings = workspace.getConfiguration("editor", typed);
    await settings.update("codeActionsOnSave", { "source.fixAll.portolan": "explicit" }, 3 /* WorkspaceFolder */);
    try {
      const { document } = await show(typed);
      await until("findings", () => rules(typed).length > 1);
      await commands.executeCommand("workbench.action.files.save");
      await fixed(document, before);
      assert.equal(document.isDirty, false);
      assert.equal(await saved(typed), document.getText());
    } finally {
      await settings.update("codeActionsOnSave", undefined, 3);
    }
  });

  async function fixed(document: TextDocument, before: string): Promise<void> {
    const after = before.replace("nodeport", "NodePort").replace('"80"', "80").replace("tcp", "TCP");
    await until(
      "all of it fixed",
      () => document.getText() === after,
      () => document.getText(),
    );
  }

  test("a node port is pinned where nothing is wrong, and undone in one step", async () => {
    const { document } = await show(open);
    const before = document.getText();
    const offered = await commands.executeCommand<CodeAction[]>(
      "vscode.executeCodeActionProvider",
      open,
      placeOf(document, "port: 80"),
      "refactor.rewrite.node-port",
      50,
    );
    const [action, ...others] = offered;
    assert.ok(action && others.length === 0, offered.map(({ title }) => title).join(" | "));
    await apply(action);
    assert.match(document.getText(), /^ {6}nodePort: 300\d\d$/m);
    await show(open);
    await commands.executeCommand("undo");
    assert.equal(document.getText(), before);
  });

  test("a refactoring that cannot be done is in the menu, with the reason", async function () {
    const editor = await show(variable);
    const place = placeOf(editor.document, "hostPort");
    const kind = "refactor.rewrite.expose";
    const offered = await commands.executeCommand("vscode.executeCodeActionProvider", variable, place, kind);
    assert.deepEqual(offered, []);
    if (!isPageSeen) this.skip();
    editor.selection = new Selection(place.start, place.start);
    await commands.executeCommand("editor.action.codeAction", { kind, apply: "never" });
    for (const { text: title, label } of await seen(".action-widget .monaco-list-row.action.option-disabled"))
      assert.ok(label.startsWith(title) && label.length > title.length, label);
  });

  test("what a template keeps from being edited is shown as a new manifest to copy", async () => {
    await show(chart);
    const finding = await findingOf(chart, RULE);
    const [action] = (await actionsAt(chart, finding.range)).filter(({ command }) => command);
    assert.ok(action?.command);
    assert.equal(action.kind?.value, "quickfix");
    assert.match(action.title, /NodePort Service/);
    await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    await until("a new document", () => window.activeTextEditor?.document.isUntitled === true);
    const document = window.activeTextEditor?.document;
    assert.match(document?.getText() ?? "", /^ {2}name: \{\{ \.Release\.Name \}\}-nodeport$/m);
    assert.match(document?.getText() ?? "", /^ {4}- port: 8084\n {6}targetPort: 8080$/m);
    assert.equal(document?.languageId, "yaml");
  });

  test("in the menu the conversion stands first, and what silences the finding last", async function () {
    if (!isPageSeen) this.skip();
    const editor = await show(shop);
    const { range } = await findingOf(shop, RULE);
    editor.selection = new Selection(range.start, range.start);
    await commands.executeCommand("editor.action.quickFix");
    const menu = (await seen(".action-widget .monaco-list-row.action")).map(({ text: title }) => title);
    const quickFixes = (await actionsAt(shop, range)).filter(({ kind }) => kind?.value === "quickfix");
    assert.equal(menu[0], quickFixes[0]?.title);
    assert.match(menu[0] ?? "", /NodePort/);
    assert.match(menu[quickFixes.length - 1] ?? "", new RegExp(RULE));
  });
});
