import assert from "node:assert/strict";
import {
  type CodeAction,
  commands,
  type Diagnostic,
  type Hover,
  languages,
  MarkdownString,
  Range,
  type TextDocument,
  type TextEditor,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from "vscode";

const PATIENCE_MS = 15_000;
/** Long enough for a finding that must not come to have come. */
const QUIET_MS = 1_500;

/** The address of a file of the opened folder, or of the named folder of several. */
export function file(path: string, folderName?: string): Uri {
  const folder = workspace.workspaceFolders?.find(({ name }) => folderName === undefined || name === folderName);
  assert.ok(folder, `no folder ${folderName ?? ""} is open`);
  return Uri.joinPath(folder.uri, path);
}

/** Opens a file in the editor. */
export async function show(uri: Uri): Promise<TextEditor> {
  return window.showTextDocument(await workspace.openTextDocument(uri));
}

/** Portolan's findings in a file, as VS Code has them now, in text order. */
export function findings(uri: Uri): Diagnostic[] {
  return languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === "portolan")
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

export function ruleOf({ code }: Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

export function rules(uri: Uri): string[] {
  return findings(uri).map(ruleOf);
}

/** Waits until something holds; fails with what it looked like in the end. */
export async function until(what: string, holds: () => boolean, look: () => unknown = () => ""): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!holds()) {
    if (Date.now() > end) assert.fail(`waited in vain for: ${what}; it is ${JSON.stringify(look())}`);
    await pause(50);
  }
}

/** The finding of a rule, as soon as there is one. */
export async function findingOf(uri: Uri, rule: string): Promise<Diagnostic> {
  await until(
    `${rule} in ${uri.path}`,
    () => rules(uri).includes(rule),
    () => rules(uri),
  );
  const found = findings(uri).find((finding) => ruleOf(finding) === rule);
  assert.ok(found);
  return found;
}

/** Waits until a rule finds nothing any more in a file. */
export async function untilGone(uri: Uri, rule: string): Promise<void> {
  await until(
    `no ${rule} in ${uri.path}`,
    () => !rules(uri).includes(rule),
    () => rules(uri),
  );
}

/** Gives findings that must not come the time to come. */
export async function staysSilent(uri: Uri): Promise<void> {
  await pause(QUIET_MS);
  assert.deepEqual(rules(uri), []);
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The first place of a text in a document. */
export function placeOf(document: TextDocument, text: string): Range {
  const at = document.getText().indexOf(text);
  assert.ok(at >= 0, `there is no ${text}`);
  return new Range(document.positionAt(at), document.positionAt(at + text.length));
}

export async function replace(document: TextDocument, text: string, by: string): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, placeOf(document, text), by);
  assert.ok(await workspace.applyEdit(edit));
}

/** Puts a document back to what is on disk, and closes its editor. */
export async function revert(uri: Uri): Promise<void> {
  await show(uri);
  await commands.executeCommand("workbench.action.files.revert");
}

/** Everything that Portolan's hover says at the start of a text, as Markdown. */
export async function hoverAt(document: TextDocument, text: string): Promise<string> {
  const { start } = placeOf(document, text);
  const hovers = await commands.executeCommand<Hover[]>("vscode.executeHoverProvider", document.uri, start);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof MarkdownString ? content.value : String(content)))
    .join("\n");
}

/** The code actions that VS Code would show for a range, their edits resolved. */
export async function actionsAt(uri: Uri, range: Range): Promise<CodeAction[]> {
  return commands.executeCommand<CodeAction[]>("vscode.executeCodeActionProvider", uri, range, undefined, 50);
}

/** Does what a pick from the light bulb's menu does. */
export async function apply(action: CodeAction): Promise<void> {
  assert.ok(action.edit, `${action.title} has no edit`);
  assert.ok(await workspace.applyEdit(action.edit));
  if (action.command) await commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
}

/** Writes a setting for a folder, or removes it. */
export async function set(key: string, value: unknown, scope?: Uri): Promise<void> {
  const target = scope ?? file(".");
  await workspace.getConfiguration("portolan", target).update(key, value, 3 /* WorkspaceFolder */);
}
