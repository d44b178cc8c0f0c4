import type { Hover, Position } from "vscode-languageserver";
import { hoverAt } from "../../core/features/hover.ts";
import type { Session } from "../session.ts";
import { toRange } from "../to-lsp.ts";

/** `textDocument/hover`. */
export function hover(session: Session, clientUri: string, position: Position): Hover | null {
  const document = session.sync(clientUri);
  if (!document?.folder.settings.hover) return null;
  const card = hoverAt(document.text, document.lines.offsetAt(position));
  return card ? { contents: { kind: "markdown", value: card.markdown }, range: toRange(document.lines, card) } : null;
}
