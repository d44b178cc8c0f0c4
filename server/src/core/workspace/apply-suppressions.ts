import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import type { Suppression } from "../suppress/suppression.ts";
import { globMatches } from "../text/glob.ts";
import type { Finding } from "./finding.ts";

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
  const used = new Set<Suppression>();
  const kept = findings.filter((finding) => {
    const meaning = counting.filter((suppression) => covers(suppression, finding));
    for (const suppression of meaning) used.add(suppression);
    return meaning.length === 0;
  });
  const own = suppressions.filter(({ foreign, idle }) => !foreign && !idle);
  const withoutReason = own
    .filter((suppression) => !counting.includes(suppression))
    .map((suppression) =>
      report(
        suppression,
        SUPPRESSION_WITHOUT_REASON,
        "This suppression has no effect, because it gives no reason: write `-- why` behind it.",
      ),
    );
  const unused = isSettled
    ? own
        .filter((suppression) => counting.includes(suppression) && !used.has(suppression))
        .flatMap((suppression) => reportUnused(suppression, rules, settings))
    : [];
  return [...kept, ...withoutReason, ...unused];
}

function covers({ scope, rules }: Suppression, { start, rule }: Finding): boolean {
  return (
    scope.start <= start &&
    start <= scope.end &&
    (rules.length === 0 || rules.some((pattern) => globMatches(pattern, rule)))
  );
}

function reportUnused(suppression: Suppression, rules: ReadonlyMap<string, Rule>, settings: Settings): Finding[] {
  const unknown = suppression.rules.filter((id) => !id.includes("*") && !rules.has(id));
  if (unknown.length > 0)
    return [
      report(suppression, UNUSED_SUPPRESSION, `There is no rule "${unknown.join('", "')}": this suppresses nothing.`),
    ];
  // A rule that is switched off has nothing to suppress today; the comment may be meant for another configuration.
  const isOff = (id: string): boolean =>
    settings.rules[id] === "off" || (settings.rules[id] === undefined && rules.get(id)?.optIn === true);
  if (suppression.rules.length > 0 && suppression.rules.every(isOff)) return [];
  return [report(suppression, UNUSED_SUPPRESSION, "Nothing is found here any more: this suppresses nothing.")];
}

function report({ at }: Suppression, rule: string, text: string): Finding {
  return {
    rule,
    messageId: "unused",
    text,
    quotes: [],
    level: rule === UNUSED_SUPPRESSION ? "hint" : "warning",
    start: at.start,
    end: at.end,
    related: [],
    fixes: [],
    object: { kind: "" },
  };
}
