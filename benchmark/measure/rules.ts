import { parseDocument } from "yaml";
import { collectFacts } from "../../server/src/core/facts/collect.ts";
import type { ServiceFacts, WorkloadFacts } from "../../server/src/core/facts/facts.ts";
import { PlaceCollector } from "../../server/src/core/facts/places.ts";
import type { Member } from "../../server/src/core/facts/unit-view.ts";
import { type Resource, readResources } from "../../server/src/core/kubernetes/resource.ts";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import type { Rule } from "../../server/src/core/rules/rule.ts";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import { relevanceOf } from "../../server/src/core/workspace/prefilter.ts";
import { runLocalRules, runUnitRules } from "../../server/src/core/workspace/run-rules.ts";
import { type AssembledUnit, createWorkspace } from "../../server/src/core/workspace/workspace.ts";
import { maskTemplates } from "../../server/src/core/yaml/mask.ts";
import { parseSection, type YamlTree } from "../../server/src/core/yaml/parse.ts";
import { splitSections } from "../../server/src/core/yaml/split.ts";
import type { SeriesTable } from "./statistics.ts";

/** Milliseconds that each stage of the engine takes over a set of files, with every rule switched on. */
export interface RuleTimes {
  /** The `yaml` package on the documents that are read at all. */
  readonly yaml: number;
  /** Our reader on the same ones. */
  readonly reader: number;
  /** Making Kubernetes objects of the trees, and facts of the objects. */
  readonly objects: number;
  readonly localRules: number;
  readonly unitRules: number;
  readonly objectCount: number;
  readonly findings: number;
}

/** Rules that are off unless somebody asks for them are run as well. */
const SETTINGS = { ...DEFAULT_SETTINGS, rules: Object.fromEntries(RULES.flatMap(switchedOn)) };

function switchedOn({ id, optIn, severity }: Rule): [string, Rule["severity"]][] {
  return optIn ? [[id, severity]] : [];
}

const LOCAL_RULES = RULES.filter((rule) => rule.pod || rule.workload || rule.service || rule.object);
const UNIT_RULES = RULES.filter((rule) => rule.workloadInUnit || rule.serviceInUnit);

/**
 * Runs all rules over files as they stand, stage by stage.
 * @param files texts by path
 * @throws what a rule throws
 */
export function measureRules(files: ReadonlyMap<string, string>): RuleTimes {
  const times = { yaml: 0, reader: 0, objects: 0, localRules: 0, unitRules: 0 };
  const timed = <T>(stage: keyof typeof times, work: () => T): T => {
    const start = performance.now();
    const result = work();
    times[stage] += performance.now() - start;
    return result;
  };
  let objectCount = 0;
  let findings = 0;
  for (const text of files.values())
    for (const section of splitSections(text)) {
      if (relevanceOf(section.text).type !== "parse") continue;
      const { text: masked } = maskTemplates(section.text, section.openBlocks);
      timed("yaml", () => parseWithYaml(masked));
      const tree = timed("reader", () => parseSection(section.text, section.openBlocks));
      const objects = timed("objects", () => objectsIn(tree));
      objectCount += objects.length;
      findings += timed("localRules", () => objects.flatMap(localFindings)).length;
    }
  const units = unitsOf(files);
  findings += timed("unitRules", () => units.flatMap(unitFindings)).length;
  return { ...times, objectCount, findings };
}

/** One round of {@link measureRules} as rows of a table. */
export function addRuleTimes(files: ReadonlyMap<string, string>, name: string, table: SeriesTable): void {
  const times = measureRules(files);
  for (const stage of ["yaml", "reader", "objects", "localRules", "unitRules"] as const)
    table.of(name, stage, "portolan").add(times[stage]);
  table.of(name, "all rules", "portolan").add(times.localRules + times.unitRules);
}

/** What each rule about one object takes over the files, in milliseconds: the costly ones first. */
export function timesByRule(files: ReadonlyMap<string, string>): readonly (readonly [rule: string, time: number])[] {
  const times = new Map<string, number>();
  for (const text of files.values())
    for (const { text: section, openBlocks } of splitSections(text)) {
      if (relevanceOf(section).type !== "parse") continue;
      for (const object of readResources(parseSection(section, openBlocks), false))
        for (const rule of LOCAL_RULES) {
          const start = performance.now();
          runLocalRules([rule], object, SETTINGS, rethrow);
          times.set(rule.id, (times.get(rule.id) ?? 0) + performance.now() - start);
        }
    }
  return [...times].sort(([, a], [, b]) => b - a);
}

function parseWithYaml(text: string): unknown {
  return parseDocument(text, { schema: "failsafe", uniqueKeys: false, prettyErrors: false, logLevel: "silent" });
}

function objectsIn(tree: YamlTree): Resource[] {
  const objects = readResources(tree, false);
  for (const object of objects) JSON.stringify(collectFacts(object, new PlaceCollector()));
  return objects;
}

function localFindings(object: Resource): unknown[] {
  return runLocalRules(LOCAL_RULES, object, SETTINGS, rethrow);
}

function unitsOf(files: ReadonlyMap<string, string>): readonly AssembledUnit[] {
  const workspace = createWorkspace({ rules: [], settings: SETTINGS, ruleFailed: rethrow });
  const uris = new Map([...files].map(([path, text]) => [`file:///${path}`, text]));
  workspace.list([...uris.keys()]);
  for (let wanted = workspace.wanted(); wanted.length > 0; wanted = workspace.wanted())
    for (const uri of wanted) workspace.update(uri, uris.get(uri) ?? "");
  return workspace.units().filter(({ plan }) => plan.isRoot);
}

function unitFindings({ unit, view }: AssembledUnit): unknown[] {
  return unit.members.flatMap((member) => (isSubject(member) ? runUnitRules(UNIT_RULES, member, view, rethrow) : []));
}

function isSubject(member: Member): member is Member<WorkloadFacts> | Member<ServiceFacts> {
  return !member.facts.partial && (member.facts.type === "workload" || member.facts.type === "service");
}

function rethrow(_: string, error: unknown): never {
  throw error;
}
