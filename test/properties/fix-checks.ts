import {
  type FixEnvironment,
  offeredFixes,
  refactoringsAt,
  remakeFix,
} from "../../server/src/core/features/code-actions.ts";
import type { WorkspaceChange } from "../../server/src/core/fixes/fix.ts";
import type { FixCall } from "../../server/src/core/fixes/fix-call.ts";
import { FIXES } from "../../server/src/core/fixes/registry.generated.ts";
import { parseSections } from "../../server/src/core/kubernetes/document.ts";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { type FixtureCase, textOf, workspaceOf } from "../../server/src/core/testing/fixture.ts";
import { diffLines } from "../../server/src/core/text/diff.ts";
import { applyEdits, sortEdits, spanAfter, type TextEdit } from "../../server/src/core/text/edit.ts";
import { linesOf } from "../../server/src/core/text/lines.ts";
import type { Span } from "../../server/src/core/text/span.ts";
import type { Finding } from "../../server/src/core/workspace/finding.ts";
import type { Workspace } from "../../server/src/core/workspace/workspace.ts";
import { contentProblems } from "./content-checks.ts";

/** Files by their URIs, with an engine that knows them and all rules. */
export interface Scene {
  readonly texts: ReadonlyMap<string, string>;
  readonly workspace: Workspace;
}

export function sceneOf(fixtureCase: FixtureCase): Scene {
  const texts = new Map(fixtureCase.files.map((file) => [file.uri, textOf(file)]));
  return sceneWith(texts, workspaceOf(fixtureCase, RULES));
}

/** @param workspace takes the texts as they are */
export function sceneWith(texts: ReadonlyMap<string, string>, workspace: Workspace): Scene {
  for (const [uri, text] of texts) workspace.update(uri, text, true);
  return { texts, workspace };
}

const FIXES_BY_ID = new Map(FIXES.map((fix) => [fix.id, fix]));

function environmentIn({ workspace }: Scene, texts: ReadonlyMap<string, string>, uri: string): FixEnvironment {
  return { uri, text: texts.get(uri) ?? "", workspace, fixes: FIXES_BY_ID, textOf: (other) => texts.get(other) };
}

/** Where a person asks for refactorings: on words that have to do with exposure. */
const PLACES = /^[ \t-]*["']?(?:kind|ports|hostPort|hostNetwork|containerPort|type|nodePort|replicas)["']?[ \t]*:/gm;

/**
 * What is wrong with the fixes that are offered in a scene; empty where all is well. How many were tried is counted by
 * fix in `tried`.
 */
export function problemsIn(scene: Scene, tried: Map<string, number>): string[] {
  const problems: string[] = [];
  for (const [uri, text] of scene.texts) {
    const environment = environmentIn(scene, scene.texts, uri);
    const check = (call: FixCall, at: Span, change: WorkspaceChange, finding: Finding | undefined): void => {
      tried.set(call.fix, (tried.get(call.fix) ?? 0) + 1);
      const found = problemsOf(scene, uri, call, at, change, finding);
      for (const problem of found)
        problems.push(
          `${call.fix} [${call.arg}] at ${finding?.rule ?? "a cursor"}: ${problem}\n${shown(text, change, uri)}`,
        );
    };
    for (const finding of scene.workspace.findings(uri))
      for (const { call, change } of offeredFixes(environment, finding)) check(call, finding, change, finding);
    // The same change is offered at many places.
    const checked = new Set<string>();
    for (const match of text.matchAll(PLACES)) {
      const offset = match.index + match[0].search(/[a-zA-Z]/);
      const at = { start: offset, end: offset };
      for (const { call, result } of refactoringsAt(environment, at))
        if ("change" in result && checked.size !== checked.add(JSON.stringify([call, result.change])).size)
          check(call, at, result.change, undefined);
    }
  }
  return problems;
}

function problemsOf(
  scene: Scene,
  uri: string,
  call: FixCall,
  at: Span,
  change: WorkspaceChange,
  finding: Finding | undefined,
): string[] {
  let after: Map<string, string>;
  try {
    after = appliedTo(scene.texts, change);
  } catch (error) {
    return [`its edits cannot be made: ${error}`];
  }
  const changed = [...after].filter(([other, text]) => scene.texts.get(other) !== text);
  if (changed.length === 0) return ["it changes nothing"];
  const previewed = new Map(changed);
  const findingsAfter = new Map([...after.keys()].map((other) => [other, scene.workspace.preview(previewed, other)]));
  return [
    ...changed.flatMap(([other, text]) => textProblems(scene.texts.get(other), text)),
    ...changed.flatMap(([other, text]) => contentProblems(call.fix, scene.texts.get(other), text)),
    ...change.edits.flatMap(({ uri: other, edits }) => lineProblems(scene.texts.get(other) ?? "", edits)),
    ...(finding ? stayProblems(findingsAfter.get(uri) ?? [], finding, mapped(at, change, uri)) : []),
    ...[...after.keys()].flatMap((other) =>
      newProblems(
        scene.workspace.findings(other),
        findingsAfter.get(other) ?? [],
        FIXES_BY_ID.get(call.fix)?.announces,
      ),
    ),
    ...twiceProblems(scene, after, uri, call, mapped(at, change, uri), finding),
  ];
}

function appliedTo(texts: ReadonlyMap<string, string>, { edits, creates }: WorkspaceChange): Map<string, string> {
  const after = new Map(texts);
  for (const { uri, edits: own } of edits) {
    const before = texts.get(uri);
    if (before === undefined) throw new Error(`${uri} is no file`);
    after.set(uri, applyEdits(before, own));
  }
  for (const { uri, text } of creates ?? []) {
    if (texts.has(uri)) throw new Error(`${uri} is there already`);
    after.set(uri, text);
  }
  return after;
}

/** The text reads as well as before, and keeps how its lines end. */
function textProblems(before: string | undefined, after: string): string[] {
  const problemsIn = (text: string): number => parseSections(text).flatMap(({ tree }) => tree.problems).length;
  const problems: string[] = [];
  if (problemsIn(after) > (before === undefined ? 0 : problemsIn(before))) problems.push("the result does not parse");
  if (before === undefined) return problems;
  if (before.includes("\r\n") && !/(?<!\r)\n/.test(before) && /(?<!\r)\n/.test(after))
    problems.push("a line lost its CR");
  if (before.startsWith("\uFEFF") !== after.startsWith("\uFEFF")) problems.push("the byte order mark moved");
  if (/\n$/.test(before) !== /\n$/.test(after)) problems.push("the last line break came or went");
  return problems;
}

/** Comments go with the block that they stand in, and no others. */
function lostComments(text: string, { span }: TextEdit, after: string): string[] {
  const start = text.lastIndexOf("\n", span.start - 1) + 1;
  // An item that goes as a whole begins at its dash; the first of its fields, behind it.
  const isItem = !text.slice(start, span.start).includes("-");
  const indent = (isItem ? /^ */ : /^[ -]*/).exec(text.slice(start))?.[0].length ?? 0;
  const removed = text.slice(span.start, span.end);
  const comments = [...removed.matchAll(/^( *)(# (?:kept|about) \S+)/gm)];
  // The items of a list may stand as far out as its key, and the comment above the first one with them.
  const isAboveItem = (at: number): boolean => /^(?: *#.*\n)+ *- /.test(removed.slice(at));
  return comments
    .filter(({ index, 1: own = "", 2: comment = "" }) => {
      const isInside = own.length > indent || (own.length === indent && isItem && isAboveItem(index));
      return !isInside && !after.includes(comment);
    })
    .map(([, , comment]) => `the comment "${comment}" is lost`);
}

/** Each edit lies where the lines differ, and nothing else of the text is written anew. */
function lineProblems(before: string, edits: readonly TextEdit[]): string[] {
  const after = applyEdits(before, edits);
  if (sortEdits(edits).some((edit, index) => edit !== edits[index]))
    return ["its edits are not in the order of the text"];
  const hunks = diffLines(before.split("\n"), after.split("\n"));
  const lines = linesOf(before);
  return edits.flatMap((edit) => {
    const { span } = edit;
    const lost = lostComments(before, edit, after);
    if (lost.length > 0) return lost;
    // Where several lines read alike, a comparison may find new ones elsewhere than they were written.
    if (span.start === span.end) return [];
    const from = lines.positionAt(span.start).line;
    const to = lines.positionAt(span.end).line;
    const isNear = hunks.some((hunk) => hunk.from <= to + 1 && from <= hunk.to + 1);
    const size = to - from;
    const changed = hunks.reduce((sum, hunk) => sum + Math.max(hunk.to - hunk.from, hunk.newTo - hunk.newFrom), 0);
    if (!isNear) return [`the edit of lines ${from + 1}-${to + 1} lies elsewhere than the change`];
    return size > changed + 1 ? [`the edit of lines ${from + 1}-${to + 1} writes more anew than it changes`] : [];
  });
}

/** @param at where the finding's place is now; undefined where it is gone */
function stayProblems(after: readonly Finding[], finding: Finding, at: Span | undefined): string[] {
  const isThere = after.some(
    ({ start, end, rule, text }) =>
      start === at?.start && end === at.end && rule === finding.rule && text === finding.text,
  );
  return isThere ? [`the finding stays: ${finding.text}`] : [];
}

/** @param announced rules that the fix's title speaks of */
function newProblems(
  before: readonly Finding[],
  after: readonly Finding[],
  announced: readonly string[] = [],
): string[] {
  const shown = after.filter(({ level, rule }) => level !== "hint" && !announced.includes(rule));
  // What a stronger finding at its place has hidden is not new.
  const known = before.flatMap(({ rule, level, hides = [] }) => (level === "hint" ? hides : [rule, ...hides]));
  return shown
    .filter(
      ({ rule }) => shown.filter((other) => other.rule === rule).length > known.filter((id) => id === rule).length,
    )
    .map(({ rule, text }) => `a new finding: ${rule} ${text}`);
}

/** Made once more at its place, a fix is refused or changes nothing. */
function twiceProblems(
  scene: Scene,
  after: ReadonlyMap<string, string>,
  uri: string,
  call: FixCall,
  at: Span | undefined,
  finding: Finding | undefined,
): string[] {
  if (!at) return [];
  const { workspace } = scene;
  // A workspace that has been changed for good, and is put back.
  for (const [other, text] of after) workspace.update(other, text, true);
  try {
    // A place may be wrong in the same way for several reasons, of which a fix removes one.
    const isNext = workspace.findings(uri).some((next) => next.start === at.start && next.rule === finding?.rule);
    if (isNext) return [];
    const again = remakeFix(environmentIn(scene, after, uri), at, call);
    if (!again) return [];
    const twice = appliedTo(after, again.change);
    const isSame = [...twice].every(([other, text]) => after.get(other) === text);
    return isSame
      ? []
      : [`made twice, it changes the manifest again:\n${shown(after.get(uri) ?? "", again.change, uri)}`];
  } catch (error) {
    return [`made twice, its edits cannot be made: ${error}`];
  } finally {
    for (const other of after.keys()) if (!scene.texts.has(other)) workspace.remove(other);
    for (const [other, text] of scene.texts) if (after.get(other) !== text) workspace.update(other, text, true);
  }
}

/** Where a place is after a change; undefined where it is gone. */
function mapped(place: Span, { edits }: WorkspaceChange, uri: string): Span | undefined {
  return spanAfter(place, edits.find((file) => file.uri === uri)?.edits ?? []);
}

function shown(text: string, change: WorkspaceChange, uri: string): string {
  const edits = change.edits.find((file) => file.uri === uri)?.edits ?? [];
  let after: string;
  try {
    after = applyEdits(text, edits);
  } catch {
    return text;
  }
  const [a, b] = [text.split("\n"), after.split("\n")];
  const hunks = diffLines(a, b).map(({ from, to, newFrom, newTo }) =>
    [
      ...a.slice(Math.max(0, from - 3), from).map((line) => `  ${line}`),
      ...a.slice(from, to).map((line) => `- ${line}`),
      ...b.slice(newFrom, newTo).map((line) => `+ ${line}`),
    ].join("\n"),
  );
  return `${hunks.join("\n  …\n")}\n${(change.creates ?? []).map((file) => `new ${file.uri}\n${file.text}`).join("\n")}`;
}
