import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  CodeActionTriggerKind,
  type Diagnostic,
} from "vscode-languageserver";
import {
  type FixEnvironment,
  fixAll,
  inMenuOrder,
  makeFix,
  offeredFixes,
  refactoringsAt,
  remakeFix,
} from "../../core/features/code-actions.ts";
import { convertToNodePort } from "../../core/fixes/convert-to-node-port.ts";
import type { FixCall } from "../../core/fixes/fix-call.ts";
import { SUPPRESS } from "../../core/fixes/suppress-finding.ts";
import { lineEdits } from "../../core/text/diff.ts";
import type { Span } from "../../core/text/span.ts";
import type { Finding } from "../../core/workspace/finding.ts";
import type { OpenDocument, Session } from "../session.ts";
import { toDiagnostic, toRange, toWorkspaceEdit } from "../to-lsp.ts";

const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;
/** The kinds that are announced: what a client may ask for. */
export const CODE_ACTION_KINDS = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL];

/** What travels in an action until somebody picks it. */
interface ActionData {
  readonly uri: string;
  readonly span: Span;
  readonly call: FixCall;
}

/**
 * `textDocument/codeAction`: fixes first, the conversion to a NodePort Service before all, then refactorings; last of all
 * what suppresses the finding.
 * @param resolves whether the client asks for an action's edit when it is picked
 */
export function codeActions(
  session: Session,
  { textDocument, range, context }: CodeActionParams,
  resolves: boolean,
): CodeAction[] {
  const document = session.sync(textDocument.uri);
  if (!document) return [];
  const wanted = { start: document.lines.offsetAt(range.start), end: document.lines.offsetAt(range.end) };
  const isWanted = (kind: string): boolean =>
    !context.only || context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const environment = environmentOf(session, document);
  const findings = isWanted(CodeActionKind.QuickFix)
    ? document.folder.workspace
        .findings(document.uri)
        .filter(({ start, end }) => start <= wanted.end && wanted.start <= end)
    : [];
  const quickFixes = quickFixesFor(session, document, environment, findings, resolves);
  const isAsked = context.only !== undefined || context.triggerKind !== CodeActionTriggerKind.Automatic;
  const taken = new Set(quickFixes.map(({ title }) => title));
  const refactorings =
    isWanted(CodeActionKind.RefactorRewrite) ||
    context.only?.some((only) => only.startsWith(CodeActionKind.RefactorRewrite))
      ? refactoringActions(session, document, environment, wanted, resolves).filter(
          ({ title, kind, disabled }) => !taken.has(title) && isWanted(kind ?? "") && (isAsked || !disabled),
        )
      : [];
  // Fixing a whole file is never a surprise in the menu of one place: only whoever asks for it gets it.
  const all = context.only?.some((only) => FIX_ALL === only || FIX_ALL.startsWith(`${only}.`))
    ? fixAllAction(session, document, environment)
    : [];
  const suppressions = findings.flatMap((finding) => suppressAction(session, document, environment, finding, resolves));
  return [...quickFixes, ...refactorings, ...all, ...suppressions];
}

/** `codeAction/resolve`: the edit of an action, made against the text as it is now. */
export function resolveCodeAction(session: Session, action: CodeAction): CodeAction {
  const { uri, span, call } = action.data as ActionData;
  const document = session.openDocuments().find((candidate) => candidate.uri === uri);
  const made = document && remakeFix(environmentOf(session, document), span, call);
  if (!made) return { ...action, disabled: { reason: "The manifest has changed; ask again." } };
  return { ...action, edit: toWorkspaceEdit(made.change, made.title, uri, session) };
}

function environmentOf(session: Session, { uri, text, folder }: OpenDocument): FixEnvironment {
  return { uri, text, workspace: folder.workspace, fixes: session.fixes, textOf: session.textOf };
}

function quickFixesFor(
  session: Session,
  { uri, lines }: OpenDocument,
  environment: FixEnvironment,
  findings: readonly Finding[],
  resolves: boolean,
): CodeAction[] {
  const offers = findings.flatMap((finding) => {
    const offered = offeredFixes(environment, finding);
    const isOnlySafe = offered.filter(({ call }) => call.safe).length === 1;
    return offered.map((offer) => ({ ...offer, finding, isPreferred: isOnlySafe && offer.call.safe === true }));
  });
  const byTitle = new Map<string, CodeAction & { diagnostics: Diagnostic[] }>();
  for (const { call, title, change, finding, isPreferred } of inMenuOrder(
    offers,
    [convertToNodePort.id],
    (offer) => offer.call.fix,
  )) {
    const diagnostic = toDiagnostic(finding, lines, session.linesOfUri, session.clientUri);
    const before = byTitle.get(title);
    if (before) {
      before.diagnostics.push(diagnostic);
      continue;
    }
    const data: ActionData = { uri, span: { start: finding.start, end: finding.end }, call };
    byTitle.set(title, {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      ...(isPreferred ? { isPreferred } : {}),
      ...(resolves ? { data } : { edit: toWorkspaceEdit(change, title, uri, session) }),
    });
  }
  return [...byTitle.values()];
}

function suppressAction(
  session: Session,
  { uri, lines }: OpenDocument,
  environment: FixEnvironment,
  finding: Finding,
  resolves: boolean,
): CodeAction[] {
  const call = { fix: SUPPRESS, arg: finding.rule };
  const made = makeFix(environment, finding, call);
  if (!made) return [];
  const data: ActionData = { uri, span: { start: finding.start, end: finding.end }, call };
  const action = {
    title: made.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(finding, lines, session.linesOfUri, session.clientUri)],
  };
  return [{ ...action, ...(resolves ? { data } : { edit: toWorkspaceEdit(made.change, made.title, uri, session) }) }];
}

function refactoringActions(
  session: Session,
  { uri }: OpenDocument,
  environment: FixEnvironment,
  wanted: Span,
  resolves: boolean,
): CodeAction[] {
  return refactoringsAt(environment, wanted).map(({ call, kind, title, result }) => {
    if ("refused" in result) return { title, kind, disabled: { reason: result.refused } };
    const data: ActionData = { uri, span: wanted, call };
    return { title, kind, ...(resolves ? { data } : { edit: toWorkspaceEdit(result.change, title, uri, session) }) };
  });
}

function fixAllAction(session: Session, { uri, text, lines }: OpenDocument, environment: FixEnvironment): CodeAction[] {
  const fixed = fixAll(environment);
  if (fixed === text) return [];
  const edits = lineEdits(text, fixed).map(({ span, newText }) => ({ range: toRange(lines, span), newText }));
  const textDocument = { uri: session.clientUri(uri), version: session.versionOf(uri) };
  return [
    { title: "Fix all that is safe to fix", kind: FIX_ALL, edit: { documentChanges: [{ textDocument, edits }] } },
  ];
}
