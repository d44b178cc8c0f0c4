import { type FixEnvironment, offeredFixes } from "../features/code-actions.ts";
import type { WorkspaceChange } from "../fixes/fix.ts";
import { FIXES } from "../fixes/registry.generated.ts";
import type { Rule } from "../rules/rule.ts";
import { DEFAULT_SETTINGS, type Settings } from "../settings/settings.ts";
import { applyEdits } from "../text/edit.ts";
import { linesOf } from "../text/lines.ts";
import type { Finding } from "../workspace/finding.ts";
import { createWorkspace, type Workspace } from "../workspace/workspace.ts";
import { lineDiff } from "./line-diff.ts";

/**
 * A fixture is YAML with the expectation written into it as comments, which the engine does not get to see:
 *
 *     #= a title                    begins a case: a workspace of its own
 *     #: nodeCount: 3               a setting of the case, as JSON
 *     #- path/name.yaml             begins a file of the case
 *       hostPort: 80
 *     #           ^^ error rule-id messageId
 *     #   api: <the API server's words in the message>
 *     #   related: <file>:<line> <text on that line>
 *     #   fix fix-id arg            each fix that is offered, and once in a fixture what it changes:
 *     #   |-  removed line
 *     #   |+  added line
 *
 * A place in the first column is marked `#<^^^`. A fixture is right when it equals what {@link annotate} makes of it.
 */
export interface FixtureCase {
  readonly title: string;
  readonly header: readonly string[];
  readonly settings: Settings;
  readonly files: readonly FixtureFile[];
}

export interface FixtureFile {
  /** The line that began it; undefined for the first file of a case that names none. */
  readonly header: string | undefined;
  readonly uri: string;
  readonly lines: readonly string[];
}

const BASE = "file:///fixture/";
const EXPECTATION = /^#(?:<\^+| +\^+) (?:error|warning|information|hint) |^# {3}(?:api|related|fix|\|)/;

/** A line of the fixtures of hovers, whose carets mark a card's range. */
export const HOVER_MARK = /^#(?:<| +)\^+/;

/** @throws SyntaxError where a setting is no JSON */
export function parseFixture(text: string): FixtureCase[] {
  const cases: {
    title: string;
    header: string[];
    settings: Settings;
    files: { header: string | undefined; uri: string; lines: string[] }[];
  }[] = [];
  const begin = (title: string, header: string[]): void => {
    cases.push({ title, header, settings: DEFAULT_SETTINGS, files: [] });
  };
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const current = cases.at(-1);
    if (line.startsWith("#= ")) begin(line.slice(3), [line]);
    else if (line.startsWith("#: ") && current) {
      const [, key = "", value = ""] = /^#: ([\w.]+): (.*)$/.exec(line) ?? [];
      current.settings = { ...current.settings, [key]: JSON.parse(value) };
      current.header.push(line);
    } else if (line.startsWith("#- ")) {
      if (!current) begin("", []);
      cases.at(-1)?.files.push({ header: line, uri: BASE + line.slice(3).trim(), lines: [] });
    } else if (!EXPECTATION.test(line)) {
      if (!current) begin("", []);
      const files = cases.at(-1)?.files;
      if (files?.length === 0) files.push({ header: undefined, uri: `${BASE}manifest.yaml`, lines: [] });
      files?.at(-1)?.lines.push(line);
    }
  }
  return cases;
}

/** A workspace that holds the files of a case. `rules` is what it checks; those that are off by default are on. */
export function workspaceOf({ settings, files }: FixtureCase, rules: readonly Rule[]): Workspace {
  const enabled = Object.fromEntries(rules.filter(({ optIn }) => optIn).map(({ id, severity }) => [id, severity]));
  const workspace = createWorkspace({
    rules,
    settings: { ...settings, rules: { ...enabled, ...settings.rules } },
    ruleFailed: (_, error) => {
      throw error;
    },
  });
  for (const file of files) workspace.update(file.uri, textOf(file), true);
  return workspace;
}

export function textOf({ lines }: FixtureFile): string {
  return `${lines.join("\n")}\n`;
}

/** The fixture as it has to read: its manifests with what the rules really say. */
export function annotate(text: string, rules: readonly Rule[]): string {
  const shown = new Set<string>();
  const lines = parseFixture(text).flatMap((fixtureCase) => {
    const workspace = workspaceOf(fixtureCase, rules);
    return [
      ...fixtureCase.header,
      ...fixtureCase.files.flatMap((file) => [
        ...(file.header === undefined ? [] : [file.header]),
        ...annotateFile(file, fixtureCase, workspace, shown),
      ]),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function annotateFile(file: FixtureFile, fixtureCase: FixtureCase, workspace: Workspace, shown: Set<string>): string[] {
  const text = textOf(file);
  const index = linesOf(text);
  const notes = new Map<number, string[]>();
  for (const finding of workspace.findings(file.uri)) {
    const { line, character } = index.positionAt(finding.start);
    const width = Math.max(
      1,
      Math.min(finding.end, finding.start + (file.lines[line]?.length ?? 0) - character) - finding.start,
    );
    const marker = character === 0 ? `#<${"^".repeat(width)}` : `#${" ".repeat(character - 1)}${"^".repeat(width)}`;
    const own = [
      `${marker} ${finding.level} ${finding.rule} ${finding.messageId}`,
      ...details(finding, file, fixtureCase, workspace, shown),
    ];
    notes.set(line, [...(notes.get(line) ?? []), ...own]);
  }
  return file.lines.flatMap((line, number) => [line, ...(notes.get(number) ?? [])]);
}

function details(
  finding: Finding,
  file: FixtureFile,
  { files }: FixtureCase,
  workspace: Workspace,
  shown: Set<string>,
): string[] {
  const related = finding.related.map(({ uri, start, text }) => {
    const other = files.find((candidate) => candidate.uri === uri);
    const line = other ? linesOf(textOf(other)).positionAt(start).line : 0;
    return `#   related: ${uri.slice(BASE.length)}:${line + 1} ${other?.lines[line]?.trim() ?? ""} (${text})`;
  });
  const fixes = offeredFixes(environmentOf(file, files, workspace), finding).flatMap(({ call, change }) => {
    const name = `${call.fix} ${call.arg}`.trim();
    const head = `#   fix ${name}`;
    if (shown.has(name)) return [head];
    shown.add(name);
    return [head, ...shownChange(file, files, change)];
  });
  return [...finding.quotes.map((quote) => `#   api: ${quote}`), ...related, ...fixes];
}

/** What fixes look at in one of the files of a case. */
export function environmentOf(file: FixtureFile, files: readonly FixtureFile[], workspace: Workspace): FixEnvironment {
  return {
    uri: file.uri,
    text: textOf(file),
    workspace,
    fixes: new Map(FIXES.map((fix) => [fix.id, fix])),
    textOf: (uri) => {
      const other = files.find((candidate) => candidate.uri === uri);
      return other && textOf(other);
    },
  };
}

/** The lines that a change removes and adds, those of other files below their names. */
export function shownChange(
  file: FixtureFile,
  files: readonly FixtureFile[],
  { edits, creates = [] }: WorkspaceChange,
): string[] {
  const changed = edits.flatMap(({ uri, edits: own }) => {
    const other = files.find((candidate) => candidate.uri === uri);
    const before = other ? textOf(other) : "";
    return [
      ...(uri === file.uri ? [] : [`#   | ${uri.slice(BASE.length)}`]),
      ...lineDiff(before, applyEdits(before, own)).map((line) => `#   |${line}`),
    ];
  });
  const created = creates.flatMap(({ uri, text }) => [
    `#   | ${uri.slice(BASE.length)}`,
    ...lineDiff("", text).map((line) => `#   |${line}`),
  ]);
  return [...changed, ...created];
}
