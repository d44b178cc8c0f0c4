import { severityRank } from "../../server/src/core/settings/settings.ts";
import type { Finding } from "../../server/src/core/workspace/finding.ts";
import type { Case, DocumentVerdict } from "./verdicts.ts";

/** What only strict validation refuses, and what is stored although its pods can never be created. */
const STRICT_WORDS = /unknown field|already set in map/;
const STRICT_RULES = ["exposure-field-unknown", "exposure-field-repeated"];
const POD_SECURITY = ["psa-host-port-forbidden", "psa-host-network-forbidden", "psa-probe-host-forbidden"];
const DOOMED_RULES = [...POD_SECURITY, "host-network-implied-port-duplicate"];

/** Where `findings` of the case's manifest disagree with the server; empty where they agree. */
export function disagreements(
  verdict: Case,
  findings: readonly Finding[],
  manifest: string,
  decidedByServer: ReadonlySet<string>,
): string[] {
  const errors = findings.filter(({ level }) => level === "error");
  const loud = findings.filter(({ level }) => severityRank(level) >= severityRank("warning"));
  const own = loud.filter(({ rule }) => verdict.rules.includes(rule));
  if (verdict.mode === "schedule") {
    if ((verdict.pending ?? 0) > 0) return own.length > 0 ? [] : ["pods stay pending, and nothing is found"];
    return verdict.events ? [] : errors.map(({ rule }) => `all pods run, but ${rule} is an error`);
  }
  if (verdict.mode === "rollout") {
    if ((verdict.newRevisionPending ?? 0) > 0)
      return own.length > 0 ? [] : ["the rollout never ends, and nothing is found"];
    const isRolloutRule = (rule: string): boolean => rule === verdict.rules[0] && /rolling-update|surge/.test(rule);
    return [
      ...errors.map(({ rule }) => `the rollout ends, but ${rule} is an error`),
      ...own.filter(({ rule }) => isRolloutRule(rule)).map(({ rule }) => `the rollout ends, but ${rule} speaks`),
    ];
  }
  return [
    ...missedRejections(verdict, errors, manifest),
    ...missedWarnings(verdict, loud),
    ...falseAlarms(verdict, errors, loud, manifest, decidedByServer),
  ];
}

/** The causes of a rejection in the words that a finding has to hold. */
export function causesOf({ causes, message = "" }: DocumentVerdict): string[] {
  const words =
    causes && causes.length > 0
      ? causes
      : [
          message.replace(
            /^.*?(?:is invalid: |is forbidden: |cannot be handled as an? \w+: (?:strict decoding error: )?)/s,
            "",
          ),
        ];
  return words.map((cause) => cause.replace(/yaml: unmarshal errors:\s*line \d+: /, ""));
}

/** What the server says of a host name's own form is no matter of ports. */
const OUT_OF_SCOPE = /hostnameOverride: Invalid value/;

/** The causes that speak of a field that is written: of a defaulted one nobody can be told. */
export function writtenCausesOf(document: DocumentVerdict, manifest: string): string[] {
  const causes = causesOf(document).filter((cause) => !OUT_OF_SCOPE.test(cause));
  const written = causes.filter((cause) => manifest.includes(`${/([A-Za-z]+)(?:\[\d+\])?: /.exec(cause)?.[1]}`));
  return written.length > 0 ? written : causes.slice(0, 1);
}

function missedRejections(verdict: Case, errors: readonly Finding[], manifest: string): string[] {
  return verdict.documents
    .filter((document) => document.verdict === "reject")
    .flatMap((document) => writtenCausesOf(document, manifest))
    .filter(
      (cause) =>
        !cause
          .split("\n")
          .every((part) => errors.some(({ text }) => text.includes(part.replace(/^\s*line \d+: /, "").slice(0, 160)))),
    )
    .map((cause) => `not found: ${cause}`);
}

function missedWarnings(verdict: Case, loud: readonly Finding[]): string[] {
  return verdict.documents.flatMap(({ verdict: said, warnings = [] }) => {
    const lasting = warnings.filter((warning) => !STRICT_WORDS.test(warning));
    if (said !== "warn" || lasting.length === 0) return [];
    return lasting.some((warning) => loud.some(({ text }) => text.includes(warning.slice(0, 120))))
      ? []
      : [`not said: ${lasting[0]}`];
  });
}

function falseAlarms(
  verdict: Case,
  errors: readonly Finding[],
  loud: readonly Finding[],
  manifest: string,
  decidedByServer: ReadonlySet<string>,
): string[] {
  if (verdict.documents.some((document) => document.verdict === "reject")) return [];
  const warnings = verdict.documents.flatMap((document) => document.warnings ?? []);
  const isQuietPolicy =
    /pod-security\.kubernetes\.io\/warn: privileged/.test(manifest) &&
    /pod-security\.kubernetes\.io\/enforce: (?:baseline|restricted)/.test(manifest);
  const isExcused = ({ rule }: Finding): boolean =>
    (DOOMED_RULES.includes(rule) && (warnings.length > 0 || (POD_SECURITY.includes(rule) && isQuietPolicy))) ||
    (STRICT_RULES.includes(rule) && warnings.some((warning) => STRICT_WORDS.test(warning)));
  const wrong = errors
    .filter((finding) => !isExcused(finding))
    .map(({ rule, text }) => `accepted, but ${rule} is an error: ${text}`);
  if (warnings.length > 0 || isQuietPolicy) return wrong;
  const noisy = loud
    .filter(({ rule }) => verdict.rules.includes(rule) && decidedByServer.has(rule))
    .map(({ rule }) => `accepted in silence, but ${rule} speaks`);
  return [...wrong, ...noisy];
}
