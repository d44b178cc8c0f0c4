import type { ServiceFacts, WorkloadFacts } from "../facts/facts.ts";
import { valueOrUndefined } from "../facts/facts.ts";
import type { Member, Place, UnitView } from "../facts/unit-view.ts";
import { allContainers } from "../kubernetes/pod-spec.ts";
import type { Resource } from "../kubernetes/resource.ts";
import type { Messages, Report, Rule } from "../rules/rule.ts";
import { type Settings, type Severity, severityRank } from "../settings/settings.ts";
import { encloses, type Span } from "../text/span.ts";
import { known } from "../yaml/field.ts";
import { type ObjectRef, type SectionFinding, type UnitFinding, withQuotes } from "./finding.ts";

/** Told of a rule that threw: its findings on this object are lost, nothing else. */
export type RuleFailure = (rule: string, error: unknown) => void;

/** Runs all local checks on an object. Spans are offsets in its section. */
export function runLocalRules(
  rules: readonly Rule[],
  resource: Resource,
  settings: Settings,
  failed: RuleFailure,
): SectionFinding[] {
  const findings: SectionFinding[] = [];
  for (const rule of choiceOf(rules, settings)[groupOf(resource)]) {
    if (rule.needsWholeObject && resource.partial) continue;
    const report = (given: Report<Messages, Span>): void => {
      const { at, related } = given;
      findings.push({
        ...common(rule, given, resource.type === "workload" && resource.bestEffort),
        start: at.start,
        end: at.end,
        related: (related ?? []).map((place) => ({ start: place.at.start, end: place.at.end, text: place.text })),
        object: objectOf(resource, at),
      });
    };
    try {
      if (resource.type === "workload") {
        if (resource.pod) rule.pod?.({ pod: resource.pod, workload: resource, settings }, report);
        rule.workload?.({ workload: resource, settings }, report);
      } else if (resource.type === "service") rule.service?.({ service: resource, settings }, report);
      else rule.object?.({ object: resource, settings }, report);
    } catch (error) {
      failed(rule.id, error);
    }
  }
  return findings;
}

/** The rules that have anything to say, by what they are about: most objects are of no interest to most rules. */
type Choice = Readonly<Record<"workload" | "service" | "object" | "workloadInUnit" | "serviceInUnit", readonly Rule[]>>;

/** By the rules and settings that they were made for, which live as long as an engine does. */
const choices = new WeakMap<readonly Rule[], WeakMap<Settings, Choice>>();

function choiceOf(rules: readonly Rule[], settings: Settings): Choice {
  const bySettings = choices.get(rules) ?? new WeakMap<Settings, Choice>();
  choices.set(rules, bySettings);
  const choice = bySettings.get(settings) ?? choose(rules, settings);
  bySettings.set(settings, choice);
  return choice;
}

function choose(rules: readonly Rule[], settings: Settings): Choice {
  const applicable = rules.filter((rule) => applies(rule, settings));
  return {
    workload: applicable.filter((rule) => rule.pod || rule.workload),
    service: applicable.filter((rule) => rule.service),
    object: applicable.filter((rule) => rule.object),
    workloadInUnit: applicable.filter((rule) => rule.workloadInUnit),
    serviceInUnit: applicable.filter((rule) => rule.serviceInUnit),
  };
}

function groupOf({ type }: Resource): "workload" | "service" | "object" {
  return type === "workload" || type === "service" ? type : "object";
}

/** Runs all unit checks from the point of view of one workload or Service. */
export function runUnitRules(
  rules: readonly Rule[],
  subject: Member<WorkloadFacts> | Member<ServiceFacts>,
  unit: UnitView,
  failed: RuleFailure,
): UnitFinding[] {
  const findings: UnitFinding[] = [];
  const { facts } = subject;
  for (const rule of choiceOf(rules, unit.settings)[`${facts.type}InUnit`]) {
    if (rule.needsWholeObject && facts.partial) continue;
    const report = (given: Report<Messages, Place>): void => {
      findings.push({
        ...common(rule, given, facts.type === "workload" && facts.bestEffort === true),
        at: given.at,
        related: given.related ?? [],
        object: objectOfFacts(facts, given.at),
      });
    };
    try {
      if (facts.type === "workload") rule.workloadInUnit?.({ subject: subject as Member<WorkloadFacts>, unit }, report);
      else rule.serviceInUnit?.({ subject: subject as Member<ServiceFacts>, unit }, report);
    } catch (error) {
      failed(rule.id, error);
    }
  }
  return findings;
}

function applies(rule: Rule, settings: Settings): boolean {
  const setting = settings.rules[rule.id];
  if (setting === "off" || (setting === undefined && rule.optIn && !rule.onWhen?.(settings))) return false;
  return rule.since === undefined || settings.kubernetesMinor >= rule.since;
}

function common(
  rule: Rule,
  report: Report<Messages, unknown>,
  isGuess: boolean,
): Omit<SectionFinding, "start" | "end" | "related" | "object"> {
  const quotes = report.api === undefined ? [] : typeof report.api === "string" ? [report.api] : report.api;
  const message = rule.messages[report.message]?.(report.data) ?? "";
  return {
    rule: rule.id,
    messageId: report.message,
    text: withQuotes(message, quotes),
    quotes,
    level: isGuess ? capped(report.level ?? rule.severity) : (report.level ?? rule.severity),
    fixes: report.fixes ?? [],
  };
}

/** What only looks like a pod, in a custom resource that no table lists, is never more than information. */
function capped(level: Severity): Severity {
  return severityRank(level) > severityRank("information") ? "information" : level;
}

function objectOf(resource: Resource, at: Span): ObjectRef {
  const namespace = known(resource.metadata.namespace);
  const name = known(resource.metadata.name);
  const container =
    resource.type === "workload" && resource.pod
      ? allContainers(resource.pod).find(({ map }) => encloses(map, at))
      : undefined;
  const containerName = container && known(container.name);
  return {
    kind: resource.kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(containerName === undefined ? {} : { container: containerName }),
  };
}

function objectOfFacts(facts: WorkloadFacts | ServiceFacts, at: Place): ObjectRef {
  const namespace = facts.namespace && valueOrUndefined(facts.namespace);
  const name = facts.name && valueOrUndefined(facts.name);
  const container = facts.type === "workload" ? containerAt(facts, at) : undefined;
  return {
    kind: facts.kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(container === undefined ? {} : { container }),
  };
}

/** The name of the container that a place of a workload's facts stands in. */
function containerAt({ ports, claims, security }: WorkloadFacts, { id }: Place): string | undefined {
  const checked = [...(security?.hostPorts ?? []), ...(security?.probeHosts ?? [])].find(({ at }) => at === id);
  if (checked) return checked.container;
  const port =
    ports.find(({ at, nameAt }) => at === id || nameAt === id) ??
    ports[claims.find(({ at }) => at === id)?.portIndex ?? -1];
  return port && valueOrUndefined(port.container);
}
