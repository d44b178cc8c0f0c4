import type { ResourceFacts } from "../facts/facts.ts";
import type { FactsSource, Location, Member } from "../facts/unit-view.ts";
import type { FileRole } from "../units/plan.ts";
import type { YamlNode } from "../yaml/node.ts";
import { unpackTree } from "../yaml/pack.ts";
import { type Section, splitSections } from "../yaml/split.ts";
import type { SectionAnalysis } from "./analyse-section.ts";

/** A section of a file as it is kept. Facts refer to it, so it lives on while only positions change. */
export class SectionState implements FactsSource {
  readonly uri: string;
  /** Offset in the file; replaced when text above the section changes. */
  start: number;
  /** Replaced when the section's text changes; its content as others see it is equal as long as this object lives. */
  analysis: SectionAnalysis;
  /** The section's text while the file is open; undefined for closed files, whose text is not kept. */
  text: string | undefined;
  openBlocks: number;
  /** Dropped with the section when its facts change. */
  #members: readonly Member[] | undefined;

  constructor(uri: string, { start, text, openBlocks }: Section, keepText: boolean, analysis: SectionAnalysis) {
    this.uri = uri;
    this.start = start;
    this.text = keepText ? text : undefined;
    this.openBlocks = openBlocks;
    this.analysis = analysis;
  }

  /**
   * The section's objects, as a unit takes them in.
   * @param keep whether they will soon be asked for again, as those around an open file
   */
  members(keep: boolean): readonly Member[] {
    if (this.#members) return this.#members;
    const { facts } = this.analysis;
    const parsed: ResourceFacts[] = facts === "" ? [] : JSON.parse(facts);
    const members = parsed.map((own) => ({ facts: own, source: this }));
    if (keep) this.#members = members;
    return members;
  }

  /** Takes over where the section stands now. */
  movedTo({ start, text, openBlocks }: Section, keepText: boolean): this {
    this.start = start;
    this.openBlocks = openBlocks;
    this.text = keepText ? text : undefined;
    return this;
  }

  locate(id: number): Location {
    return this.#located(this.analysis.places, id);
  }

  /** Where a node of the packed tree is now. */
  locateNode(ordinal: number): Location {
    return this.#located(this.analysis.packed?.spans, ordinal);
  }

  /** The packed tree; its nodes name this section as their origin. */
  unpack(): YamlNode | undefined {
    return this.analysis.packed && unpackTree(this.analysis.packed.json, this);
  }

  #located(spans: Uint32Array | undefined, id: number): Location {
    return { uri: this.uri, start: this.start + (spans?.[id * 2] ?? 0), end: this.start + (spans?.[id * 2 + 1] ?? 0) };
  }
}

/** All that is kept of a file. */
export interface FileState {
  readonly uri: string;
  /** What the file was analysed as; when it has become something else, it has to be read again. */
  readonly role: FileRole;
  /** Kept while the file is open. */
  readonly text: string | undefined;
  readonly sections: readonly SectionState[];
  /** The size in bytes of a file that is too large to be looked at. */
  readonly skipped?: number;
}

export interface FileUpdate {
  readonly file: FileState;
  /** Whether anything that other files may depend on has changed. */
  readonly contentChanged: boolean;
}

export interface UpdateOptions {
  readonly role: FileRole;
  /** The file is open: its texts are kept for the next edit. */
  readonly keepText: boolean;
  /** Nothing of the previous state may be changed, because it will be needed again. */
  readonly isTrial: boolean;
}

/**
 * Analyses a file's next text, with a pause offered behind each section. Sections whose text is unchanged are taken
 * over; of the others, one that says the same to other files keeps its identity, so that nobody else has to look again.
 */
export function* updateFile(
  previous: FileState | undefined,
  uri: string,
  text: string,
  { role, keepText, isTrial }: UpdateOptions,
  analyse: (section: Section) => SectionAnalysis,
): Generator<void, FileUpdate> {
  const slices = splitSections(text);
  const reusable = byText(previous);
  const found = slices.map((slice) => reusable.get(keyOf(slice))?.shift());
  const replaced = (previous?.sections ?? []).filter((section) => !found.includes(section));
  const sections: SectionState[] = [];
  let contentChanged = false;
  for (const [index, slice] of slices.entries()) {
    const same = found[index];
    if (same) {
      sections.push(isTrial ? new SectionState(uri, slice, true, same.analysis) : same.movedTo(slice, keepText));
      continue;
    }
    const fresh = analyse(slice);
    const analysis = keepText ? fresh : copied(fresh);
    const twin = isTrial ? -1 : replaced.findIndex((old) => saysTheSame(old.analysis, analysis));
    const [section] = twin < 0 ? [] : replaced.splice(twin, 1);
    if (section) section.analysis = analysis;
    else if (isHeard(analysis)) contentChanged = true;
    sections.push(section?.movedTo(slice, keepText) ?? new SectionState(uri, slice, keepText, analysis));
    yield;
  }
  if (replaced.some(({ analysis }) => isHeard(analysis))) contentChanged = true;
  // Of a closed file only what somebody will ask for is kept: most sections of most files are of no interest.
  const file = keepText ? { uri, role, text, sections } : { uri, role, text: undefined, sections: onlyKept(sections) };
  return { file, contentChanged };
}

const NO_SECTIONS: readonly SectionState[] = [];

function onlyKept(sections: readonly SectionState[]): readonly SectionState[] {
  const kept = sections.filter(
    ({ analysis }) => isHeard(analysis) || analysis.findings.length > 0 || analysis.suppress || analysis.templated,
  );
  return kept.length === 0 ? NO_SECTIONS : kept;
}

function byText(file: FileState | undefined): Map<string, SectionState[]> {
  const sections = new Map<string, SectionState[]>();
  for (const section of file?.sections ?? []) {
    if (section.text === undefined) continue;
    const key = keyOf({ text: section.text, openBlocks: section.openBlocks });
    const others = sections.get(key);
    if (others) others.push(section);
    else sections.set(key, [section]);
  }
  return sections;
}

/** What a section's analysis depends on. The text itself is the key: hashing it would cost more. */
function keyOf({ text, openBlocks }: Pick<Section, "text" | "openBlocks">): string {
  return openBlocks === 0 ? text : `${openBlocks} ${text}`;
}

/** Whether other files depend on a section at all. */
function isHeard({ facts, packed, broken }: SectionAnalysis): boolean {
  return facts !== "" || packed !== undefined || broken;
}

function saysTheSame(a: SectionAnalysis, b: SectionAnalysis): boolean {
  return (
    a.facts === b.facts && a.packed?.json === b.packed?.json && a.broken === b.broken && a.templated === b.templated
  );
}

/** A string cut from a file's text keeps the whole text alive; the copy does not. */
function copied(analysis: SectionAnalysis): SectionAnalysis {
  if (analysis.findings.length === 0 && !analysis.suppress) return analysis;
  const { findings, suppress } = analysis;
  return { ...analysis, ...JSON.parse(JSON.stringify({ findings, suppress })) };
}
