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
  snippetsAt,
} from "../../core/features/code-actions.ts";
import { convertToNodePort } from "../../core/fixes/convert-to-node-port.ts";
import type { WorkspaceChange } from "../../core/fixes/fix.ts";
import type { FixCall } from "../../core/fixes/fix-call.ts";
import { SUPPRESS } from "../../core/fixes/suppress-finding.ts";
import { lineEdits } from "../../core/text/diff.ts";
import type { Span } from "../../core/text/span.ts";
import { type Finding, isAboutObject } from "../../core/workspace/finding.ts";
import { SHOW_MANIFEST } from "../protocol.ts";
import type { OpenDocument, Session } from "../session.ts";
import { toDiagnostic, toRange, toWorkspaceEdit } from "../to-lsp.ts";

const EXPOSE = `${CodeActionKind.RefactorRewrite}.expose`;
const FIX_ALL = `${CodeActionKind.SourceFixAll}.portolan`;
/** The kinds that are announced: what a client may ask for. */
export const CODE_ACTION_KINDS = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL];

/** What travels in an action until somebody picks it. */
interface ActionData {
  readonly uri: string;
  /** Of the document that the span counts in. */
  readonly version: number;
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
  const snippets = [CodeActionKind.QuickFix, EXPOSE].some(isWanted)
    ? snippetActions(session, document, environment, wanted, findings).filter(({ kind }) => isWanted(kind))
    : [];
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
  const suppressed = new Map(findings.map((finding) => [lineAndRule(document, finding), finding]));
  const suppressions = [...suppressed.values()].flatMap((finding) =>
    suppressAction(session, document, environment, finding, resolves),
  );
  return [...quickFixes, ...snippets, ...refactorings, ...all, ...suppressions];
}

/** `codeAction/resolve`: the edit of an action, made against the text as it is now. */
export function resolveCodeAction(session: Session, action: CodeAction): CodeAction {
  const data = action.data as ActionData | undefined;
  // What fixes a whole file had its edit from the beginning.
  if (!data) return action;
  const { uri, version, span, call } = data;
  const document = session.openDocuments().find((candidate) => candidate.uri === uri);
  const made = document?.version === version && remakeFix(environmentOf(session, document), span, call);
  if (!made || !isPossible(session, made.change))
    return { ...action, disabled: { reason: "The manifest has changed; ask again." } };
  return { ...action, edit: toWorkspaceEdit(made.change, made.title, uri, session) };
}

function environmentOf(session: Session, { uri, text, folder }: OpenDocument): FixEnvironment {
  return { uri, text, workspace: folder.workspace, fixes: session.fixes, textOf: session.textOf };
}

function quickFixesFor(
  session: Session,
  { uri, lines, version }: OpenDocument,
  environment: FixEnvironment,
  findings: readonly Finding[],
  resolves: boolean,
): CodeAction[] {
  const offers = findings.flatMap((finding) => {
    const offered = offeredFixes(environment, finding).filter(({ change }) => isPossible(session, change));
    const isOnlySafe = offered.filter(({ call }) => call.safe).length === 1;
    return offered.map((offer) => ({ ...offer, finding, isPreferred: isOnlySafe && offer.call.safe === true }));
  });
  // One fix may mend several findings; equal titles at different places are different fixes.
  const actions = new Map<string, CodeAction & { diagnostics: Diagnostic[] }>();
  for (const { call, title, change, finding, isPreferred } of inMenuOrder(
    offers,
    [convertToNodePort.id],
    (offer) => offer.call.fix,
  )) {
    const diagnostic = toDiagnostic(finding, lines, session.linesOfUri, session.clientUri);
    const key = JSON.stringify([title, change]);
    const before = actions.get(key);
    if (before) {
      before.diagnostics.push(diagnostic);
      continue;
    }
    const data: ActionData = { uri, version, span: { start: finding.start, end: finding.end }, call };
    actions.set(key, {
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      ...(isPreferred ? { isPreferred } : {}),
      ...(resolves ? { data } : { edit: toWorkspaceEdit(change, title, uri, session) }),
    });
  }
  return [...actions.values()];
}

/** Whether the client can make a change. */
function isPossible({ createsFiles }: Session, { creates = [] }: WorkspaceChange): boolean {
  return createsFiles || creates.length === 0;
}

/** One comment silences a rule on the whole line. */
function lineAndRule({ lines }: OpenDocument, { start, rule }: Finding): string {
  return `${lines.positionAt(start).line} ${rule}`;
}

function suppressAction(
  session: Session,
  { uri, lines, version }: OpenDocument,
  environment: FixEnvironment,
  finding: Finding,
  resolves: boolean,
): CodeAction[] {
  if (!isAboutObject(finding)) return [];
  const call = { fix: SUPPRESS, arg: finding.rule };
  const made = makeFix(environment, finding, call);
  if (!made) return [];
  const data: ActionData = { uri, version, span: { start: finding.start, end: finding.end }, call };
  const action = {
    title: made.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [toDiagnostic(finding, lines, session.linesOfUri, session.clientUri)],
  };
  return [{ ...action, ...(resolves ? { data } : { edit: toWorkspaceEdit(made.change, made.title, uri, session) }) }];
}

function refactoringActions(
  session: Session,
  { uri, version }: OpenDocument,
  environment: FixEnvironment,
  wanted: Span,
  resolves: boolean,
): CodeAction[] {
  return refactoringsAt(environment, wanted).map(({ call, kind, title, result }) => {
    if ("refused" in result) return { title, kind, disabled: { reason: result.refused } };
    if (!isPossible(session, result.change))
      return { title, kind, disabled: { reason: "It would create a file, which this editor does not let a fix do." } };
    const data: ActionData = { uri, version, span: wanted, call };
    return { title, kind, ...(resolves ? { data } : { edit: toWorkspaceEdit(result.change, title, uri, session) }) };
  });
}

/** What no edit can write, to be copied: for our own client alone, which can show it. */
function snippetActions(
  { showsManifests, linesOfUri, clientUri }: Session,
  { lines }: OpenDocument,
  environment: FixEnvironment,
  wanted: Span,
  findings: readonly Finding[],
): (CodeAction & { readonly kind: string })[] {
  const snippets = showsManifests ? snippetsAt(environment, wanted) : [];
  return snippets.map(({ title, text, isFor }) => {
    const command = { title, command: SHOW_MANIFEST, arguments: [text] };
    const meant = findings.filter((finding) => isFor(finding));
    if (meant.length === 0) return { title, kind: EXPOSE, command };
    const diagnostics = meant.map((finding) => toDiagnostic(finding, lines, linesOfUri, clientUri));
    return { title, kind: CodeActionKind.QuickFix, diagnostics, command };
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
