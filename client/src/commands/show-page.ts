import { commands, type Disposable, FileType, languages, type QuickPickItem, Uri, window, workspace } from "vscode";
import type { Portolan } from "../portolan.ts";

interface Page extends QuickPickItem {
  readonly uri: Uri;
}

/** Shows a page about a rule or a field as it ships with the extension: one that is named or picked. No network is needed. */
export function register({ extensionUri }: Portolan): Disposable {
  return commands.registerCommand("portolan.showPage", async (name?: unknown) => {
    const pages = await pagesBelow(Uri.joinPath(extensionUri, "docs"));
    const page = pages.find(({ label }) => label === name) ?? (await pick(pages));
    if (page) await commands.executeCommand("markdown.showPreview", page.uri);
  });
}

/** Those about what is found at the cursor come first. */
function pick(pages: readonly Page[]): Thenable<Page | undefined> {
  const here = codesAtCursor();
  const first = pages.filter(({ label }) => here.has(label)).map((page) => ({ ...page, description: "found here" }));
  const items = [...first, ...pages.filter(({ label }) => !here.has(label))];
  return window.showQuickPick(items, { title: "Page of a rule or field", matchOnDescription: true });
}

async function pagesBelow(docs: Uri): Promise<Page[]> {
  const folders = await Promise.all(
    ["rule", "field"].map(async (about) => {
      const folder = Uri.joinPath(docs, `${about}s`);
      const entries = await workspace.fs.readDirectory(folder);
      return entries
        .filter(([name, type]) => type === FileType.File && name.endsWith(".md"))
        .map(([name]) => ({ label: name.slice(0, -3), description: about, uri: Uri.joinPath(folder, name) }));
    }),
  );
  return folders.flat();
}

function codesAtCursor(): ReadonlySet<string> {
  const editor = window.activeTextEditor;
  if (!editor) return new Set();
  const findings = languages
    .getDiagnostics(editor.document.uri)
    .filter(({ source, range }) => source === "portolan" && range.intersection(editor.selection));
  return new Set(findings.map(({ code }) => String(typeof code === "object" ? code.value : code)));
}
