import type { UnitView } from "../facts/unit-view.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import { keyOf, type Layout, samePlan, type UnitPlan } from "../units/plan.ts";
import type { Unit } from "../units/unit.ts";
import type { UnitFinding } from "./finding.ts";
import type { RuleFailure } from "./run-rules.ts";
import { indexUnit } from "./unit-index.ts";
import { type UnitFindings, UnitJudge } from "./unit-judge.ts";

export interface JudgementSources {
  readonly rules: readonly Rule[];
  readonly ruleFailed: RuleFailure;
  settingsIn(plan: UnitPlan): Settings;
  /** Puts a unit together as its files are now. */
  assemble(plan: UnitPlan): Unit;
  /** Whether one of the unit's files has been read, as what it was before: at the start none has. */
  isBegun(plan: UnitPlan): boolean;
  /** Whether one of the unit's files is open: then it will soon be judged again. */
  isWorkedOn(plan: UnitPlan): boolean;
}

interface Judgement {
  readonly plan: UnitPlan;
  readonly findings: UnitFindings;
}

const NO_FINDINGS: UnitFindings = new Map();

/** The findings of all units, judged when they are asked for and kept until something that bears on them changes. */
export class Judgements {
  readonly #sources: JudgementSources;
  #known = new Map<string, Judgement>();
  /** What was known at the last refresh and has been dropped since. */
  #dropped = new Map<string, UnitFindings>();
  /** Units that were deployed by themselves when the plans were made. */
  #roots: ReadonlySet<string> = new Set();
  /** Of the units that somebody is working on. */
  readonly #judges = new Map<string, UnitJudge>();
  /** Whose judges have been asked since it was remembered how things are. */
  #tried: Set<string> | undefined;

  constructor(sources: JudgementSources) {
    this.#sources = sources;
  }

  /** Says that something in the unit has changed. */
  drop(key: string): void {
    const known = this.#known.get(key);
    if (known && !this.#dropped.has(key)) this.#dropped.set(key, known.findings);
    this.#known.delete(key);
  }

  dropAll(): void {
    for (const key of [...this.#known.keys()]) this.drop(key);
  }

  /** Drops the units that are put together of other files than before. */
  replan({ plans, byKey }: Layout): void {
    for (const [key, { plan }] of [...this.#known]) {
      const next = byKey.get(key);
      if (!next || !samePlan(plan, next)) this.drop(key);
    }
    // What was part of another unit, or of none, is deployed by itself now, and nobody has judged it.
    for (const [key, plan] of byKey)
      if (plan.isRoot && !this.#roots.has(key) && !this.#dropped.has(key) && this.#sources.isBegun(plan))
        this.#dropped.set(key, NO_FINDINGS);
    this.#roots = new Set(plans.filter(({ isRoot }) => isRoot).map(keyOf));
  }

  of(plan: UnitPlan): UnitFindings {
    const key = keyOf(plan);
    const known = this.#known.get(key);
    if (known) return known.findings;
    const findings = this.#judgeOf(plan).judge(this.#sources.assemble(plan));
    this.#known.set(key, { plan, findings: findings.size > 0 ? findings : NO_FINDINGS });
    return findings;
  }

  /** Everything in a unit. It is good until the next change. */
  viewOf(plan: UnitPlan): UnitView {
    const { assemble, settingsIn } = this.#sources;
    this.of(plan);
    return this.#judges.get(keyOf(plan))?.view ?? indexUnit(assemble(plan), settingsIn(plan));
  }

  /**
   * Judges what was dropped since the last refresh.
   * @returns the files in which other things are found than before
   */
  refresh({ byKey }: Layout): Set<string> {
    const changed = new Set<string>();
    for (const [key, before] of this.#dropped) {
      const plan = byKey.get(key);
      const after = plan?.isRoot ? this.of(plan) : NO_FINDINGS;
      for (const uri of new Set([...before.keys(), ...after.keys()]))
        if (!looksTheSame(before.get(uri), after.get(uri))) changed.add(uri);
    }
    this.#dropped.clear();
    for (const key of [...this.#judges.keys()]) {
      const plan = byKey.get(key);
      if (!plan || !this.#sources.isWorkedOn(plan)) this.#judges.delete(key);
    }
    return changed;
  }

  /** @returns what forgets all that was judged since now; the sources have to be as they are by then */
  remember(): () => void {
    const known = new Map(this.#known);
    const dropped = new Map(this.#dropped);
    const roots = this.#roots;
    const tried = new Set<string>();
    this.#tried = tried;
    return () => {
      this.#known = known;
      this.#dropped = dropped;
      this.#roots = roots;
      this.#tried = undefined;
      for (const key of tried) {
        const plan = known.get(key)?.plan;
        if (plan) this.#judges.get(key)?.judge(this.#sources.assemble(plan));
        else this.#judges.delete(key);
      }
    };
  }

  #judgeOf(plan: UnitPlan): UnitJudge {
    const { rules, ruleFailed, settingsIn, isWorkedOn } = this.#sources;
    const key = keyOf(plan);
    this.#tried?.add(key);
    const judge = this.#judges.get(key) ?? new UnitJudge({ rules, ruleFailed, settings: settingsIn(plan) });
    if (isWorkedOn(plan)) this.#judges.set(key, judge);
    else this.#judges.delete(key);
    return judge;
  }
}

/** Whether a person sees the same in a file, wherever it stands now. */
function looksTheSame(a: readonly UnitFinding[] | undefined, b: readonly UnitFinding[] | undefined): boolean {
  return a === b || fingerprint(a) === fingerprint(b);
}

function fingerprint(findings: readonly UnitFinding[] | undefined): string {
  return JSON.stringify(
    (findings ?? []).map(({ rule, text, level, at, related }) => [rule, text, level, at.id, related.length]),
  );
}
