import { linesOf } from "../../server/src/core/text/lines.ts";
import { splitSections } from "../../server/src/core/yaml/split.ts";
import type { Change } from "../servers/server.ts";
import type { Random } from "../workload/random.ts";

/** One key typed into a text. */
export interface Edit {
  readonly change: Change;
  /** The document that the key stands in, as it is afterwards. */
  readonly section: string;
}

/** Where people type: in numbers that matter to others, in names that others refer to, and most of all in anything else. */
const SPOTS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:containerPort|port|nodePort|targetPort|hostPort): \d+/g, "1"],
  [/app\.kubernetes\.io\/name: [\w-]+/g, "x"],
  [/\bimage: \S+/g, "0"],
  [/\bvalue: "[^"\n]+/g, "n"],
  [/\bcpu: \d+/g, "5"],
];

/** Keys typed at random places, each taken back by the next one: the text is the same after every second. */
export function typing(random: Random, text: string, count: number): Edit[] {
  const edits: Edit[] = [];
  while (edits.length < count) {
    const [pattern, key] = random.pick(SPOTS);
    const places = [...text.matchAll(pattern)];
    if (places.length === 0) continue;
    const place = random.pick(places);
    edits.push(...typedAndTakenBack(text, place.index + place[0].length, key));
  }
  return edits.slice(0, count);
}

/** A key typed at an offset, and the same one deleted. */
export function typedAndTakenBack(text: string, offset: number, key: string): [Edit, Edit] {
  const start = linesOf(text).positionAt(offset);
  const end = { line: start.line, character: start.character + key.length };
  const typed = text.slice(0, offset) + key + text.slice(offset);
  return [
    { change: { start, end: start, text: key }, section: sectionAt(typed, offset) },
    { change: { start, end, text: "" }, section: sectionAt(text, offset) },
  ];
}

function sectionAt(text: string, offset: number): string {
  return splitSections(text).findLast(({ start }) => start <= offset)?.text ?? text;
}
