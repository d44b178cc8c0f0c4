import type { ServiceFacts, WorkloadFacts } from "../facts/facts.ts";
import type { Location, Member, Place } from "../facts/unit-view.ts";
import type { FixEnvironment } from "../features/code-actions.ts";
import type { Fix } from "../fixes/fix.ts";
import type { Rule } from "../rules/rule.ts";
import type { Settings } from "../settings/settings.ts";
import { folderUnit } from "../units/folder.ts";
import type { Unit } from "../units/unit.ts";
import { analyseSection } from "./analyse-section.ts";
import { combineFindings } from "./combine.ts";
import { type FileState, updateFile } from "./file-state.ts";
import type { Finding, UnitFinding } from "./finding.ts";
import { type RuleFailure, runUnitRules } from "./run-rules.ts";
import { indexUnit } from "./unit-index.ts";

/** The engine: told of files' texts, it answers what is wrong in them. The same in the editor, the CLI and a worker. */
export interface Workspace {
  /** Sets a file's text; `isOpen` keeps it for the next edit. Offsets of findings count from this text. */
  update(uri: string, text: string, isOpen?: boolean): void;
  /** Forgets a file. */
  remove(uri: string): void;
  readonly uris: readonly string[];
  /** Everything found in a file, in text order. Empty for a file that holds no Kubernetes object or is not known. */
  findings(uri: string): readonly Finding[];
  /** The text of an open file. */
  text(uri: string): string | undefined;
  /** What fixes may look at in a file of this text. */
  fixEnvironment(uri: string, text: string, fixes: ReadonlyMap<string, Fix>): FixEnvironment;
}

export interface WorkspaceOptions {
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly ruleFailed?: RuleFailure;
}

export function createWorkspace({ rules, settings, ruleFailed = () => {} }: WorkspaceOptions): Workspace {
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
  const localRules = rules.filter((rule) => rule.pod || rule.workload || rule.service || rule.object);
  const unitRules = rules.filter((rule) => rule.workloadInUnit || rule.serviceInUnit);
  const files = new Map<string, FileState>();
  const judged = new Map<string, ReadonlyMap<string, readonly UnitFinding[]>>();

  const unitOf = (directory: string): Unit => {
    const inside = [...files.values()].filter(({ uri }) => directoryOf(uri) === directory);
    const manifests = inside.filter(({ sections }) => sections.some(({ analysis }) => analysis.facts.length > 0));
    return folderUnit(
      directory,
      manifests.map(({ uri, sections }) => ({
        uri,
        members: sections.flatMap(({ members }) => members),
        isWhole: sections.every(({ analysis }) => !analysis.broken && !analysis.templated),
      })),
      inside.every((file) => manifests.includes(file) || file.sections.every(({ analysis }) => !analysis.broken)),
    );
  };

  const judge = (directory: string): ReadonlyMap<string, readonly UnitFinding[]> => {
    const before = judged.get(directory);
    if (before) return before;
    const view = indexUnit(unitOf(directory), settings);
    const subjects: (Member<WorkloadFacts> | Member<ServiceFacts>)[] = [...view.workloads, ...view.services];
    const found = new Map<string, UnitFinding[]>();
    for (const finding of subjects.flatMap((subject) => runUnitRules(unitRules, subject, view, ruleFailed))) {
      const { uri } = locate(finding.at);
      found.set(uri, [...(found.get(uri) ?? []), finding]);
    }
    judged.set(directory, found);
    return found;
  };

  return {
    update(uri, text, isOpen = false) {
      const { file, factsChanged } = updateFile(files.get(uri), uri, text, isOpen, (section) =>
        analyseSection(section, localRules, settings, false, ruleFailed),
      );
      if (factsChanged || !files.has(uri)) judged.delete(directoryOf(uri));
      files.set(uri, file);
    },
    remove(uri) {
      if (files.delete(uri)) judged.delete(directoryOf(uri));
    },
    get uris() {
      return [...files.keys()];
    },
    findings(uri) {
      const file = files.get(uri);
      if (!file) return [];
      return combineFindings(
        [...localFindings(file), ...(judge(directoryOf(uri)).get(uri) ?? []).map(placed)],
        rulesById,
        settings,
      );
    },
    text: (uri) => files.get(uri)?.text,
    fixEnvironment: (uri, text, fixes) => ({
      uri,
      text,
      settings,
      fixes,
      unit: indexUnit(unitOf(directoryOf(uri)), settings),
      findingsOf(other) {
        const probe = createWorkspace({ rules, settings });
        probe.update(uri, other);
        return probe.findings(uri);
      },
    }),
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

/** Gives a unit's finding the positions that its places have now. */
function placed({ at, related, ...finding }: UnitFinding): Finding {
  const { start, end } = locate(at);
  return { ...finding, start, end, related: related.map((place) => ({ ...locate(place.at), text: place.text })) };
}

function locate({ source, id }: Place): Location {
  return source.locate(id);
}

function directoryOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/"));
}
