import type { Hover, Position } from "vscode-languageserver";
import { hoverAt } from "../../core/features/hover.ts";
import type { Session } from "../session.ts";
import { toRange } from "../to-lsp.ts";

/**
 * `textDocument/hover`.
 * @param folds whether the client renders HTML in Markdown
 */
export function hover(session: Session, clientUri: string, position: Position, folds: boolean): Hover | null {
  const document = session.sync(clientUri);
  if (!document?.folder.settings.hover) return null;
  const { uri, text, lines, folder } = document;
  const card = hoverAt({ uri, text, workspace: folder.workspace, folds }, lines.offsetAt(position));
  return card ? { contents: { kind: "markdown", value: card.markdown }, range: toRange(lines, card) } : null;
}
