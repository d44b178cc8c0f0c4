import type { ResourceFacts } from "../facts/facts.ts";
import type { FactsSource, Location, Member } from "../facts/unit-view.ts";
import { shift } from "../text/span.ts";
import { type SpanList, spanIn } from "../text/span-list.ts";
import type { FileRole } from "../units/plan.ts";
import type { YamlNode } from "../yaml/node.ts";
import { unpackTree } from "../yaml/pack.ts";
import { ownCopy, type Section, splitNext, splitOnce } from "../yaml/split.ts";
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

  /** @returns what puts the section back as it is now */
  remember(): () => void {
    const { start, text, openBlocks, analysis } = this;
    const members = this.#members;
    return () => {
      this.start = start;
      this.text = text;
      this.openBlocks = openBlocks;
      this.analysis = analysis;
      this.#members = members;
    };
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
    return this.#located(this.analysis.packed?.spans ?? "", ordinal);
  }

  /** The packed tree; its nodes name this section as their origin. */
  unpack(): YamlNode | undefined {
    return this.analysis.packed && unpackTree(this.analysis.packed.json, this);
  }

  #located(spans: SpanList, index: number): Location {
    return { uri: this.uri, ...shift(spanIn(spans, index), this.start) };
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

/** A section of a file's next text: taken over from before, or analysed anew. */
type KnownSection = { readonly slice: Section } & (
  | { readonly same: SectionState }
  | { readonly fresh: SectionAnalysis }
);
/** The same before the analysis: known already, or not. */
export type NextSection = KnownSection | { readonly slice: Section };

/**
 * Cuts a file's next text into sections. Of a closed file no section refers to the text any more, unless suppressions stand in
 * one: that of a large file is gone before its sections are parsed, or ten of them one after the other would be in memory together.
 * @param keepText whether the file is open: its sections' texts are kept
 * @param passOver says all there is to say of a section that need not be parsed
 */
export function nextSections(
  previous: FileState | undefined,
  text: string,
  keepText: boolean,
  passOver: (text: string) => SectionAnalysis | undefined,
): readonly NextSection[] {
  const before = previous?.sections ?? [];
  const slices = keepText ? splitNext(text, before) : splitOnce(text);
  const found = unchangedSections(before, slices);
  return slices.map((slice, index): NextSection => {
    const same = found[index];
    const fresh = same ? undefined : passOver(slice.text);
    const known = same ? { same } : fresh ? { fresh } : undefined;
    return { slice: keepText ? slice : { ...slice, text: known ? "" : ownCopy(slice.text) }, ...known };
  });
}

/** Analyses the sections that are left, with a pause offered behind each. Changes nothing. */
export function* analysed(
  sections: readonly NextSection[],
  analyse: (section: Section) => SectionAnalysis,
): Generator<void, KnownSection[]> {
  const known: KnownSection[] = [];
  for (const section of sections) {
    const isKnown = "same" in section || "fresh" in section;
    known.push(isKnown ? section : { slice: section.slice, fresh: analyse(section.slice) });
    if (!isKnown) yield;
  }
  return known;
}

/**
 * Makes the next state of a file. Sections whose text is unchanged are taken over; of the others, one that says the
 * same to other files keeps its identity, so that nobody else has to look again.
 */
export function nextFile(
  previous: FileState | undefined,
  next: readonly KnownSection[],
  { uri, role, text }: Pick<FileState, "uri" | "role" | "text">,
): FileUpdate {
  const keepText = text !== undefined;
  const kept = new Set(next.map((section) => ("same" in section ? section.same : undefined)));
  const replaced = (previous?.sections ?? []).filter((section) => !kept.has(section));
  let contentChanged = false;
  const sections = next.map((section) => {
    const { slice } = section;
    if ("same" in section) return section.same.movedTo(slice, keepText);
    const analysis = keepText ? section.fresh : copied(section.fresh);
    const twin = replaced.findIndex((old) => saysTheSame(old.analysis, analysis));
    const [old] = twin < 0 ? [] : replaced.splice(twin, 1);
    if (old) {
      old.analysis = analysis;
      return old.movedTo(slice, keepText);
    }
    if (isHeard(analysis)) contentChanged = true;
    return new SectionState(uri, slice, keepText, analysis);
  });
  if (replaced.some(({ analysis }) => isHeard(analysis))) contentChanged = true;
  // What others are told comes in the order of the text.
  const before = (previous?.sections ?? []).filter(({ analysis }) => isHeard(analysis));
  const after = sections.filter(({ analysis }) => isHeard(analysis));
  if (before.some((section, index) => section !== after[index])) contentChanged = true;
  // Of a closed file only what somebody will ask for is kept: most sections of most files are of no interest.
  const file = keepText ? { uri, role, text, sections } : { uri, role, text: undefined, sections: onlyKept(sections) };
  return { file, contentChanged };
}

const NO_SECTIONS: readonly SectionState[] = [];

function onlyKept(sections: readonly SectionState[]): readonly SectionState[] {
  const kept = sections.filter(
    ({ analysis }) => isHeard(analysis) || analysis.findings.length > 0 || analysis.suppress,
  );
  // A list that grew one by one has room for more; its copy has not.
  return kept.length === 0 ? NO_SECTIONS : [...kept];
}

/** For each slice the section that has its text already; each section is taken once. */
function unchangedSections(
  sections: readonly SectionState[],
  slices: readonly Section[],
): (SectionState | undefined)[] {
  const found: (SectionState | undefined)[] = slices.map(() => undefined);
  // An edit leaves most sections as they are, in front of it and behind it: comparing texts costs less than hashing them.
  let first = 0;
  while (first < slices.length && isUnchanged(sections[first], slices[first])) found[first] = sections[first++];
  let last = 0;
  while (last < slices.length - first && last < sections.length - first) {
    const section = sections[sections.length - 1 - last];
    if (!isUnchanged(section, slices[slices.length - 1 - last])) break;
    found[slices.length - 1 - last++] = section;
  }
  const others = new Map<string, SectionState[]>();
  for (const section of sections.slice(first, sections.length - last)) {
    if (section.text === undefined) continue;
    const key = keyOf({ text: section.text, openBlocks: section.openBlocks });
    const group = others.get(key);
    if (group) group.push(section);
    else others.set(key, [section]);
  }
  for (let i = first; i < slices.length - last; i++) {
    const slice = slices[i];
    if (slice) found[i] = others.get(keyOf(slice))?.shift();
  }
  return found;
}

function isUnchanged(section: SectionState | undefined, slice: Section | undefined): boolean {
  return section !== undefined && section.text === slice?.text && section.openBlocks === slice?.openBlocks;
}

/** What a section's analysis depends on. The text itself is the key: hashing it would cost more. */
function keyOf({ text, openBlocks }: Pick<Section, "text" | "openBlocks">): string {
  return openBlocks === 0 ? text : `${openBlocks} ${text}`;
}

/** Whether other files depend on a section at all. */
function isHeard({ facts, packed, broken, templated }: SectionAnalysis): boolean {
  return facts !== "" || packed !== undefined || broken || templated;
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
