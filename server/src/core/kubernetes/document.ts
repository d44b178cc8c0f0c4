import { encloses, type Span } from "../text/span.ts";
import { parseSection, type YamlTree } from "../yaml/parse.ts";
import { type Step, stepsAt } from "../yaml/path.ts";
import { type Section, splitSections } from "../yaml/split.ts";
import { type Resource, readResources } from "./resource.ts";

/** A section with its tree, as features look at it. */
export interface ParsedSection {
  readonly start: number;
  readonly text: string;
  readonly tree: YamlTree;
  readonly resources: readonly Resource[];
}

/** What stands at a place of a file. */
export interface Spot {
  readonly section: ParsedSection;
  /** From the root of the section to the innermost key or value; spans count from the section. */
  readonly steps: readonly Step[];
  readonly resource: Resource | undefined;
}

/** Parses the section that holds `offset`; undefined where there is none. */
export function sectionAt(text: string, offset: number, isPatch = false): ParsedSection | undefined {
  const section = splitSections(text).findLast(({ start }) => start <= offset);
  if (!section || isPatch) return section && parsed(section, isPatch);
  const found = visited.get(section) ?? parsed(section, false);
  visited.set(section, found);
  return found;
}

/** The sections that the cursor has been in since the text was changed: where one thing is asked, others will be. */
const visited = new WeakMap<Section, ParsedSection>();

/** Parses all sections of a text. */
export function parseSections(text: string, isPatch = false): ParsedSection[] {
  return splitSections(text).map((section) => parsed(section, isPatch));
}

function parsed({ start, text, openBlocks }: Section, isPatch: boolean): ParsedSection {
  const tree = parseSection(text, openBlocks);
  return { start, text, tree, resources: readResources(tree, isPatch) };
}

/** Finds the key or value at an offset of the file, and the object that it belongs to. */
export function spotAt(text: string, offset: number, isPatch = false): Spot | undefined {
  const section = sectionAt(text, offset, isPatch);
  if (!section?.tree.root) return undefined;
  const inner = offset - section.start;
  const steps = stepsAt(section.tree.root, inner);
  if (steps.length === 0) return undefined;
  return { section, steps, resource: resourceAt(section, { start: inner, end: inner }) };
}

/** The object of a section that holds a span of it; of an unknown custom resource the pods in it. */
export function resourceAt(section: Pick<ParsedSection, "resources">, span: Span): Resource | undefined {
  const holding = section.resources.filter(({ root }) => encloses(root, span));
  return holding.findLast(({ type }) => type !== "other") ?? holding.at(-1);
}
