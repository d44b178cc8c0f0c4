import {
  type ChangeAnnotation,
  type CodeDescription,
  type Diagnostic,
  DiagnosticSeverity,
  type Range,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { WorkspaceChange } from "../core/fixes/fix.ts";
import type { Severity } from "../core/settings/settings.ts";
import type { Lines } from "../core/text/lines.ts";
import type { Span } from "../core/text/span.ts";
import type { Finding } from "../core/workspace/finding.ts";
import { findingPageAddress } from "../core/workspace/finding-page.ts";

/** Line starts of files by URI; undefined for a file whose text is not at hand. */
export type LinesOfUri = (uri: string) => Lines | undefined;

export function toRange(lines: Lines, { start, end }: Span): Range {
  return { start: lines.positionAt(start), end: lines.positionAt(end) };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A finding as the client shows it, with a link to its page. */
export function toDiagnostic(
  finding: Finding,
  lines: Lines,
  linesOfUri: LinesOfUri,
  clientUri: (uri: string) => string,
): Diagnostic {
  const description: CodeDescription = { href: findingPageAddress(finding.rule) };
  const related = finding.related.flatMap((place) => {
    const relatedLines = linesOfUri(place.uri);
    return relatedLines
      ? [{ location: { uri: clientUri(place.uri), range: toRange(relatedLines, place) }, message: place.text }]
      : [];
  });
  return {
    range: toRange(lines, finding),
    severity: SEVERITIES[finding.level],
    source: "portolan",
    code: finding.rule,
    codeDescription: description,
    message: finding.text,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
  };
}

/** What turning a change into LSP needs to know of the documents. */
export interface EditContext {
  readonly linesOfUri: LinesOfUri;
  clientUri(uri: string): string;
  /** The version of an open document, so that an edit of an older text is refused. */
  versionOf(uri: string): number | null;
  /** Whether the client shows annotated changes in a preview. */
  readonly annotates: boolean;
}

/**
 * A change as an edit. One that reaches beyond the file in front of the user is annotated; files that lose lines there or
 * are created want confirmation, which is what opens the preview.
 * @param label what the change is, for the preview
 * @param own the file in front of the user
 */
export function toWorkspaceEdit(
  change: WorkspaceChange,
  label: string,
  own: string,
  { linesOfUri, clientUri, versionOf, annotates }: EditContext,
): WorkspaceEdit {
  const changeAnnotations: Record<string, ChangeAnnotation> = {};
  const annotate = (text: string, needsConfirmation: boolean): { readonly annotationId: string } | object => {
    if (!annotates) return {};
    const annotationId = `${Object.keys(changeAnnotations).length}`;
    changeAnnotations[annotationId] = { label: text, needsConfirmation };
    return { annotationId };
  };
  const isOwn = change.edits.every(({ uri }) => uri === own) && (change.creates ?? []).length === 0;
  const edited = change.edits.flatMap((file) => {
    const lines = linesOfUri(file.uri);
    if (!lines) return [];
    const annotation = isOwn ? {} : annotate(file.label ?? label, file.needsConfirmation === true);
    const edits = file.edits.map(({ span, newText }) => ({ range: toRange(lines, span), newText, ...annotation }));
    return [{ textDocument: { uri: clientUri(file.uri), version: versionOf(file.uri) }, edits }];
  });
  const start = { line: 0, character: 0 };
  const created = (change.creates ?? []).flatMap(({ uri, text }) => {
    const annotation = annotate(`Create ${uri.slice(uri.lastIndexOf("/") + 1)}`, true);
    return [
      {
        kind: "create" as const,
        uri: clientUri(uri),
        options: { ignoreIfExists: false, overwrite: false },
        ...annotation,
      },
      {
        textDocument: { uri: clientUri(uri), version: null },
        edits: [{ range: { start, end: start }, newText: text, ...annotation }],
      },
    ];
  });
  const isAnnotated = Object.keys(changeAnnotations).length > 0;
  return { documentChanges: [...edited, ...created], ...(isAnnotated ? { changeAnnotations } : {}) };
}
