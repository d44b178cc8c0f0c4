import type { SelectorFacts, WorkloadFacts } from "../facts/facts.ts";
import { isMadeOf, mayBeOneObject } from "../facts/rivals.ts";
import { displayName, labelsMatch, type Member, selectorMatches, type UnitView } from "../facts/unit-view.ts";
import { controllerSelector, hasSelector } from "../kubernetes/controller-selector.ts";
import { knownStrings, readStringMap } from "../kubernetes/metadata.ts";
import { isControllerLabel } from "../kubernetes/pod-makers.ts";
import type { Workload } from "../kubernetes/resource.ts";
import type { TextEdit } from "../text/edit.ts";
import { appendEntry, insertEntryAfter, insertEntryBefore, setEntry } from "../yaml/edit.ts";
import { known, mapField } from "../yaml/field.ts";
import { entryOf } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import type { FixTarget, Refusal } from "./fix.ts";

type Labels = Readonly<Record<string, string>>;

export interface PlannedSelector {
  readonly labels: Labels;
  /** The pods have no labels yet: these are to be written into their metadata. */
  readonly isNew: boolean;
  /** Other workloads whose pods have these labels too, and that may be deployed beside this one. */
  readonly mayAlsoSelect: readonly string[];
}

/** Labels that change with a release, not with the application. Source: kubernetes.io "Recommended Labels", helm.sh "Labels and Annotations". */
const RELEASE_LABELS = new Set([
  "app.kubernetes.io/version",
  "app.kubernetes.io/managed-by",
  "helm.sh/chart",
  "chart",
  "heritage",
  "version",
]);

/**
 * What a Service has to select to reach the pods of a workload and no others: what its controller selects; where another
 * workload of the unit has these labels too, all labels of the pods. A selector that is written stays as it is.
 */
export function planSelector(
  { unit }: FixTarget,
  workload: Workload,
  member: Member<WorkloadFacts>,
): PlannedSelector | Refusal {
  const choices = selectorsOf(workload);
  if ("refused" in choices) return choices;
  const [choice] = choices;
  const selected = choice?.isNew && whatSelects(choice.labels, member, unit);
  if (selected) return { refused: `${selected} would select the pods by the labels that they need for a Service.` };
  const judged = choices.map((choice) => ({ ...choice, ...othersWith(choice.labels, member, unit) }));
  const best =
    judged.find(({ certain, possible }) => certain.length === 0 && possible.length === 0) ??
    judged.find(({ certain }) => certain.length === 0);
  if (best) return { labels: best.labels, isNew: best.isNew, mayAlsoSelect: best.possible };
  const [first] = judged;
  return {
    refused: `The pods of ${first?.certain[0]} have the same labels: a Service for these pods alone needs one of their own.`,
  };
}

interface Choice {
  readonly labels: Labels;
  readonly isNew: boolean;
}

function selectorsOf(workload: Workload): readonly Choice[] | Refusal {
  const { labels, map } = workload.podMetadata;
  const written = knownStrings(labels);
  const own = ownSelector(workload);
  if (own === "unknown") return { refused: "A template decides about the selector." };
  const isMatched = labelsMatch({ strings: written, ...(labels.complete ? {} : { open: true }) }, { strings: own });
  if (isMatched === false) return { refused: "The workload's selector does not match the labels of its pods." };
  const stable = labels.complete ? without(written, isControllerLabel) : {};
  const lasting = without(stable, (key) => RELEASE_LABELS.has(key));
  const choices = [own, lasting, stable].filter((choice) => Object.keys(choice).length > 0);
  if (choices.length > 0) return choices.map((choice) => ({ labels: choice, isNew: false }));
  if (!labels.complete || map?.open) return { refused: "A template decides about the pods' labels." };
  const { controller } = workload.podKind;
  const name = labelValue(known(workload.metadata.name) ?? known(workload.metadata.generateName));
  if (name === undefined || (controller !== "pod" && controller !== "job" && controller !== "cronjob"))
    return { refused: "The pods have no labels that a Service could select." };
  return [{ labels: { "app.kubernetes.io/name": name }, isNew: true }];
}

/** What selects pods by no more than these labels already, beside controllers: pods that get them would come under it. */
function whatSelects(labels: Labels, member: Member<WorkloadFacts>, unit: UnitView): string | undefined {
  const own = { strings: labels };
  const before = member.facts.labels;
  const comesUnder = (selector: SelectorFacts): boolean =>
    selectorMatches(before, selector) !== true && selectorMatches(own, selector) !== false;
  const service = unit.services.find(
    ({ facts }) =>
      facts.namespace === member.facts.namespace &&
      facts.selector !== undefined &&
      comesUnder({ matchLabels: facts.selector, matchExpressions: [] }),
  );
  const policy = unit
    .policiesBeside(member)
    .find(({ facts }) => facts.podSelector !== undefined && comesUnder(facts.podSelector));
  const found = service ?? policy;
  return found && displayName(found.facts);
}

/** What the object's controller selects its pods by. */
function ownSelector(workload: Workload): Labels | "unknown" {
  if (!hasSelector(workload)) return {};
  if (mapField(workload.spec, "selector").kind === "opaque") return "unknown";
  const { map: holder, key } = controllerSelector(workload);
  const map = readStringMap(holder, key);
  return map.complete ? knownStrings(map) : "unknown";
}

function without(labels: Labels, isLeftOut: (key: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !isLeftOut(key)));
}

/** A name as a label's value: at most 63 characters, the last one no punctuation. */
function labelValue(name: string | undefined): string | undefined {
  const value = name?.slice(0, 63).replace(/[-._]+$/, "");
  return value === undefined || value === "" ? undefined : value;
}

/** Other workloads in the namespace whose pods have these labels: those certainly deployed together with it, and others. */
function othersWith(
  labels: Labels,
  member: Member<WorkloadFacts>,
  unit: UnitView,
): { readonly certain: readonly string[]; readonly possible: readonly string[] } {
  const others = unit
    .workloadsBeside(member)
    .filter(
      (other) => other !== member && !mayBeOneObject(member.facts, other.facts) && !isMadeOf(member.facts, other.facts),
    )
    .filter(({ facts }) => labelsMatch(facts.labels, { strings: labels }) === true);
  const namesOf = (isCertain: boolean): string[] =>
    others.filter((other) => unit.meet(member, other) === isCertain).map(({ facts }) => displayName(facts));
  return { certain: namesOf(true), possible: namesOf(false) };
}

/** Writes labels for pods that have none: bare Pods and Jobs, whose selectors nobody else relies on. */
export function writeLabels({ text, tree }: FixTarget, workload: Workload, labels: Labels): TextEdit[] | Refusal {
  const { podMetadata, template, pod } = workload;
  const { map } = podMetadata;
  const holder = map ?? template;
  if (!holder || !pod) return { refused: "The pods have no metadata to put labels into." };
  if (holder.alias || isShared(tree, holder)) return { refused: "The pods' metadata is shared by a YAML anchor." };
  const metadata = template && entryOf(template, "metadata");
  if (!map) {
    if (metadata?.merged) return { refused: "The pods' metadata is shared by a YAML anchor." };
    if (metadata) return [setEntry(text, holder, "metadata", { labels })];
    return [insertEntryBefore(text, holder, pod.entry, "metadata", { labels })];
  }
  const written = entryOf(map, "labels");
  if (written?.merged || written?.value.alias) return { refused: "The pods' labels are shared by a YAML anchor." };
  if (written?.value.kind === "map") {
    const { value } = written;
    return Object.entries(labels).map(([key, label]) => appendEntry(text, value, key, label));
  }
  if (written) return [setEntry(text, map, "labels", labels)];
  const name = entryOf(map, "name") ?? entryOf(map, "generateName");
  return [
    name && !name.merged
      ? insertEntryAfter(text, map, name, "labels", labels)
      : appendEntry(text, map, "labels", labels),
  ];
}
