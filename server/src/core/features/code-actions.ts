import { convertToClusterIp } from "../fixes/convert-to-cluster-ip.ts";
import { convertToDaemonSet } from "../fixes/convert-to-daemon-set.ts";
import { convertToNodePort } from "../fixes/convert-to-node-port.ts";
import {
  type FileEdits,
  type Fix,
  type FixFile,
  type FixTarget,
  isRefusal,
  type WorkspaceChange,
} from "../fixes/fix.ts";
import type { FixCall } from "../fixes/fix-call.ts";
import { SUPPRESS } from "../fixes/suppress-finding.ts";
import { parseSections, resourceAt, sectionAt } from "../kubernetes/document.ts";
import { applyEdits, spanAfter } from "../text/edit.ts";
import { type Span, sameSpan } from "../text/span.ts";
import type { Finding } from "../workspace/finding.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { nodePeerSnippet } from "./node-peer-snippet.ts";
import { serviceSnippet } from "./service-snippet.ts";
import type { Snippet } from "./snippet.ts";

/** What fixes look at: an open file's text, the engine around it, and the other files. */
export interface FixEnvironment {
  readonly uri: string;
  readonly text: string;
  readonly workspace: Pick<Workspace, "settingsOf" | "viewOf" | "preview" | "findings">;
  readonly fixes: ReadonlyMap<string, Fix>;
  /** The present text of any file. */
  textOf(uri: string): string | undefined;
}

/** A change that somebody may pick. It is made anew against the text of that moment. */
export interface OfferedFix {
  readonly call: FixCall;
  readonly title: string;
  readonly change: WorkspaceChange;
}

/** A refactoring with what it would do, or why it cannot be done. */
export interface OfferedRefactoring {
  readonly call: FixCall;
  readonly kind: string;
  readonly title: string;
  readonly result: { readonly change: WorkspaceChange } | { readonly refused: string };
}

/**
 * The fixes of a finding that can be made now and leave a manifest that is no worse: a fix that is refused, or after
 * which something stands at information or above that did not stand before, is left out.
 */
export function offeredFixes(environment: FixEnvironment, finding: Finding): OfferedFix[] {
  return finding.fixes.flatMap((call) =>
    variantsOf(environment, finding, call).flatMap((variant) => {
      const made = makeFix(environment, finding, variant);
      return made && !whyWorse(environment, call, made.change, finding) ? [{ call: variant, ...made }] : [];
    }),
  );
}

/** Makes a fix against the current text; undefined where it cannot be made any more. */
export function makeFix(
  environment: FixEnvironment,
  span: Span,
  call: FixCall,
): { readonly title: string; readonly change: WorkspaceChange } | undefined {
  const fix = environment.fixes.get(call.fix);
  const target = fix && targetAt(environment, span);
  if (!target) return undefined;
  const change = fix.apply(target, call.arg);
  if (isRefusal(change)) return undefined;
  return { title: fix.title(call.arg, target), change: ownFileFirst(change, environment.uri) };
}

/** Clients make edits in their order: the file in front of the user comes first. */
function ownFileFirst({ edits, ...rest }: WorkspaceChange, uri: string): WorkspaceChange {
  const isOwn = (file: FileEdits): boolean => file.uri === uri;
  return { ...rest, edits: [...edits.filter(isOwn), ...edits.filter((file) => !isOwn(file))] };
}

/**
 * Makes a fix that was offered for a place once more, against the current text; undefined where it is not on offer any
 * more: no finding lies there that names it, and it is no refactoring for the place.
 */
export function remakeFix(environment: FixEnvironment, span: Span, call: FixCall): ReturnType<typeof makeFix> {
  const fix = environment.fixes.get(call.fix);
  const isNamed = environment.workspace
    .findings(environment.uri)
    .some((finding) => sameSpan(finding, span) && finding.fixes.some((named) => named.fix === call.fix));
  const target = isNamed ? undefined : targetAt(environment, span);
  const isMeant = target !== undefined && fix?.refactoring?.isMeantAt(target) === true;
  return isNamed || isMeant || call.fix === SUPPRESS ? makeFix(environment, span, call) : undefined;
}

/** The refactorings that stand first in a menu, in their order: what opens a port, from the widest door on. */
const CONVERSIONS = [convertToNodePort.id, convertToClusterIp.id, convertToDaemonSet.id];

/** Puts things in the order of a menu: those of the fixes that go first, then the others as they come. */
export function inMenuOrder<T>(items: readonly T[], first: readonly string[], fixOf: (item: T) => string): T[] {
  const others = items.filter((item) => !first.includes(fixOf(item)));
  return [...first.flatMap((id) => items.filter((item) => fixOf(item) === id)), ...others];
}

/** The refactorings that make sense at a place, those that cannot be done with their reason. */
export function refactoringsAt(environment: FixEnvironment, span: Span): OfferedRefactoring[] {
  const target = targetAt(environment, span);
  if (!target) return [];
  const { uri } = environment;
  return inMenuOrder([...environment.fixes.values()], CONVERSIONS, ({ id }) => id).flatMap((fix) => {
    const { refactoring } = fix;
    if (!refactoring?.isMeantAt(target)) return [];
    return refactoring.args
      .flatMap((arg) => fix.variants?.(target, arg) ?? [arg])
      .map((arg): OfferedRefactoring => {
        const change = fix.apply(target, arg);
        const base = {
          call: { fix: fix.id, arg },
          kind: `refactor.rewrite.${refactoring.kind}`,
          title: fix.title(arg, target),
        };
        if (isRefusal(change)) return { ...base, result: change };
        const worse = whyWorse(environment, base.call, change);
        return { ...base, result: worse === undefined ? { change: ownFileFirst(change, uri) } : { refused: worse } };
      });
  });
}

/** What there is to be copied at a place where no edit can be made that is right. */
export function snippetsAt(environment: FixEnvironment, span: Span): readonly Snippet[] {
  const target = targetAt(environment, span);
  return target ? [serviceSnippet, nodePeerSnippet].flatMap((snippetFor) => snippetFor(target) ?? []) : [];
}

function variantsOf(environment: FixEnvironment, span: Span, call: FixCall): readonly FixCall[] {
  const fix = environment.fixes.get(call.fix);
  if (!fix?.variants) return [call];
  const target = targetAt(environment, span);
  return target ? fix.variants(target, call.arg).map((arg) => ({ ...call, arg })) : [];
}

function targetAt(environment: FixEnvironment, span: Span): FixTarget | undefined {
  const { uri, text, workspace } = environment;
  const section = sectionAt(text, span.start);
  if (!section) return undefined;
  const at = { start: span.start - section.start, end: span.end - section.start };
  const resource = resourceAt(section, at);
  if (!resource) return undefined;
  const files = new Map<string, FixFile | undefined>();
  return {
    uri,
    fileText: text,
    sectionStart: section.start,
    text: section.text,
    tree: section.tree,
    resource,
    at,
    settings: workspace.settingsOf(uri),
    unit: workspace.viewOf(uri),
    file(other) {
      if (!files.has(other)) {
        const otherText = other === uri ? text : environment.textOf(other);
        files.set(other, otherText === undefined ? undefined : fixFile(other, otherText));
      }
      return files.get(other);
    },
  };
}

function fixFile(uri: string, text: string): FixFile {
  return { uri, text, sections: parseSections(text) };
}

/**
 * Why a change is not offered: a rule that has more findings above hint in the files that it touches than before, and what
 * it says there; or the finding that it is to mend stays as it is. Undefined where there is no reason.
 */
function whyWorse(
  environment: FixEnvironment,
  { fix }: FixCall,
  change: WorkspaceChange,
  mended?: Finding,
): string | undefined {
  const announced = environment.fixes.get(fix)?.announces ?? [];
  const texts = changedTexts(environment, change);
  if (!texts) return "A file that would change cannot be read.";
  const { uri: own, workspace } = environment;
  for (const uri of new Set([own, ...texts.keys()])) {
    const all = workspace.preview(texts, uri);
    if (mended && uri === own && staysAs(mended, all, change, uri)) return "It would not help here.";
    const before = workspace.findings(uri).filter(isShown);
    const after = all.filter((finding) => isShown(finding) && !announced.includes(finding.rule));
    // A weaker finding that comes to light behind a stronger one is no new one.
    const known = countByRule(before.flatMap(({ rule, hides = [] }) => [rule, ...hides]));
    const counts = countByRule(after.map(({ rule }) => rule));
    const worse = after.filter(({ rule }) => (counts.get(rule) ?? 0) > (known.get(rule) ?? 0));
    const told = worse.find(({ text }) => !before.some((other) => other.text === text)) ?? worse[0];
    if (told) return `Then: ${told.text}`;
  }
  return undefined;
}

function staysAs(finding: Finding, after: readonly Finding[], { edits }: WorkspaceChange, uri: string): boolean {
  const place = spanAfter(finding, edits.find((file) => file.uri === uri)?.edits ?? []);
  return (
    place !== undefined &&
    after.some(({ start, rule, text }) => start === place.start && rule === finding.rule && text === finding.text)
  );
}

function isShown({ level }: Finding): boolean {
  return level !== "hint";
}

function countByRule(rules: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}

/** The texts that the files of a change would have; undefined where one of them cannot be read. */
function changedTexts(
  { uri, text, textOf }: Pick<FixEnvironment, "uri" | "text" | "textOf">,
  { edits, creates }: WorkspaceChange,
): ReadonlyMap<string, string> | undefined {
  const texts = new Map((creates ?? []).map((file) => [file.uri, file.text] as const));
  for (const file of edits) {
    const before = file.uri === uri ? text : textOf(file.uri);
    if (before === undefined) return undefined;
    texts.set(file.uri, applyEdits(before, file.edits));
  }
  return texts;
}

/** How often all safe fixes are made over again, because one may make the next possible. */
const MAX_PASSES = 10;

/** The text with every safe fix made that can be made; the text itself where there is none. */
export function fixAll(environment: FixEnvironment): string {
  let { text } = environment;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const next = fixAllOnce({ ...environment, text });
    if (next === text) break;
    text = next;
  }
  return text;
}

/** Makes the safe fixes of one text whose edits do not touch one another. */
function fixAllOnce(environment: FixEnvironment): string {
  const { uri, text, workspace } = environment;
  const findings = workspace.preview(new Map([[uri, text]]), uri);
  let result = text;
  let before = text.length + 1;
  // From the end of the text on, so that the offsets of the findings in front stay true.
  for (const finding of [...findings].reverse()) {
    const call = finding.fixes.find(({ safe }) => safe);
    const made = call && makeFix(environment, finding, call);
    const [own, ...others] = made?.change.edits ?? [];
    if (!own || own.uri !== uri || others.length > 0 || made?.change.creates) continue;
    const last = Math.max(...own.edits.map(({ span }) => span.end));
    if (last > before) continue;
    result = applyEdits(result, own.edits);
    before = Math.min(...own.edits.map(({ span }) => span.start));
  }
  return result;
}
