import { collectFacts } from "../facts/collect.ts";
import type { ResourceFacts } from "../facts/facts.ts";
import { PlaceCollector } from "../facts/places.ts";
import { readResources } from "../kubernetes/resource.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import { parseSection } from "../yaml/parse.ts";
import type { SectionFinding } from "./finding.ts";
import { relevanceOf } from "./prefilter.ts";
import { type RuleFailure, runLocalRules } from "./run-rules.ts";

/** What is kept of a section: findings and facts, no tree. Everything counts from the start of the section. */
export interface SectionAnalysis {
  readonly findings: readonly SectionFinding[];
  readonly facts: readonly ResourceFacts[];
  /** Start and end of each place that the facts name. */
  readonly places: Uint32Array;
  /** The section could not be read in full: what is missing may stand in the unreadable part. */
  readonly broken: boolean;
  /** Template expressions decide about some of it. */
  readonly templated: boolean;
}

const NOTHING: SectionAnalysis = {
  findings: [],
  facts: [],
  places: new Uint32Array(0),
  broken: false,
  templated: false,
};

/** Says what a section is about and what is wrong in it. Depends on nothing but its arguments. */
export function analyseSection(
  text: string,
  rules: readonly Rule[],
  settings: Settings,
  isPatch: boolean,
  failed: RuleFailure,
): SectionAnalysis {
  const relevance = relevanceOf(text);
  if (relevance.type === "skip") return NOTHING;
  if (relevance.type === "other")
    return {
      ...NOTHING,
      facts: [{ type: "other", apiVersion: "", kind: relevance.kind, at: 0 }],
      places: new Uint32Array(2),
    };
  const tree = parseSection(text);
  const resources = readResources(tree, isPatch);
  if (resources.length === 0) return tree.problems.length > 0 ? { ...NOTHING, broken: true } : NOTHING;
  const places = new PlaceCollector();
  return {
    findings: resources.flatMap((resource) => runLocalRules(rules, resource, settings, failed)),
    facts: resources.map((resource) => collectFacts(resource, places)),
    places: places.spans(),
    broken: tree.problems.length > 0,
    templated: tree.templated,
  };
}
