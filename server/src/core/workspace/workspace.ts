import type { UnitView } from "../facts/unit-view.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import { isKustomizationFile, type Kustomization } from "../units/kustomize/kustomization.ts";
import { directoryOf } from "../units/paths.ts";
import { type ClusterPaths, type FileRole, keyOf, type Layout, planUnits, type UnitPlan } from "../units/plan.ts";
import type { Unit } from "../units/unit.ts";
import { analyseSection, passOver } from "./analyse-section.ts";
import { applySuppressions } from "./apply-suppressions.ts";
import { assembleUnit } from "./assemble.ts";
import { combineFindings } from "./combine.ts";
import { analysed, type FileState, type NextSection, nextFile, nextSections } from "./file-state.ts";
import type { Finding } from "./finding.ts";
import { Judgements } from "./judgements.ts";
import { localFindings, placed, suppressionsOf, tooLarge } from "./located.ts";
import { RememberedFindings } from "./remembered-findings.ts";
import type { RuleFailure } from "./run-rules.ts";
import { copyOf, emptyState, kustomizationOf } from "./state.ts";
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
  /** As `update` for a closed file, with pauses offered; it counts when the last step is done. */
  updateInSteps(uri: string, text: string): Generator<void, void>;
  /** Forgets a file. */
  remove(uri: string): void;
  readonly uris: readonly string[];
  /** Whether a file has been read. */
  has(uri: string): boolean;
  /**
   * Files whose text is wanted: listed and not read, or read before it was known what they are part of. Those that say
   * how others belong together come first. With `uri` only those that bear on this file.
   */
  wanted(uri?: string): readonly string[];
  /** Everything found in a file, in text order. Empty for a file that holds no Kubernetes object or is not known. */
  findings(uri: string): readonly Finding[];
  /** Finds out what is deployed together, with pauses offered; who asks for it before the end has it found out in one go. */
  planInSteps(): Generator<void, void>;
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

export function createWorkspace({
  rules,
  settings,
  clusters = [],
  ruleFailed = () => {},
}: WorkspaceOptions): Workspace {
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
  const localRules = rules.filter((rule) => rule.pod || rule.workload || rule.service || rule.object);
  let state = emptyState();
  /** Files that have become something else since the last refresh: what is found in them may be, too. */
  const recast = new Set<string>();
  /** While something is tried out: what puts the sections back that it moves. */
  let undo: (() => void)[] | undefined;

  const kustomizationIn = (directory: string): Kustomization | undefined => kustomizationOf(state, directory);

  /** A file that belongs to one cluster alone is judged by that cluster's settings. */
  const settingsOf = (uri: string): Settings => {
    const [cluster, ...others] = clusters.filter(({ holds }) => holds(uri));
    return cluster && others.length === 0 ? cluster.settings : settings;
  };

  const settingsIn = ({ cluster }: UnitPlan): Settings =>
    clusters.find(({ name }) => name === cluster)?.settings ?? settings;

  const assemble = (plan: UnitPlan): Unit =>
    assembleUnit(plan, { fileAt: (uri) => state.files.get(uri), kustomizationIn, isListed: state.isListed });

  const judgements = new Judgements({
    rules: rules.filter((rule) => rule.workloadInUnit || rule.serviceInUnit),
    ruleFailed,
    settingsIn,
    assemble,
    isBegun: ({ files }) => files.some((uri) => state.files.has(uri)),
    isWorkedOn: ({ files }) => files.some((uri) => state.files.get(uri)?.text !== undefined),
  });

  const roleOf = (uri: string): FileRole =>
    state.layout.roles.get(uri) ?? (isKustomizationFile(uri) ? "kustomization" : "manifest");

  const layoutNow = (): Layout => {
    if (!state.isLayoutCurrent) adopt(finish(plan()));
    return state.layout;
  };

  const plan = (): Generator<void, Layout> => planUnits([...state.listed], kustomizationIn, clusters);

  const adopt = (layout: Layout): void => {
    state.layout = layout;
    state.isLayoutCurrent = true;
    state.isRead = false;
    judgements.replan(layout);
    for (const { uri, role, text } of [...state.files.values()])
      if (text !== undefined && role !== roleOf(uri)) finish(analyse(uri, text, true));
  };

  /** Counts what makes a layout out of date, so that one that was being planned meanwhile is given up. */
  let outdated = 0;
  const outdateLayout = (): void => {
    outdated++;
    state.isLayoutCurrent = false;
  };

  /** Cuts a text up at once and takes it in by steps, through which that of a closed file is not kept. */
  const analyse = (uri: string, text: string, keepText: boolean): Generator<void, void> => {
    const role = roleOf(uri);
    const before = state.files.get(uri);
    const previous = before?.role === role && before.skipped === undefined ? before : undefined;
    const sections = nextSections(previous, text, keepText, (section) => passOver(section, role));
    return takeIn({ uri, role, text: keepText ? text : undefined }, sections, before, previous);
  };

  function* takeIn(
    next: Pick<FileState, "uri" | "role" | "text">,
    sections: readonly NextSection[],
    before: FileState | undefined,
    previous: FileState | undefined,
  ): Generator<void, void> {
    yield;
    const { uri, role } = next;
    const options = { rules: localRules, settings: settingsOf(uri), role, ruleFailed };
    const known = yield* analysed(sections, (section) => analyseSection(section, options));
    // In a pause somebody may have opened the file: that text is the newer one.
    if (state.files.get(uri) !== before) return;
    if (undo) for (const section of previous?.sections ?? []) undo.push(section.remember());
    if (before && !previous) recast.add(uri);
    const { file, contentChanged } = nextFile(previous, known, next);
    state.files.set(uri, file);
    if (!contentChanged && previous) return;
    // Where the layout is outdated, a unit that the file has come to is planned anew, and so judged anew.
    for (const plan of state.layout.plansOf(uri)) judgements.drop(keyOf(plan));
    if (role !== "kustomization") return;
    state.kustomizations.delete(directoryOf(uri));
    outdateLayout();
  }

  const add = (uri: string): void => {
    if (state.listed.has(uri)) return;
    state.listed.add(uri);
    if (isKustomizationFile(uri)) state.kustomizationFiles.add(uri);
    state.kustomizations.delete(directoryOf(uri));
    outdateLayout();
  };

  const forget = (uri: string): void => {
    for (const plan of state.layout.plansOf(uri)) judgements.drop(keyOf(plan));
    state.files.delete(uri);
    state.listed.delete(uri);
    state.kustomizationFiles.delete(uri);
    state.kustomizations.delete(directoryOf(uri));
    outdateLayout();
  };

  const update = (uri: string, text: string, keepText: boolean): Generator<void, void> => {
    add(uri);
    return analyse(uri, text, keepText);
  };

  const remembered = new RememberedFindings();
  const findings = (uri: string): readonly Finding[] => {
    const plans = layoutNow().plansOf(uri);
    const file = state.files.get(uri);
    if (!file) return [];
    if (file.skipped !== undefined) return [tooLarge(file.skipped)];
    const inUnits = plans.map((plan) => judgements.of(plan).get(uri));
    const isRead = plans.every(isReadPlan);
    return remembered.of(file, { inUnits, isRead }, () => {
      const found = [...localFindings(file), ...inUnits.flatMap((some = []) => some.map(placed))];
      const own = settingsOf(uri);
      return combineFindings(applySuppressions(found, suppressionsOf(file), rulesById, own, isRead), rulesById, own);
    });
  };

  /** Plans all of whose files have been read: files that go make new plans. */
  const readPlans = new WeakSet<UnitPlan>();
  const isReadPlan = (plan: UnitPlan): boolean => {
    if (readPlans.has(plan)) return true;
    if (!plan.files.every((uri) => state.files.has(uri))) return false;
    readPlans.add(plan);
    return true;
  };

  return {
    settingsOf,
    list(uris) {
      state.isListed = uris !== undefined;
      judgements.dropAll();
      outdateLayout();
      if (!uris) return;
      const next = new Set(uris);
      for (const uri of [...state.listed]) if (!next.has(uri) && state.files.get(uri)?.text === undefined) forget(uri);
      for (const uri of next) add(uri);
    },
    skip(uri, size) {
      add(uri);
      for (const plan of state.layout.plansOf(uri)) judgements.drop(keyOf(plan));
      state.files.set(uri, { uri, role: roleOf(uri), text: undefined, sections: [], skipped: size });
      if (isKustomizationFile(uri)) state.kustomizations.delete(directoryOf(uri));
      outdateLayout();
    },
    update: (uri, text, isOpen = false) => finish(update(uri, text, isOpen)),
    updateInSteps: (uri, text) => update(uri, text, false),
    remove(uri) {
      if (state.listed.has(uri)) forget(uri);
    },
    get uris() {
      return [...state.files.keys()];
    },
    has: (uri) => state.files.has(uri),
    wanted(uri) {
      if (state.isLayoutCurrent && state.isRead) return [];
      const isWanted = (candidate: string): boolean => state.files.get(candidate)?.role !== roleOf(candidate);
      const first = [...state.kustomizationFiles].filter(isWanted);
      if (first.length > 0) return first;
      const { plansOf } = layoutNow();
      if (state.isRead) return [];
      if (uri !== undefined) return [...new Set([uri, ...plansOf(uri).flatMap((plan) => plan.files)])].filter(isWanted);
      const wanted = [...state.listed].filter(isWanted);
      state.isRead = wanted.length === 0;
      return wanted;
    },
    findings,
    *planInSteps() {
      while (!state.isLayoutCurrent) {
        const begun = outdated;
        for (const steps = plan(); outdated === begun && !state.isLayoutCurrent; yield) {
          const step = steps.next();
          if (step.done) return adopt(step.value);
        }
      }
    },
    *judgeInSteps() {
      for (const plan of layoutNow().plans) {
        if (!plan.isRoot) continue;
        judgements.of(plan);
        yield;
      }
    },
    refresh() {
      const changed = judgements.refresh(layoutNow());
      for (const uri of recast) changed.add(uri);
      recast.clear();
      return changed;
    },
    units: () =>
      layoutNow().plans.map((plan) => {
        const unit = assemble(plan);
        return { plan, unit, view: indexUnit(unit, settingsIn(plan)) };
      }),
    viewOf(uri) {
      const [plan] = layoutNow().plansOf(uri);
      return plan ? judgements.viewOf(plan) : indexUnit(emptyUnit(uri), settingsOf(uri));
    },
    preview(texts, uri) {
      layoutNow();
      const saved = state;
      const forgetJudgements = judgements.remember();
      const restores: (() => void)[] = [];
      undo = restores;
      state = copyOf(saved);
      try {
        for (const [changed, text] of texts) finish(update(changed, text, true));
        return findings(uri);
      } finally {
        state = saved;
        undo = undefined;
        // What was remembered first is how it was.
        for (const restore of restores.reverse()) restore();
        forgetJudgements();
      }
    },
  };
}

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function emptyUnit(uri: string): Unit {
  return { id: uri, tool: "file", members: [], unknown: [], meet: () => false, isComplete: () => false };
}
