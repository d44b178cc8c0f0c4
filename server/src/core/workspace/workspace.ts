import type { ServiceFacts, WorkloadFacts } from "../facts/facts.ts";
import type { Location, Member, Place, UnitView } from "../facts/unit-view.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import { applySuppressions } from "../suppress/apply.ts";
import { type Suppression, scopesOf } from "../suppress/suppression.ts";
import { shift } from "../text/span.ts";
import { isKustomizationFile, type Kustomization, readKustomization } from "../units/kustomize/kustomization.ts";
import { directoryOf, isWithin } from "../units/paths.ts";
import { type ClusterPaths, type FileRole, type Layout, planUnits, type UnitPlan } from "../units/plan.ts";
import type { Unit } from "../units/unit.ts";
import { analyseSection } from "./analyse-section.ts";
import { assembleUnit } from "./assemble.ts";
import { combineFindings } from "./combine.ts";
import { type FileState, type UpdateOptions, updateFile } from "./file-state.ts";
import type { Finding, UnitFinding } from "./finding.ts";
import { type RuleFailure, runUnitRules } from "./run-rules.ts";
import { indexUnit } from "./unit-index.ts";

/** The engine: told of files' names and texts, it answers what is wrong in them. The same in the editor, the CLI and a worker. */
export interface Workspace {
  /**
   * Says which files there are, so that a file that has not been read is told from one that is missing. Undefined says
   * that this will be known later: until then nothing is taken to be missing.
   */
  list(uris: readonly string[] | undefined): void;
  /** Says that a file is there but too large to be looked at. */
  skip(uri: string, size: number): void;
  /** Sets a file's text; `isOpen` keeps it for the next edit. Offsets of findings count from this text. */
  update(uri: string, text: string, isOpen?: boolean): void;
  /** As `update` for a closed file, with a pause offered behind each section; it counts when the last step is done. */
  updateInSteps(uri: string, text: string): Generator<void, void>;
  /** Forgets a file. */
  remove(uri: string): void;
  readonly uris: readonly string[];
  /**
   * Files whose text is wanted: listed and not read, or read before it was known what they are part of. Those that say
   * how others belong together come first. With `uri` only those that bear on this file.
   */
  wanted(uri?: string): readonly string[];
  /** Everything found in a file, in text order. Empty for a file that holds no Kubernetes object or is not known. */
  findings(uri: string): readonly Finding[];
  /** Judges every unit that has not been judged, with a pause offered behind each. */
  judgeInSteps(): Generator<void, void>;
  /** Judges what has changed since the last time; the files whose findings may have changed by a change elsewhere. */
  refresh(): ReadonlySet<string>;
  /** What is deployed together, with everything that is known of it. */
  units(): readonly AssembledUnit[];
  /** Everything that is deployed together with a file's objects. */
  viewOf(uri: string): UnitView;
  /** What would be found in `uri` if these files had these texts. Changes nothing. */
  preview(texts: ReadonlyMap<string, string>, uri: string): readonly Finding[];
  /** The settings that hold for a file. */
  settingsOf(uri: string): Settings;
}

export interface AssembledUnit {
  readonly plan: UnitPlan;
  readonly unit: Unit;
  readonly view: UnitView;
}

export interface WorkspaceOptions {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** Clusters of the configuration, each with the settings that hold there. */
  readonly clusters?: readonly (ClusterPaths & { readonly settings: Settings })[];
  readonly ruleFailed?: RuleFailure;
}

const NO_FINDINGS: UnitFindings = new Map();

type UnitFindings = ReadonlyMap<string, readonly UnitFinding[]>;

/** Everything that the engine remembers. Replaced as a whole to try something out. */
interface State {
  /** All files that there are, read or not. */
  readonly listed: Set<string>;
  /** Replaced file by file with each text. */
  readonly files: Map<string, FileState>;
  /** By directory; dropped when the kustomization's content changes. */
  readonly kustomizations: Map<string, Kustomization | undefined>;
  /** Findings of units; dropped when anything that bears on the unit changes. */
  readonly judged: Map<string, UnitFindings>;
  /** Findings that were dropped since the last refresh. */
  readonly outdated: Map<string, UnitFindings>;
  /** Dropped when files come or go, and when a kustomization changes. */
  layout: Layout | undefined;
  /** Whether it is known which files there are. */
  isListed: boolean;
}

export function createWorkspace({
  rules,
  settings,
  clusters = [],
  ruleFailed = () => {},
}: WorkspaceOptions): Workspace {
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
  const localRules = rules.filter((rule) => rule.pod || rule.workload || rule.service || rule.object);
  const unitRules = rules.filter((rule) => rule.workloadInUnit || rule.serviceInUnit);
  let state: State = {
    listed: new Set(),
    files: new Map(),
    kustomizations: new Map(),
    judged: new Map(),
    outdated: new Map(),
    layout: undefined,
    isListed: true,
  };

  const kustomizationIn = (directory: string): Kustomization | undefined => {
    const { files, kustomizations } = state;
    if (!kustomizations.has(directory)) {
      const file = KUSTOMIZATION_FILES.map((name) => files.get(`${directory}/${name}`)).find(
        (found) => found !== undefined,
      );
      const root = file?.sections.map((section) => section.unpack()).find((found) => found !== undefined);
      kustomizations.set(directory, readKustomization(root));
    }
    return kustomizations.get(directory);
  };

  /** A file that belongs to one cluster alone is judged by that cluster's settings. */
  const settingsOf = (uri: string): Settings => {
    const [cluster, ...others] = clusters.filter(({ holds }) => holds(uri));
    return cluster && others.length === 0 ? cluster.settings : settings;
  };

  const settingsIn = ({ cluster }: UnitPlan): Settings =>
    clusters.find(({ name }) => name === cluster)?.settings ?? settings;

  const roleOf = (uri: string): FileRole =>
    state.layout?.roles.get(uri) ?? (isKustomizationFile(uri) ? "kustomization" : "manifest");

  const layoutNow = (): Layout => {
    if (state.layout) return state.layout;
    const layout = planUnits([...state.listed], kustomizationIn, clusters);
    state.layout = layout;
    for (const { uri, role, text } of state.files.values()) {
      if (role !== roleOf(uri) && text !== undefined) finish(analyse(uri, text, OPEN));
    }
    return layout;
  };

  const isPlain = (directory: string): boolean =>
    state.isListed &&
    !kustomizationIn(directory) &&
    !layoutNow().plans.some(({ tool, directory: chart }) => tool === "helm" && isWithin(chart, directory));

  const outdate = (key: string): void => {
    const findings = state.judged.get(key);
    if (findings && !state.outdated.has(key)) state.outdated.set(key, findings);
    state.judged.delete(key);
  };

  const outdateLayout = (): void => {
    state.layout = undefined;
    for (const key of [...state.judged.keys()]) outdate(key);
  };

  function* analyse(
    uri: string,
    text: string,
    options: Pick<UpdateOptions, "keepText" | "isTrial">,
  ): Generator<void, void> {
    const role = roleOf(uri);
    const before = state.files.get(uri);
    const previous = before?.role === role ? before : undefined;
    const analysed = updateFile(previous, uri, text, { ...options, role }, (section) =>
      analyseSection(section, { rules: localRules, settings: settingsOf(uri), role, ruleFailed }),
    );
    const { file, contentChanged } = yield* analysed;
    state.files.set(uri, file);
    if (!contentChanged && previous) return;
    if (role === "kustomization") {
      state.kustomizations.delete(directoryOf(uri));
      outdateLayout();
    } else for (const plan of state.layout?.plansOf(uri) ?? []) outdate(keyOf(plan));
  }

  function* update(
    uri: string,
    text: string,
    options: Pick<UpdateOptions, "keepText" | "isTrial">,
  ): Generator<void, void> {
    if (!state.listed.has(uri)) {
      state.listed.add(uri);
      state.kustomizations.delete(directoryOf(uri));
      outdateLayout();
    }
    yield* analyse(uri, text, options);
  }

  const forget = (uri: string): void => {
    state.files.delete(uri);
    state.listed.delete(uri);
    state.kustomizations.delete(directoryOf(uri));
  };

  const assemble = (plan: UnitPlan): Unit =>
    assembleUnit(plan, { fileAt: (uri) => state.files.get(uri), kustomizationIn, isPlain });

  const judge = (plan: UnitPlan): UnitFindings => {
    const key = keyOf(plan);
    const before = state.judged.get(key);
    if (before) return before;
    const view = indexUnit(assemble(plan), settingsIn(plan));
    const subjects: (Member<WorkloadFacts> | Member<ServiceFacts>)[] = [...view.workloads, ...view.services];
    const found = new Map<string, UnitFinding[]>();
    for (const finding of subjects.flatMap((subject) => runUnitRules(unitRules, subject, view, ruleFailed))) {
      const { uri } = locate(finding.at);
      const others = found.get(uri);
      if (others) others.push(finding);
      else found.set(uri, [finding]);
    }
    state.judged.set(key, found.size > 0 ? found : NO_FINDINGS);
    return found;
  };

  const findings = (uri: string): readonly Finding[] => {
    const file = state.files.get(uri);
    if (!file) return [];
    if (file.skipped !== undefined) return [tooLarge(file.skipped)];
    const plans = layoutNow().plansOf(uri);
    const inUnits = plans.flatMap((plan) => judge(plan).get(uri) ?? []);
    const isSettled = plans.every((plan) => plan.files.every((other) => state.files.has(other)));
    const found = [...localFindings(file), ...inUnits.map(placed)];
    const own = settingsOf(uri);
    return combineFindings(applySuppressions(found, suppressionsOf(file), rulesById, own, isSettled), rulesById, own);
  };

  return {
    settingsOf,
    list(uris) {
      state.isListed = uris !== undefined;
      outdateLayout();
      if (!uris) return;
      const next = new Set(uris);
      for (const uri of [...state.listed]) if (!next.has(uri) && state.files.get(uri)?.text === undefined) forget(uri);
      for (const uri of next) state.listed.add(uri);
    },
    skip(uri, size) {
      if (!state.listed.has(uri)) state.listed.add(uri);
      state.files.set(uri, { uri, role: roleOf(uri), text: undefined, sections: [], skipped: size });
      outdateLayout();
    },
    update: (uri, text, isOpen = false) => finish(update(uri, text, isOpen ? OPEN : CLOSED)),
    updateInSteps: (uri, text) => update(uri, text, CLOSED),
    remove(uri) {
      if (!state.listed.has(uri)) return;
      forget(uri);
      outdateLayout();
    },
    get uris() {
      return [...state.files.keys()];
    },
    wanted(uri) {
      const isWanted = (candidate: string): boolean => state.files.get(candidate)?.role !== roleOf(candidate);
      const first = [...state.listed].filter((candidate) => isKustomizationFile(candidate) && isWanted(candidate));
      if (first.length > 0) return first;
      const { plansOf } = layoutNow();
      const candidates = uri === undefined ? [...state.listed] : [uri, ...plansOf(uri).flatMap((plan) => plan.files)];
      return [...new Set(candidates)].filter(isWanted);
    },
    findings,
    *judgeInSteps() {
      for (const plan of layoutNow().plans) {
        if (!plan.isRoot) continue;
        judge(plan);
        yield;
      }
    },
    refresh() {
      const plans = new Map(layoutNow().plans.map((plan) => [keyOf(plan), plan]));
      const changed = new Set<string>();
      for (const [key, before] of state.outdated) {
        const plan = plans.get(key);
        const after: UnitFindings = plan?.isRoot ? judge(plan) : new Map();
        for (const uri of new Set([...before.keys(), ...after.keys()]))
          if (fingerprint(before.get(uri)) !== fingerprint(after.get(uri))) changed.add(uri);
      }
      state.outdated.clear();
      return changed;
    },
    units: () =>
      layoutNow().plans.map((plan) => {
        const unit = assemble(plan);
        return { plan, unit, view: indexUnit(unit, settingsIn(plan)) };
      }),
    viewOf(uri) {
      const [plan] = layoutNow().plansOf(uri);
      return indexUnit(plan ? assemble(plan) : emptyUnit(uri), settingsOf(uri));
    },
    preview(texts, uri) {
      const saved = state;
      state = {
        listed: new Set(saved.listed),
        files: new Map(saved.files),
        kustomizations: new Map(saved.kustomizations),
        judged: new Map(saved.judged),
        outdated: new Map(),
        layout: saved.layout,
        isListed: saved.isListed,
      };
      try {
        for (const [changed, text] of texts) finish(update(changed, text, TRIAL));
        return findings(uri);
      } finally {
        state = saved;
      }
    },
  };
}

const OPEN = { keepText: true, isTrial: false };
const CLOSED = { keepText: false, isTrial: false };
const TRIAL = { keepText: true, isTrial: true };

function finish(steps: Generator<void, void>): void {
  while (!steps.next().done);
}

const KUSTOMIZATION_FILES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

function emptyUnit(uri: string): Unit {
  return { id: uri, tool: "file", members: [], meet: () => false, isComplete: () => false };
}

function keyOf({ tool, cluster, directory }: UnitPlan): string {
  return `${tool} ${cluster ?? directory}`;
}

/** What a person sees of the findings of a unit in one file, without their positions. */
function fingerprint(findings: readonly UnitFinding[] | undefined): string {
  return JSON.stringify(
    (findings ?? []).map(({ rule, text, level, at, related }) => [rule, text, level, at.id, related.length]),
  );
}

/** The one thing that is said of a file that is not looked at. */
function tooLarge(size: number): Finding {
  const megabytes = (size / 1024 / 1024).toFixed(1);
  return {
    rule: "file-too-large",
    messageId: "skipped",
    text: `Portolan does not look at this file: it has ${megabytes} MB, and maxFileSize is smaller.`,
    quotes: [],
    level: "information",
    start: 0,
    end: 0,
    related: [],
    fixes: [],
    object: { kind: "" },
  };
}

function localFindings({ uri, sections }: FileState): Finding[] {
  return sections.flatMap(({ start, analysis }) =>
    analysis.findings.map((finding) => ({
      ...finding,
      start: finding.start + start,
      end: finding.end + start,
      related: finding.related.map((place) => ({
        uri,
        start: place.start + start,
        end: place.end + start,
        text: place.text,
      })),
    })),
  );
}

/** The suppressions of a file, with spans in the file. */
function suppressionsOf({ sections }: FileState): Suppression[] {
  if (sections.every(({ analysis }) => !analysis.suppress)) return [];
  const annotations = sections.flatMap(({ start, analysis }) =>
    (analysis.suppress?.annotations ?? []).map((annotation) => ({
      ...annotation,
      at: shift(annotation.at, start),
      scope: shift(annotation.scope, start),
    })),
  );
  const directives = sections.flatMap(({ start, analysis }) =>
    (analysis.suppress?.directives ?? []).map((directive) => ({
      ...directive,
      at: shift(directive.at, start),
      scope: shift(directive.scope, start),
    })),
  );
  return [...annotations, ...scopesOf(directives, Number.MAX_SAFE_INTEGER)];
}

/** Gives a unit's finding the positions that its places have now. */
function placed({ at, related, ...finding }: UnitFinding): Finding {
  const { start, end } = locate(at);
  return { ...finding, start, end, related: related.map((place) => ({ ...locate(place.at), text: place.text })) };
}

function locate({ source, id }: Place): Location {
  return source.locate(id);
}
