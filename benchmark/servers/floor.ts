import { parseDocument } from "yaml";
import { relevanceOf } from "../../server/src/core/workspace/prefilter.ts";
import { maskTemplates } from "../../server/src/core/yaml/mask.ts";
import { splitSections } from "../../server/src/core/yaml/split.ts";
import { readContent } from "../../server/src/host/node.ts";
import { walk } from "../../server/src/host/walk.ts";

/**
 * The least that anybody has to do, in a process of its own: reading files, looking which documents may matter, and
 * parsing those with the `yaml` package. Nothing is looked at afterwards.
 */
export interface FloorIndex {
  /** Milliseconds to list and read all files, and to test their sections. */
  readonly read: number;
  /** Milliseconds to parse the sections that passed. */
  readonly parse: number;
  readonly longestParse: number;
  readonly parsed: number;
}

export type FloorQuestion = { readonly floor: number } & ({ readonly parse: string } | { readonly index: string });

process.on("message", (question: FloorQuestion) => {
  if (!("floor" in question)) return;
  const result =
    "parse" in question
      ? timed(() => parse(question.parse))
      : floorIndex(walk(question.index, { exclude: [], gitignore: true }));
  process.send?.({ floor: question.floor, result });
});

function floorIndex(paths: Iterable<string>): FloorIndex {
  const sections: string[] = [];
  const start = performance.now();
  for (const path of paths) {
    const content = readContent(path, Number.POSITIVE_INFINITY);
    if (content.type !== "text") continue;
    const isKustomization = /kustomization\.ya?ml$/.test(path);
    for (const { text } of splitSections(content.text))
      if (isKustomization || relevanceOf(text).type === "parse") sections.push(maskTemplates(text).text);
  }
  const read = performance.now() - start;
  const times = sections.map((text) => timed(() => parse(text)));
  return {
    read,
    parse: times.reduce((sum, time) => sum + time, 0),
    longestParse: Math.max(0, ...times),
    parsed: sections.length,
  };
}

function parse(text: string): unknown {
  return parseDocument(text, { schema: "failsafe", uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

// The probe lets the channel go; here it is what keeps the process alive.
process.channel?.ref();
