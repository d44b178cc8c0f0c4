import type { TextEdit } from "./edit.ts";

/** A run of lines that differs between two texts, as indices into the lines of each. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** The edits that make `after` of `before`, line by line: unchanged lines between them are not touched. */
export function lineEdits(before: string, after: string): TextEdit[] {
  const a = linesWithBreaks(before);
  const b = linesWithBreaks(after);
  const offsets = [0];
  for (const line of a) offsets.push((offsets.at(-1) ?? 0) + line.length);
  return diffLines(a, b).map(({ from, to, newFrom, newTo }) => ({
    span: { start: offsets[from] ?? before.length, end: offsets[to] ?? before.length },
    newText: b.slice(newFrom, newTo).join(""),
  }));
}

function linesWithBreaks(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** How many lines may differ before the whole stretch counts as replaced: the comparison is quadratic in it. */
const MAX_COMPARED = 3000;

/** The runs of lines that differ; lines longest in common are kept. */
export function diffLines(a: readonly string[], b: readonly string[]): Hunk[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const middleA = a.slice(head, a.length - tail);
  const middleB = b.slice(head, b.length - tail);
  if (middleA.length === 0 && middleB.length === 0) return [];
  if (middleA.length > MAX_COMPARED || middleB.length > MAX_COMPARED)
    return [{ from: head, to: a.length - tail, newFrom: head, newTo: b.length - tail }];
  return middleHunks(middleA, middleB).map((hunk) => ({
    from: hunk.from + head,
    to: hunk.to + head,
    newFrom: hunk.newFrom + head,
    newTo: hunk.newTo + head,
  }));
}

function middleHunks(a: readonly string[], b: readonly string[]): Hunk[] {
  const width = b.length + 1;
  // common[i * width + j]: how many lines a[i…] and b[j…] have in common.
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const hunks: Hunk[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
      continue;
    }
    const [from, newFrom] = [i, j];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) i++;
      else j++;
    }
    hunks.push({ from, to: i, newFrom, newTo: j });
  }
  return hunks;
}
