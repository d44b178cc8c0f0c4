import { collectFacts } from "../facts/collect.ts";
import type { ResourceFacts } from "../facts/facts.ts";
import { PlaceCollector } from "../facts/places.ts";
import { type Resource, readResources } from "../kubernetes/resource.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import { annotationsOf } from "../suppress/annotations.ts";
import { directivesIn } from "../suppress/comments.ts";
import type { Directive, Suppression } from "../suppress/suppression.ts";
import type { SpanList } from "../text/span-list.ts";
import { isUnread } from "../units/kustomize/unread.ts";
import type { FileRole } from "../units/plan.ts";
import type { YamlNode } from "../yaml/node.ts";
import { type PackedTree, packTree } from "../yaml/pack.ts";
import { parseSection } from "../yaml/parse.ts";
import type { Section } from "../yaml/split.ts";
import { remark, type SectionFinding } from "./finding.ts";
import { type Relevance, relevanceOf } from "./prefilter.ts";
import { type RuleFailure, runLocalRules } from "./run-rules.ts";

/** What is kept of a section: findings and facts, no tree. Everything counts from the start of the section. */
export interface SectionAnalysis {
  readonly findings: readonly SectionFinding[];
  /** The facts of its objects as JSON, "" for none: compact, compared at once, and no part of the text is kept alive by it. */
  readonly facts: string;
  /** Each place that the facts name. */
  readonly places: SpanList;
  /** The document, where a kustomization builds something else from it. */
  readonly packed: PackedTree | undefined;
  /** The section could not be read in full: what is missing may stand in the unreadable part. */
  readonly broken: boolean;
  /** Template expressions decide about some of it. */
  readonly templated: boolean;
  /** Suppressions that are written in it, where there are any. */
  readonly suppress?: { readonly directives: readonly Directive[]; readonly annotations: readonly Suppression[] };
}

export interface AnalysisOptions {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly role: FileRole;
  readonly ruleFailed: RuleFailure;
}

/** One list for all: most sections have none. */
const NO_FINDINGS: readonly SectionFinding[] = [];

const NOTHING: SectionAnalysis = {
  findings: NO_FINDINGS,
  facts: "",
  places: "",
  packed: undefined,
  broken: false,
  templated: false,
};

/** What is said of a section that need not be parsed, as most are: undefined where it has to be. */
export function passOver(text: string, role: FileRole): SectionAnalysis | undefined {
  const relevance = role === "kustomization" ? PARSE : relevanceOf(text);
  if (relevance.type === "other") {
    const { apiVersion, kind } = relevance;
    return {
      ...NOTHING,
      ...suppressionsIn(text, undefined, []),
      facts: factsText([{ type: "other", apiVersion, kind, at: 0 }]),
    };
  }
  if (relevance.type === "skip" && role !== "patch") return { ...NOTHING, ...suppressionsIn(text, undefined, []) };
  if (isTooLarge(text)) return { ...NOTHING, findings: [sectionTooLarge(text)], broken: true };
  return undefined;
}

/** Says what a section is about that is not passed over, and what is wrong in it. Depends on nothing but its arguments. */
export function analyseSection({ text, openBlocks }: Section, options: AnalysisOptions): SectionAnalysis {
  const { role } = options;
  const tree = parseSection(text, openBlocks);
  const resources = role === "kustomization" ? [] : readResources(tree, role === "patch");
  const places = new PlaceCollector();
  const isPacked = role !== "manifest";
  const findings = resources.flatMap((resource) =>
    runLocalRules(options.rules, resource, options.settings, options.ruleFailed),
  );
  return {
    findings: findings.length === 0 ? NO_FINDINGS : findings,
    facts: isPacked ? "" : factsText(resources.map((resource) => collectFacts(resource, places))),
    places: isPacked ? "" : places.spans(),
    packed: isPacked && tree.root ? packTree(tree.root, role === "kustomization" ? () => false : isUnread) : undefined,
    broken: tree.problems.length > 0,
    templated: tree.templated,
    ...suppressionsIn(text, tree.root, resources),
  };
}

const PARSE: Relevance = { type: "parse" };

function suppressionsIn(
  text: string,
  root: YamlNode | undefined,
  resources: readonly Resource[],
): Pick<SectionAnalysis, "suppress"> {
  const directives = directivesIn(text, resources.length > 0 ? root : undefined);
  const annotations = resources.flatMap(annotationsOf);
  return directives.length > 0 || annotations.length > 0 ? { suppress: { directives, annotations } } : {};
}

/** A document of more lines and items than this is not parsed: no object that a person writes comes near. */
const MAX_ITEMS = 50_000;

function isTooLarge(text: string): boolean {
  if (text.length < MAX_ITEMS) return false;
  let items = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) items++;
  for (let at = text.indexOf(","); at >= 0 && items <= MAX_ITEMS; at = text.indexOf(",", at + 1)) items++;
  return items > MAX_ITEMS;
}

function sectionTooLarge(text: string): SectionFinding {
  const end = text.indexOf("\n");
  return remark({
    rule: "section-too-large",
    messageId: "skipped",
    text: "Portolan does not look at this document: it has more lines and items than can be read while you type.",
    level: "information",
    start: 0,
    end: end < 0 ? text.length : end,
  });
}

function factsText(facts: readonly ResourceFacts[]): string {
  return facts.length === 0 ? "" : JSON.stringify(facts);
}
