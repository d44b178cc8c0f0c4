import type { FactsSource, Location, Member } from "../facts/unit-view.ts";
import { splitSections } from "../yaml/split.ts";
import type { SectionAnalysis } from "./analyse-section.ts";

/** A section of a file as it is kept. Facts refer to it, so it lives on while only positions change. */
export class SectionState implements FactsSource {
  readonly uri: string;
  /** Offset in the file; replaced when text above the section changes. */
  start: number;
  /** Replaced when the section's text changes; its facts are equal as long as this object lives. */
  analysis: SectionAnalysis;
  /** The section's text while the file is open; undefined for closed files, whose text is not kept. */
  text: string | undefined;
  readonly members: readonly Member[];

  constructor(uri: string, start: number, text: string | undefined, analysis: SectionAnalysis) {
    this.uri = uri;
    this.start = start;
    this.text = text;
    this.analysis = analysis;
    this.members = analysis.facts.map((facts) => ({ facts, source: this }));
  }

  locate(id: number): Location {
    const { places } = this.analysis;
    return { uri: this.uri, start: this.start + (places[id * 2] ?? 0), end: this.start + (places[id * 2 + 1] ?? 0) };
  }
}

/** All that is kept of a file. */
export interface FileState {
  readonly uri: string;
  /** Kept while the file is open. */
  readonly text: string | undefined;
  readonly sections: readonly SectionState[];
}

export interface FileUpdate {
  readonly file: FileState;
  /** Whether anything that other files may depend on has changed. */
  readonly factsChanged: boolean;
}

/**
 * Analyses a file's next text. Sections whose text is unchanged are taken over; of the others, one that has equal facts
 * keeps its identity, so that nobody else has to look at it again.
 * @param keepText whether the file is open: its texts are kept for the next edit
 */
export function updateFile(
  previous: FileState | undefined,
  uri: string,
  text: string,
  keepText: boolean,
  analyse: (text: string) => SectionAnalysis,
): FileUpdate {
  const reusable = new Map<string, SectionState[]>();
  for (const section of previous?.sections ?? []) {
    if (section.text === undefined) continue;
    const others = reusable.get(section.text);
    if (others) others.push(section);
    else reusable.set(section.text, [section]);
  }
  const slices = splitSections(text);
  const found = slices.map((slice) => {
    const section = reusable.get(slice.text)?.shift();
    if (section) section.start = slice.start;
    return section;
  });
  const kept = new Set(found);
  const replaced = (previous?.sections ?? []).filter((section) => !kept.has(section));
  let factsChanged = false;
  const sections = slices.map((slice, index) => {
    const same = found[index];
    if (same) {
      if (!keepText) same.text = undefined;
      return same;
    }
    const analysis = analyse(slice.text);
    const twin = replaced.findIndex((old) => equalFacts(old.analysis, analysis));
    const [section] = twin < 0 ? [] : replaced.splice(twin, 1);
    if (!section) {
      if (analysis.facts.length > 0 || analysis.broken) factsChanged = true;
      return new SectionState(
        uri,
        slice.start,
        keepText ? slice.text : undefined,
        keepText ? analysis : copied(analysis),
      );
    }
    section.start = slice.start;
    section.text = keepText ? slice.text : undefined;
    section.analysis = { ...(keepText ? analysis : copied(analysis)), facts: section.analysis.facts };
    return section;
  });
  if (replaced.some(({ analysis }) => analysis.facts.length > 0 || analysis.broken)) factsChanged = true;
  return { file: { uri, text: keepText ? text : undefined, sections }, factsChanged };
}

function equalFacts(a: SectionAnalysis, b: SectionAnalysis): boolean {
  return (
    a.broken === b.broken && a.facts.length === b.facts.length && JSON.stringify(a.facts) === JSON.stringify(b.facts)
  );
}

/** A string cut from a file's text keeps the whole text alive; the copy does not. */
function copied(analysis: SectionAnalysis): SectionAnalysis {
  if (analysis.facts.length === 0 && analysis.findings.length === 0) return analysis;
  return {
    ...analysis,
    findings: JSON.parse(JSON.stringify(analysis.findings)),
    facts: JSON.parse(JSON.stringify(analysis.facts)),
  };
}
