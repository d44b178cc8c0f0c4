import { diffLines } from "../text/diff.ts";

/** The lines that differ between two texts, `-` removed and `+` added, in order. */
export function lineDiff(before: string, after: string): string[] {
  const a = linesOf(before);
  const b = linesOf(after);
  return diffLines(a, b).flatMap(({ from, to, newFrom, newTo }) => [
    ...a.slice(from, to).map((line) => `-${line}`),
    ...b.slice(newFrom, newTo).map((line) => `+${line}`),
  ]);
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
