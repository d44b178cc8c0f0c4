import type { WorkloadFacts } from "../../facts/facts.ts";
import { type PodSecurityCheck, type PodSecurityVerdict, podSecurityVerdict } from "../../facts/pod-security.ts";
import type { Member, Place, UnitView } from "../../facts/unit-view.ts";
import type { FixCall } from "../../fixes/fix-call.ts";
import { loosenNamespace } from "../../fixes/loosen-namespace.ts";
import type { Severity } from "../../settings/settings.ts";
import type { Related } from "../rule.ts";

/** What the rules of this folder say of each thing that a check forbids. */
export interface Judgement extends PodSecurityVerdict {
  readonly severity: Severity;
  readonly related: readonly Related<Place>[];
  /** The way out that leaves the workload as it is. */
  readonly fixes: readonly FixCall[];
}

export const LEVELS: readonly Severity[] = ["error", "warning", "information"];

/** The verdict about a workload under one check, with how grave it is and what can be done in its namespace. */
export function judge(subject: Member<WorkloadFacts>, unit: UnitView, check: PodSecurityCheck): Judgement | undefined {
  const verdict = podSecurityVerdict(subject, unit, check);
  if (!verdict) return undefined;
  const { outcome, mode, level, label } = verdict;
  return {
    ...verdict,
    severity: outcome === "warned" ? "warning" : outcome === "audited" ? "information" : "error",
    related: label ? [{ at: label, text: `${mode}: ${level}` }] : [],
    fixes: label && mode === "enforce" ? [loosenNamespace.with("")] : [],
  };
}
