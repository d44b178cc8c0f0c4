import type { ServiceFacts, WorkloadFacts } from "../facts/facts.ts";
import type { Member, Place, UnitView } from "../facts/unit-view.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import type { Unit } from "../units/unit.ts";
import type { UnitFinding } from "./finding.ts";
import { type RuleFailure, runUnitRules } from "./run-rules.ts";
import { type Question, UnitIndex } from "./unit-index.ts";

/** What was found in a unit, by the file that it was found in. Never changes. */
export type UnitFindings = ReadonlyMap<string, readonly UnitFinding[]>;

type Subject = Member<WorkloadFacts> | Member<ServiceFacts>;

export interface JudgeOptions {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly ruleFailed: RuleFailure;
}

/**
 * Runs the unit rules on everything in a unit. It remembers what the findings about each object depend on, and judges
 * after a change only the objects that are new and those to whose questions the unit has other answers now.
 */
export class UnitJudge {
  readonly #options: JudgeOptions;
  readonly #index: UnitIndex;
  readonly #judged = new Map<Subject, Judgement>();
  /** Who has asked each question. */
  readonly #askers = new Map<Question, Set<Subject>>();
  /** Those with findings in each file. */
  readonly #blamed = new Map<string, Set<Subject>>();
  #findings: UnitFindings = new Map();

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.#index = new UnitIndex(options.settings);
  }

  get view(): UnitView {
    return this.#index;
  }

  /** Takes over the unit as it is now and says what is found in it. */
  judge(unit: Unit): UnitFindings {
    const changed = this.#index.update(unit);
    const subjects = new Set(subjectsOf(unit));
    const touched = new Set<string>();
    for (const subject of [...this.#judged.keys()]) if (!subjects.has(subject)) this.#forget(subject, touched);
    for (const question of changed)
      for (const subject of [...(this.#askers.get(question) ?? [])]) this.#forget(subject, touched);
    for (const subject of subjects) if (!this.#judged.has(subject)) this.#judge(subject, touched);
    if (touched.size > 0) this.#findings = this.#collected(touched);
    return this.#findings;
  }

  #judge(subject: Subject, touched: Set<string>): void {
    const { rules, ruleFailed } = this.#options;
    const { result: findings, asked } = this.#index.asking(() => runUnitRules(rules, subject, this.#index, ruleFailed));
    this.#judged.set(subject, { findings, asked });
    for (const question of asked) add(this.#askers, question, subject);
    for (const { at } of findings) {
      add(this.#blamed, uriOf(at), subject);
      touched.add(uriOf(at));
    }
  }

  #forget(subject: Subject, touched: Set<string>): void {
    const judgement = this.#judged.get(subject);
    if (!judgement) return;
    this.#judged.delete(subject);
    for (const question of judgement.asked) remove(this.#askers, question, subject);
    for (const { at } of judgement.findings) {
      remove(this.#blamed, uriOf(at), subject);
      touched.add(uriOf(at));
    }
  }

  /** The findings with those of the touched files put together anew; lists of other files stay the same. */
  #collected(touched: ReadonlySet<string>): UnitFindings {
    const findings = new Map(this.#findings);
    for (const uri of touched) {
      const own = this.#index
        .inOrder(this.#blamed.get(uri) ?? [])
        .flatMap((subject) => this.#judged.get(subject)?.findings.filter(({ at }) => uriOf(at) === uri) ?? []);
      if (own.length > 0) findings.set(uri, own);
      else findings.delete(uri);
    }
    return findings;
  }
}

interface Judgement {
  readonly findings: readonly UnitFinding[];
  readonly asked: ReadonlySet<Question>;
}

/** Parts of objects are no subjects. */
function subjectsOf({ members }: Unit): Subject[] {
  return members.filter(
    (member): member is Subject =>
      !member.facts.partial && (member.facts.type === "workload" || member.facts.type === "service"),
  );
}

function uriOf({ source, id }: Place): string {
  return source.locate(id).uri;
}

function add<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

function remove<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  set?.delete(value);
  if (set?.size === 0) sets.delete(key);
}
