import { commands, type Disposable, window, workspace } from "vscode";
import { SHOW_MANIFEST } from "../../../server/src/lsp/protocol.ts";

/** Shows a text as a new document in the editor, in the language of what is open there. For code actions; it is in no menu. */
export function register(): Disposable {
  return commands.registerCommand(SHOW_MANIFEST, async (content?: unknown) => {
    if (typeof content !== "string") return;
    const language = window.activeTextEditor?.document.languageId ?? "yaml";
    const document = await workspace.openTextDocument({ content, language });
    await window.showTextDocument(document);
  });
}
