import { collectFacts } from "../facts/collect.ts";
import { PlaceCollector } from "../facts/places.ts";
import type { FactsSource, Location, Member } from "../facts/unit-view.ts";
import { readResources } from "../kubernetes/resource.ts";
import { chartUnit } from "../units/chart.ts";
import { clusterUnit } from "../units/cluster.ts";
import { type FolderFile, folderUnit } from "../units/folder.ts";
import { type BuildSources, buildKustomization } from "../units/kustomize/build.ts";
import type { BuildObject } from "../units/kustomize/object.ts";
import { kustomizeUnit } from "../units/kustomize/unit.ts";
import type { UnitPlan } from "../units/plan.ts";
import type { Unit } from "../units/unit.ts";
import type { Origin } from "../yaml/node.ts";
import { type FileState, SectionState } from "./file-state.ts";

/** What putting a unit together needs to know of the workspace. */
export interface AssemblySources extends Pick<BuildSources, "kustomizationIn"> {
  /** The state of a file; undefined for one that has not been read. */
  fileAt(uri: string): FileState | undefined;
  /** Whether it is known which files there are. */
  readonly isListed: boolean;
}

/** Puts a unit together: its objects as they would be deployed, as far as that is known. */
export function assembleUnit(plan: UnitPlan, sources: AssemblySources): Unit {
  const keep = plan.files.some((uri) => sources.fileAt(uri)?.text !== undefined);
  const asUnitFile = (file: FileState): FolderFile => ({
    uri: file.uri,
    members: file.sections.flatMap((section) => section.members(keep)),
    isWhole: isWholeFile(file),
  });
  if (plan.tool === "cluster")
    return clusterUnit(
      plan.cluster ?? "",
      (plan.parts ?? []).map((part) => assembleUnit(part, sources)),
    );
  const files = plan.files.flatMap((uri) => sources.fileAt(uri) ?? []);
  const isRead = files.length === plan.files.length && plan.missing.length === 0;
  const isWhole = isRead && files.every(isWholeFile);
  if (plan.tool === "kustomize")
    return assembleKustomization(
      plan,
      sources,
      files.flatMap((file) => asUnitFile(file).members),
      isWhole,
    );
  if (plan.tool === "helm") return chartUnit(plan.directory, files.map(asUnitFile));
  const manifests = files.filter(({ sections }) => sections.some(({ analysis }) => analysis.facts !== ""));
  return folderUnit(
    plan.directory,
    manifests.map(asUnitFile),
    isRead &&
      sources.isListed &&
      plan.isPlain === true &&
      files.every((file) => manifests.includes(file) || isWholeFile(file)),
  );
}

/** Whether all of a file could be read, and no template decides about it. */
function isWholeFile({ sections, skipped }: FileState): boolean {
  return skipped === undefined && sections.every(({ analysis }) => !analysis.broken && !analysis.templated);
}

function assembleKustomization(
  plan: UnitPlan,
  sources: AssemblySources,
  others: readonly Member[],
  isWhole: boolean,
): Unit {
  const build = buildKustomization(plan.directory, {
    kustomizationIn: sources.kustomizationIn,
    documentsOf: (uri) => sources.fileAt(uri)?.sections.flatMap((section) => section.unpack() ?? []),
  });
  return kustomizeUnit(
    plan.directory,
    [...build.objects.flatMap(renderedMembers), ...others],
    build.unknown,
    isWhole && build.unknown.length === 0,
  );
}

/** An object that a kustomization renders: each of its places is a node of one of the files that it was made from. */
class RenderedSource implements FactsSource {
  readonly uri: string;
  readonly #origins: readonly (Origin | undefined)[];

  constructor(uri: string, origins: readonly (Origin | undefined)[]) {
    this.uri = uri;
    this.#origins = origins;
  }

  locate(id: number): Location {
    const origin = this.#origins[id];
    return origin?.source instanceof SectionState
      ? origin.source.locateNode(origin.ordinal)
      : { uri: this.uri, start: 0, end: 0 };
  }
}

function renderedMembers({ root, uri }: BuildObject): Member[] {
  return readResources({ root, problems: [], templated: false, shared: [] }).map((resource) => {
    const places = new PlaceCollector();
    const facts = collectFacts(resource, places);
    return { facts, source: new RenderedSource(uri, places.origins()) };
  });
}
