import type { UnitView } from "../facts/unit-view.ts";
import type { ParsedSection } from "../kubernetes/document.ts";
import type { Resource } from "../kubernetes/resource.ts";
import type { Settings } from "../settings/settings.ts";
import { sortEdits, type TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { YamlTree } from "../yaml/parse.ts";
import { templateActions } from "../yaml/template.ts";
import type { FixCall } from "./fix-call.ts";

/** The current text around a finding or a cursor: what a fix may look at. Spans count from the section. */
export interface FixTarget {
  readonly uri: string;
  /** The whole file; the section begins at `sectionStart`. */
  readonly fileText: string;
  readonly sectionStart: number;
  readonly text: string;
  readonly tree: YamlTree;
  readonly resource: Resource;
  readonly at: Span;
  readonly settings: Settings;
  /** Everything that is deployed together with the object. */
  readonly unit: UnitView;
  /** Another file of the workspace as it is now; undefined where it cannot be read. */
  file(uri: string): FixFile | undefined;
}

/** A file that a fix may change beside the target's own. */
export interface FixFile {
  readonly uri: string;
  readonly text: string;
  readonly sections: readonly ParsedSection[];
}

/** What applying a fix does to files. Spans of `edits` count from the file. */
export interface WorkspaceChange {
  readonly edits: readonly FileEdits[];
  readonly creates?: readonly { readonly uri: string; readonly text: string }[];
}

export interface FileEdits {
  readonly uri: string;
  readonly edits: readonly TextEdit[];
  /** Shown in the preview where a change touches several files. */
  readonly label?: string;
  /** Deletes lines in a file that is not the one in front of the user: they have to agree in the preview. */
  readonly needsConfirmation?: boolean;
}

/** Why a fix cannot be made; one sentence for the user. */
export interface Refusal {
  readonly refused: string;
}

export type FixResult = WorkspaceChange | Refusal;

export interface Fix<A extends string = string> {
  /** Kebab-case, an imperative; also the name of its file. */
  readonly id: string;
  /** Names the outcome with this manifest's numbers. */
  title(arg: A, target: FixTarget): string;
  apply(target: FixTarget, arg: A): FixResult;
  /** The forms in which it is offered here, where that depends on the manifests; by default the one that was named. */
  variants?(target: FixTarget, arg: A): readonly A[];
  /** Rules whose findings the title speaks of: whoever picks the fix knows that they will be there. */
  readonly announces?: readonly string[];
  /** Also offered where nothing is wrong, as a refactoring. */
  readonly refactoring?: Refactoring<A>;
}

export interface Refactoring<A extends string> {
  /** The last part of the code action's kind: `refactor.rewrite.<kind>`. */
  readonly kind: string;
  readonly args: readonly A[];
  /** Whether it makes sense to offer it here, possible or not: one that is refused then shows why. */
  isMeantAt(target: FixTarget): boolean;
}

/** How a rule names a fix. */
export interface FixReference<A extends string> {
  /** A fix that only a person may pick: it changes who reaches a port, what a pod may do, or when it runs. */
  with(arg: A): FixCall;
  /** A fix that may run unattended: the manifest means the same, or was refused and now means what it said. */
  safely(arg: A): FixCall;
}

/**
 * Declares a fix, and how a rule names it. Its edits come in the order of the text, and none of them takes away what a
 * template says, or what an alias elsewhere stands for: others count on both.
 */
export function defineFix<A extends string = "">(fix: Fix<A>): Fix<A> & FixReference<A> {
  const apply: Fix<A>["apply"] = (target, arg) => {
    const change = fix.apply(target, arg);
    if (isRefusal(change)) return change;
    if (!change.edits.every((file) => keepsTemplates(target, file)))
      return { refused: "A template decides about what would go." };
    if (!change.edits.every((file) => keepsAnchors(target, file)))
      return { refused: "The place is shared by a YAML anchor." };
    return { ...change, edits: change.edits.map((file) => ({ ...file, edits: sortEdits(file.edits) })) };
  };
  return { ...fix, apply, with: (arg) => ({ fix: fix.id, arg }), safely: (arg) => ({ fix: fix.id, arg, safe: true }) };
}

function keepsTemplates(target: FixTarget, { uri, edits }: FileEdits): boolean {
  const text = uri === target.uri ? target.fileText : target.file(uri)?.text;
  const expressionsIn = (texts: readonly string[]): string[] =>
    texts.flatMap((own) => templateActions(own).map(({ start, end }) => own.slice(start, end)));
  const gone = expressionsIn(edits.map(({ span }) => text?.slice(span.start, span.end) ?? ""));
  if (gone.length === 0) return true;
  const written = expressionsIn(edits.map(({ newText }) => newText));
  return gone.sort().join("\n") === written.sort().join("\n");
}

/** Whether nothing goes that an alias elsewhere stands for. What may be added, and where, each fix knows itself. */
function keepsAnchors(target: FixTarget, { uri, edits }: FileEdits): boolean {
  const text = uri === target.uri ? target.fileText : (target.file(uri)?.text ?? "");
  if (!/(?:^|[\s,[{])\*[\w-]/.test(text)) return true;
  const areas = (target.file(uri)?.sections ?? []).flatMap(({ start, tree }) =>
    tree.shared.map((area) => ({ start: start + area.start, end: start + area.end })),
  );
  const touches = (area: Span, span: Span): boolean =>
    area.start === area.end
      ? span.start <= area.start && area.start <= span.end
      : span.start < area.end && area.start < span.end;
  return edits.every(({ span }) => !areas.some((area) => touches(area, span)));
}

export function isRefusal(result: FixResult): result is Refusal {
  return "refused" in result;
}

/** A change of the target's own section; `edits` count from the section. */
export function inSection(
  target: Pick<FixTarget, "uri" | "sectionStart">,
  edits: readonly TextEdit[],
): WorkspaceChange {
  return {
    edits: [
      {
        uri: target.uri,
        edits: edits.map(({ span, newText }) => ({
          span: { start: span.start + target.sectionStart, end: span.end + target.sectionStart },
          newText,
        })),
      },
    ],
  };
}
