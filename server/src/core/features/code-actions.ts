import type { Fix, FixTarget, WorkspaceChange } from "../fixes/fix.ts";
import { isRefusal } from "../fixes/fix.ts";
import type { FixCall } from "../fixes/fix-call.ts";
import { applyEdits } from "../text/edit.ts";
import type { Span } from "../text/span.ts";
import { resourceAt, sectionAt } from "../workspace/document.ts";
import type { Finding } from "../workspace/finding.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** A fix that is offered for a finding. The change is made anew when the user picks it. */
export interface OfferedFix {
  readonly finding: Finding;
  readonly call: FixCall;
  readonly title: string;
  readonly isSafe: boolean;
  readonly change: WorkspaceChange;
}

/** What fixes look at: an open file's text, and the engine around it. */
export interface FixEnvironment {
  readonly uri: string;
  readonly text: string;
  readonly workspace: Pick<Workspace, "settingsOf" | "viewOf" | "preview" | "findings">;
  readonly fixes: ReadonlyMap<string, Fix>;
}

/**
 * The fixes of a finding that can be made now and leave a manifest that is no worse: a fix that is refused, or after
 * which an error or warning stands that did not stand before, is left out.
 */
export function offeredFixes(environment: FixEnvironment, finding: Finding): OfferedFix[] {
  return finding.fixes.flatMap((call) => offer(environment, finding, call) ?? []);
}

/** Makes a fix against the current text; undefined where it cannot be made any more. */
export function makeFix(
  environment: FixEnvironment,
  span: Span,
  call: FixCall,
): { readonly title: string; readonly change: WorkspaceChange; readonly fix: Fix } | undefined {
  const fix = environment.fixes.get(call.fix);
  const target = targetAt(environment, span);
  if (!fix || !target) return undefined;
  const change = fix.apply(target, call.arg);
  return isRefusal(change) ? undefined : { title: fix.title(call.arg, target), change, fix };
}

function targetAt(environment: FixEnvironment, span: Span): FixTarget | undefined {
  const { uri, text, workspace } = environment;
  const section = sectionAt(text, span.start);
  if (!section) return undefined;
  const at = { start: span.start - section.start, end: span.end - section.start };
  const resource = resourceAt(section, at);
  return (
    resource && {
      uri,
      fileText: text,
      sectionStart: section.start,
      text: section.text,
      tree: section.tree,
      resource,
      at,
      settings: workspace.settingsOf(uri),
      unit: workspace.viewOf(uri),
    }
  );
}

function offer(environment: FixEnvironment, finding: Finding, call: FixCall): OfferedFix | undefined {
  const made = makeFix(environment, finding, call);
  if (!made || !leavesNothingWorse(environment, made.change)) return undefined;
  return { finding, call, title: made.title, isSafe: call.safe === true, change: made.change };
}

/** Whether the file has, for each rule, no more errors and warnings after the change than before. */
function leavesNothingWorse(environment: FixEnvironment, change: WorkspaceChange): boolean {
  const own = change.edits.find(({ uri }) => uri === environment.uri);
  if (!own) return true;
  const before = countByRule(environment.workspace.findings(environment.uri));
  const after = countByRule(environment.workspace.preview(changedTexts(environment, change), environment.uri));
  return [...after].every(([rule, count]) => count <= (before.get(rule) ?? 0));
}

function countByRule(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { rule, level } of findings)
    if (level === "error" || level === "warning") counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/** The texts that the files of a change would have. */
function changedTexts({ uri, text }: FixEnvironment, { edits, creates }: WorkspaceChange): ReadonlyMap<string, string> {
  const own = edits.filter((file) => file.uri === uri).map((file) => [uri, applyEdits(text, file.edits)] as const);
  return new Map([...own, ...(creates ?? []).map((file) => [file.uri, file.text] as const)]);
}
