import { splitSections } from "../../server/src/core/yaml/split.ts";
import type { Files } from "./workspace.ts";

/** What a workspace is made of, as a person reads it. */
export interface Histogram {
  readonly files: number;
  readonly megabytes: number;
  readonly sections: number;
  /** Characters of a section: 10th, 50th, 90th, 99th percentile and the largest. */
  readonly sectionSizes: readonly number[];
  readonly kinds: ReadonlyMap<string, number>;
  readonly templates: number;
}

const PERCENTILES = [0.1, 0.5, 0.9, 0.99, 1];

export function histogramOf(files: Files): Histogram {
  const kinds = new Map<string, number>();
  const sizes: number[] = [];
  let templates = 0;
  let characters = 0;
  for (const [path, text] of files) {
    characters += text.length;
    if (text.includes("{{")) templates++;
    for (const section of splitSections(text)) {
      sizes.push(section.text.length);
      const kind = /^kind: (\w+)/m.exec(section.text)?.[1] ?? (path.endsWith(".json") ? "(JSON)" : "(none)");
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
  }
  sizes.sort((a, b) => a - b);
  return {
    files: files.size,
    megabytes: characters / 1e6,
    sections: sizes.length,
    sectionSizes: PERCENTILES.map((share) => sizes[Math.min(sizes.length - 1, Math.floor(sizes.length * share))] ?? 0),
    kinds: new Map([...kinds].sort((a, b) => b[1] - a[1])),
    templates,
  };
}

export function histogramText({ files, megabytes, sections, sectionSizes, kinds, templates }: Histogram): string {
  const [p10, p50, p90, p99, largest] = sectionSizes;
  return [
    `${files} files, ${megabytes.toFixed(1)} MB, ${sections} documents (p10 ${p10}, p50 ${p50}, p90 ${p90}, p99 ${p99}, largest ${largest} characters), ${templates} files with template expressions`,
    [...kinds].map(([kind, count]) => `${kind} ${count}`).join(", "),
  ].join("\n");
}
