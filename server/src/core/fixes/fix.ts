import type { UnitView } from "../facts/unit-view.ts";
import type { Resource } from "../kubernetes/resource.ts";
import type { Settings } from "../settings/settings.ts";
import type { TextEdit } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import type { YamlTree } from "../yaml/parse.ts";
import type { FixCall } from "./fix-call.ts";

/** The current text around a finding: what a fix may look at. Spans count from the section. */
export interface FixTarget {
  readonly uri: string;
  /** The whole file; the section begins at `sectionStart`. */
  readonly fileText: string;
  readonly sectionStart: number;
  readonly text: string;
  readonly tree: YamlTree;
  readonly resource: Resource;
  /** The other objects of the file, in text order, with the start of their sections. */
  readonly at: Span;
  readonly settings: Settings;
  /** Everything that is deployed together with the object. */
  readonly unit: UnitView;
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
  /** Deletes lines in another file: the user has to agree in the preview. */
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
}

/** How a rule names a fix. */
export interface FixReference<A extends string> {
  /** A fix that only a person may pick: it changes who reaches a port, what a pod may do, or when it runs. */
  with(arg: A): FixCall;
  /** A fix that may run unattended: the manifest means the same, or was refused and now means what it said. */
  safely(arg: A): FixCall;
}

/** Declares a fix, and how a rule names it. */
export function defineFix<A extends string = "">(fix: Fix<A>): Fix<A> & FixReference<A> {
  return { ...fix, with: (arg) => ({ fix: fix.id, arg }), safely: (arg) => ({ fix: fix.id, arg, safe: true }) };
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
