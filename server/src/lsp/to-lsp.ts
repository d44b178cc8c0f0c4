import {
  type CodeDescription,
  type Diagnostic,
  DiagnosticSeverity,
  type Range,
  type WorkspaceEdit,
} from "vscode-languageserver";
import type { WorkspaceChange } from "../core/fixes/fix.ts";
import { rulePageAddress } from "../core/rules/pages.ts";
import type { Severity } from "../core/settings/settings.ts";
import type { Lines } from "../core/text/lines.ts";
import type { Span } from "../core/text/span.ts";
import type { Finding } from "../core/workspace/finding.ts";

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

/** @param withPage whether the client shows `codeDescription` */
export function toDiagnostic(
  finding: Finding,
  lines: Lines,
  linesOfUri: LinesOfUri,
  clientUri: (uri: string) => string,
): Diagnostic {
  const description: CodeDescription = { href: rulePageAddress(finding.rule) };
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

/** @param versionOf the version of an open document, so that an edit of an older text is refused */
export function toWorkspaceEdit(
  change: WorkspaceChange,
  linesOfUri: LinesOfUri,
  clientUri: (uri: string) => string,
  versionOf: (uri: string) => number | null,
): WorkspaceEdit {
  const created = (change.creates ?? []).flatMap(({ uri, text }) => [
    { kind: "create" as const, uri: clientUri(uri), options: { ignoreIfExists: false, overwrite: false } },
    {
      textDocument: { uri: clientUri(uri), version: null },
      edits: [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, newText: text }],
    },
  ]);
  const edited = change.edits.flatMap(({ uri, edits }) => {
    const lines = linesOfUri(uri);
    return lines
      ? [
          {
            textDocument: { uri: clientUri(uri), version: versionOf(uri) },
            edits: edits.map(({ span, newText }) => ({ range: toRange(lines, span), newText })),
          },
        ]
      : [];
  });
  return { documentChanges: [...edited, ...created] };
}
