import { type Suppression, scopesOf } from "../suppress/suppression.ts";
import { shift } from "../text/span.ts";
import type { FileState } from "./file-state.ts";
import { type Finding, remark, type UnitFinding } from "./finding.ts";

/** The one thing that is said of a file that is not looked at. */
export function tooLarge(size: number): Finding {
  const megabytes = (size / 1024 / 1024).toFixed(1);
  return remark({
    rule: "file-too-large",
    messageId: "skipped",
    text: `Portolan does not look at this file: it has ${megabytes} MB, and maxFileSize is smaller.`,
    level: "information",
    start: 0,
    end: 0,
  });
}

/** What local rules found in a file, with spans in the file. */
export function localFindings({ uri, sections }: FileState): Finding[] {
  return sections.flatMap(({ start, analysis }) =>
    analysis.findings.map((finding) => ({
      ...finding,
      ...shift(finding, start),
      related: finding.related.map((place) => ({ uri, ...shift(place, start), text: place.text })),
    })),
  );
}

/** The suppressions of a file, with spans in the file. */
export function suppressionsOf({ sections }: FileState): Suppression[] {
  if (sections.every(({ analysis }) => !analysis.suppress)) return [];
  const annotations = sections.flatMap(({ start, analysis }) =>
    (analysis.suppress?.annotations ?? []).map((annotation) => ({
      ...annotation,
      at: shift(annotation.at, start),
      scope: shift(annotation.scope, start),
    })),
  );
  const directives = sections.flatMap(({ start, analysis }) =>
    (analysis.suppress?.directives ?? []).map((directive) => ({
      ...directive,
      at: shift(directive.at, start),
      scope: shift(directive.scope, start),
    })),
  );
  return [...annotations, ...scopesOf(directives, Number.MAX_SAFE_INTEGER)];
}

/** Gives a unit's finding the positions that its places have now. */
export function placed({ at, related, ...finding }: UnitFinding): Finding {
  const { start, end } = at.source.locate(at.id);
  return {
    ...finding,
    start,
    end,
    related: related.map((place) => ({ ...place.at.source.locate(place.at.id), text: place.text })),
  };
}
