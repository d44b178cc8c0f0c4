import type { Rule } from "../rules/rule.ts";
import { type Exemption, type Settings, severityRank } from "../settings/settings.ts";
import { globMatches } from "../text/glob.ts";
import { sameSpan } from "../text/span.ts";
import { type Finding, type ObjectRef, withQuotes } from "./finding.ts";

/**
 * Makes one list of everything that was found in a file: severities as configured, exempted objects left out, and of
 * several findings on one scalar only the strongest, which quotes what the API server would have said for the others, and
 * names their rules where they are more than hints.
 */
export function combineFindings(
  findings: readonly Finding[],
  rules: ReadonlyMap<string, Rule>,
  settings: Settings,
): Finding[] {
  const kept = findings.filter(
    (finding) =>
      settings.rules[finding.rule] !== "off" && !settings.exempt.some((exemption) => isExempt(finding, exemption)),
  );
  const judged = withoutDuplicates(kept).map((finding) => configured(finding, settings));
  return withoutWeaker(judged, rules).sort(
    (a, b) =>
      a.start - b.start || a.end - b.end || severityRank(b.level) - severityRank(a.level) || (a.rule < b.rule ? -1 : 1),
  );
}

function configured(finding: Finding, settings: Settings): Finding {
  const setting = settings.rules[finding.rule];
  return setting === undefined || setting === "off" ? finding : { ...finding, level: setting };
}

/**
 * An object that belongs to several units may be found wanting in each of them, and a value that aliases bring into
 * several places in each place: one finding with the words of the API server for all of them.
 */
function withoutDuplicates(findings: readonly Finding[]): Finding[] {
  const byKey = new Map<string, Finding>();
  for (const finding of findings) {
    const key = `${finding.rule}/${finding.messageId}/${finding.start}/${finding.end}`;
    const other = byKey.get(key);
    if (!other) byKey.set(key, finding);
    else if (severityRank(finding.level) > severityRank(other.level)) byKey.set(key, quoting(finding, other.quotes));
    else byKey.set(key, quoting(other, finding.quotes));
  }
  return [...byKey.values()];
}

/** The finding, which also says `quotes`. */
function quoting(finding: Finding, quotes: readonly string[]): Finding {
  const missing = quotes.filter((quote) => !finding.text.includes(quote));
  if (missing.length === 0) return finding;
  return { ...finding, text: withQuotes(finding.text, missing), quotes: [...finding.quotes, ...missing] };
}

function withoutWeaker(findings: readonly Finding[], rules: ReadonlyMap<string, Rule>): Finding[] {
  const bySpan = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = `${finding.start}/${finding.end}`;
    const group = bySpan.get(key);
    if (group) group.push(finding);
    else bySpan.set(key, [finding]);
  }
  return [...bySpan.values()].flatMap((group) => (group.length === 1 ? group : strongest(group, rules)));
}

function strongest(group: readonly Finding[], rules: ReadonlyMap<string, Rule>): Finding[] {
  const left = group.filter(
    (finding) =>
      !group.some(
        (other) =>
          other !== finding && sameSpan(other, finding) && rules.get(other.rule)?.supersedes?.includes(finding.rule),
      ),
  );
  const top = Math.max(...left.map(({ level }) => severityRank(level)));
  const winners = left.filter(({ level }) => severityRank(level) === top);
  const lost = group.filter((finding) => !winners.includes(finding));
  if (lost.length === 0) return winners;
  const quotes = lost.flatMap((finding) => finding.quotes);
  const hides = lost.filter(({ level }) => level !== "hint").map(({ rule }) => rule);
  return winners.map((winner, index) =>
    index === 0 ? { ...quoting(winner, quotes), ...(hides.length > 0 ? { hides } : {}) } : winner,
  );
}

function isExempt({ rule, object }: Finding, exemption: Exemption): boolean {
  if (exemption.rule !== undefined && !globMatches(exemption.rule, rule)) return false;
  const wanted = Object.entries(exemption).filter(([key]) => key !== "rule") as [keyof ObjectRef, string][];
  if (wanted.length === 0 && exemption.rule === undefined) return false;
  return wanted.every(([key, pattern]) => {
    const value = object[key];
    return value !== undefined && globMatches(pattern, value);
  });
}
