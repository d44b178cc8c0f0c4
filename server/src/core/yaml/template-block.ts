import { columnOf, lineEnd } from "../text/lines.ts";
import { digits } from "./digits.ts";
import { maskTemplates } from "./mask.ts";
import type { YamlEntry } from "./node.ts";
import { type Action, templateActions } from "./template.ts";

/** What stands behind a key, in the text of a template: on its line, or on the lines below. */
export type TemplatedBlock = { readonly inline: string } | { readonly lines: readonly string[] };

/**
 * Takes over what stands behind a key, with the expressions of a template as they are, to be written elsewhere. Lines are
 * moved to another column, and so is what expressions print (`nindent 6`).
 * @param text the text of the entry's section
 * @param column that the content gets
 * @returns undefined where there is nothing, or where it cannot be told apart from what stands around it
 */
export function templatedBlock(text: string, { key, value }: YamlEntry, column: number): TemplatedBlock | undefined {
  const own = columnOf(text, key.start);
  const rest = text.slice(text.indexOf(":", key.end) + 1, lineEnd(text, key.end)).trim();
  if (rest !== "" && !rest.startsWith("#")) {
    if (value.alias || text.slice(value.start, value.end).includes("\n")) return undefined;
    const [indent] = indentsOf(rest);
    return { inline: indent === undefined ? rest : shifted(rest, column - indent) };
  }
  const lines = linesBelow(text, key.end, own);
  const block = lines.join("\n");
  const actions = templateActions(block);
  if (lines.length === 0 || !isWhole(actions, block)) return undefined;
  const written = maskTemplates(block)
    .text.split("\n")
    .find((line) => line.trim() !== "");
  const from = written === undefined ? (indentsOf(block)[0] ?? columnOfText(block)) : columnOfText(written);
  return { lines: lines.map((line) => shifted(line, column - from)) };
}

/** Whether an expression at an offset is meant as at the top of its file: not within a block that gives the dot, or a variable, another meaning. */
export function isInScope(text: string, offset: number): boolean {
  const open: boolean[] = [];
  for (const action of templateActions(text.slice(0, offset))) {
    if (action.opens) open.push(action.isCondition === true);
    else if (action.closes) open.pop();
  }
  return open.every((isCondition) => isCondition);
}

/** The lines of a block under a key that ends at an offset: all that are further in, and expressions that print there. */
function linesBelow(text: string, from: number, column: number): string[] {
  const lines: string[] = [];
  for (let start = nextLine(text, from); start > 0 && start < text.length; start = nextLine(text, start)) {
    const line = text.slice(start, lineEnd(text, start));
    const isInside = line.trim() === "" || columnOfText(line) > column;
    const [indent] = isTemplateLine(line) ? indentsOf(line) : [];
    if (!isInside && (indent === undefined || indent <= column)) break;
    lines.push(line);
  }
  while (lines.at(-1)?.trim() === "") lines.pop();
  return lines;
}

/** Where the next line begins; 0 behind the last one. */
function nextLine(text: string, at: number): number {
  return text.indexOf("\n", at) + 1;
}

function columnOfText(line: string): number {
  return line.length - line.trimStart().length;
}

function isTemplateLine(line: string): boolean {
  const trimmed = line.trim();
  const [only] = templateActions(trimmed);
  return only?.start === 0 && only.end === trimmed.length;
}

function indentsOf(text: string): number[] {
  return templateActions(text).flatMap(({ indent }) => indent ?? []);
}

/** Whether every block that begins ends as well, and every expression. */
function isWhole(actions: readonly Action[], text: string): boolean {
  let open = 0;
  for (const { opens, closes, separates, kind, start, end } of actions) {
    if (opens) open++;
    if ((closes || separates) && open === 0) return false;
    if (closes) open--;
    if (kind === "expression" && !/[}%#]\}$/.test(text.slice(start, end))) return false;
  }
  return open === 0;
}

function shifted(line: string, by: number): string {
  const column = columnOfText(line);
  const printed = line.replace(/\b(n?indent\s+)(\d+)(?=\s*-?\}\})/g, (_, word: string, number: string) => {
    return word + Math.max(0, digits(number) + by);
  });
  return line.trim() === "" ? "" : " ".repeat(Math.max(0, column + by)) + printed.trimStart();
}
