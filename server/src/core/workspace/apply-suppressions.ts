import type { FixCall } from "../fixes/fix-call.ts";
import { removeSuppression } from "../fixes/remove-suppression.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import type { Suppression } from "../suppress/suppression.ts";
import { globMatches } from "../text/glob.ts";
import { type Finding, remark } from "./finding.ts";

/** Findings about suppressions themselves. They are no rules: nothing in Kubernetes is wrong. */
export const UNUSED_SUPPRESSION = "unused-suppression";
export const SUPPRESSION_WITHOUT_REASON = "suppression-without-reason";

/**
 * Leaves out what is suppressed, and reports suppressions that suppress nothing or lack a reason that is required.
 * @param isSettled whether everything that bears on the file is known; else an unused suppression may yet be of use
 */
export function applySuppressions(
  findings: readonly Finding[],
  suppressions: readonly Suppression[],
  rules: ReadonlyMap<string, Rule>,
  settings: Settings,
  isSettled: boolean,
): Finding[] {
  if (suppressions.length === 0) return [...findings];
  const counting = suppressions.filter(({ foreign, reason }) =>
    foreign ? settings.honourForeignSuppressions : reason !== undefined || !settings.requireSuppressionReason,
  );
  const used = new Map(counting.map((suppression) => [suppression, new Set<string>()]));
  const kept = findings.filter((finding) => {
    const meaning = counting.filter((suppression) => covers(suppression, finding));
    for (const suppression of meaning)
      for (const pattern of patternsOf(suppression, finding)) used.get(suppression)?.add(pattern);
    return meaning.length === 0;
  });
  const own = suppressions.filter(({ foreign, idle }) => !foreign && !idle);
  const withoutReason = own
    .filter((suppression) => !used.has(suppression))
    .map((suppression) =>
      report(
        suppression,
        SUPPRESSION_WITHOUT_REASON,
        "This suppression has no effect, because it gives no reason: write `-- why` behind it.",
      ),
    );
  const unused = own.flatMap((suppression) => {
    const patterns = isSettled ? used.get(suppression) : undefined;
    return patterns ? reportUnused(suppression, patterns, rules, settings) : [];
  });
  return [...kept, ...withoutReason, ...unused];
}

/** Stands for all rules, in a suppression that names none. */
const ALL = "**";

/** The rules and globs of a suppression that mean a finding. */
function patternsOf({ rules }: Suppression, { rule }: Finding): readonly string[] {
  return (rules.length === 0 ? [ALL] : rules).filter((pattern) => globMatches(pattern, rule));
}

function covers(suppression: Suppression, finding: Finding): boolean {
  const { scope, enabled = [] } = suppression;
  const { start, rule } = finding;
  return (
    scope.start <= start &&
    start <= scope.end &&
    patternsOf(suppression, finding).length > 0 &&
    !enabled.some(({ from, rules }) => from <= start && rules.some((pattern) => globMatches(pattern, rule)))
  );
}

function reportUnused(
  suppression: Suppression,
  used: ReadonlySet<string>,
  rules: ReadonlyMap<string, Rule>,
  settings: Settings,
): Finding[] {
  const isRule = (id: string): boolean =>
    rules.has(id) || id === UNUSED_SUPPRESSION || id === SUPPRESSION_WITHOUT_REASON;
  // A rule that is switched off has nothing to suppress today; the comment may be meant for another configuration.
  const isOff = (id: string): boolean =>
    isRule(id) &&
    (settings.rules[id] === "off" || (settings.rules[id] === undefined && rules.get(id)?.optIn !== undefined));
  const patterns = suppression.rules.length === 0 ? [ALL] : suppression.rules;
  const unused = patterns.filter((pattern) => !used.has(pattern) && !isOff(pattern));
  if (unused.length === 0) return [];
  const fixes = unused.length === patterns.length ? [removeSuppression.with("")] : [];
  const unknown = unused.filter((id) => !/[*?{[!(]/.test(id) && !isRule(id));
  const text =
    unknown.length > 0
      ? `There is no rule "${unknown.join('", "')}": this suppresses nothing.`
      : unused.length === patterns.length
        ? "Nothing is found here any more: this suppresses nothing."
        : `Nothing of ${unused.join(", ")} is found here any more.`;
  return [report(suppression, UNUSED_SUPPRESSION, text, fixes)];
}

function report({ at }: Suppression, rule: string, text: string, fixes: readonly FixCall[] = []): Finding {
  const level = rule === UNUSED_SUPPRESSION ? "hint" : "warning";
  return remark({ rule, messageId: "unused", text, level, start: at.start, end: at.end, fixes });
}
