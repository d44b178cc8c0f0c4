import { isKustomizationFile, isRemote, type Kustomization } from "./kustomize/kustomization.ts";
import { directoryOf, isWithin, resolvePath } from "./paths.ts";

/**
 * What a file is in its repository, as far as its own analysis depends on it: `member` and `patch` go into a
 * kustomization, `ignored` belongs to a chart without being a template.
 */
export type FileRole = "manifest" | "kustomization" | "member" | "patch";

/** A unit before its objects are known: which files it is made of, and how. */
export interface UnitPlan {
  readonly tool: "folder" | "kustomize" | "helm" | "cluster";
  /** The cluster's name in the configuration. */
  readonly cluster?: string;
  /** What a cluster is put together from. */
  readonly parts?: readonly UnitPlan[];
  /** The directory that makes it one. */
  readonly directory: string;
  /** All files whose content bears on it, in order. */
  readonly files: readonly string[];
  /** Nothing else includes it: it is deployed by itself. */
  readonly isRoot: boolean;
  /** Files that it names and that are not there. */
  readonly missing: readonly string[];
}

export interface Layout {
  readonly plans: readonly UnitPlan[];
  /** The roles of all files that are not plain manifests. */
  readonly roles: ReadonlyMap<string, FileRole>;
  /** The units that a file's findings come from: the roots that it belongs to. */
  plansOf(uri: string): readonly UnitPlan[];
}

/**
 * Finds out what is deployed together, from the names of all files and the content of the kustomizations: what a
 * kustomization reaches, a chart's templates, and of the rest the plain manifests of each directory.
 * @param kustomizationIn the kustomization in a directory, as far as it has been read
 * @param clusters what a configuration says of clusters; a unit that belongs to one is no unit of its own
 */
export function planUnits(
  uris: readonly string[],
  kustomizationIn: (directory: string) => Kustomization | undefined,
  clusters: readonly ClusterPaths[] = [],
): Layout {
  const known = new Set(uris);
  const charts = chartDirectories(uris);
  const kustomized = uris
    .filter(isKustomizationFile)
    .map((uri) => planKustomization(directoryOf(uri), known, kustomizationIn));
  const included = new Set(kustomized.flatMap(({ includes }) => includes));
  const kustomizePlans = kustomized.map(({ plan }) => ({ ...plan, isRoot: !included.has(plan.directory) }));
  const roles = new Map<string, FileRole>();
  for (const { patches } of kustomized) for (const uri of patches) roles.set(uri, "patch");
  for (const { members } of kustomized) for (const uri of members) roles.set(uri, "member");
  for (const uri of uris) if (isKustomizationFile(uri)) roles.set(uri, "kustomization");
  const chartPlans = charts.map((directory) => planChart(directory, uris, charts));
  const inCharts = new Set(chartPlans.flatMap(({ files }) => files));
  const plain = uris.filter((uri) => !roles.has(uri) && !inCharts.has(uri));
  const plans = planClusters([...kustomizePlans, ...chartPlans, ...planFolders(plain)], clusters);
  const byFile = new Map<string, UnitPlan | UnitPlan[]>();
  for (const plan of plans) {
    if (!plan.isRoot) continue;
    for (const uri of plan.files) {
      const others = byFile.get(uri);
      // Nearly all files belong to one unit, and there are many files: a list for each would weigh.
      byFile.set(uri, others === undefined ? plan : Array.isArray(others) ? [...others, plan] : [others, plan]);
    }
  }
  return {
    plans,
    roles,
    plansOf(uri) {
      const found = byFile.get(uri);
      return found === undefined ? [] : Array.isArray(found) ? found : [found];
    },
  };
}

/** Which paths a configuration gives to a cluster. */
export interface ClusterPaths {
  readonly name: string;
  /** The directory of the configuration. */
  readonly directory: string;
  holds(uri: string): boolean;
}

function planClusters(plans: readonly UnitPlan[], clusters: readonly ClusterPaths[]): UnitPlan[] {
  const holdsAny = (uri: string): boolean => clusters.some(({ holds }) => holds(uri));
  const clustered = clusters.map(({ name, directory, holds }): UnitPlan => {
    const parts = plans.flatMap((plan) => (plan.isRoot ? (partIn(plan, holds) ?? []) : []));
    return {
      tool: "cluster",
      cluster: name,
      directory,
      files: [...new Set(parts.flatMap(({ files }) => files))],
      isRoot: true,
      missing: parts.flatMap(({ missing }) => missing),
      parts,
    };
  });
  const others = plans.flatMap((plan): UnitPlan[] => {
    if (!plan.isRoot || plan.tool !== "folder") return [holdsAny(plan.directory) ? { ...plan, isRoot: false } : plan];
    const files = plan.files.filter((uri) => !holdsAny(uri));
    return files.length > 0 ? [{ ...plan, files }] : [];
  });
  return [...clustered, ...others];
}

/** The part of a unit that a cluster holds: of a folder some of its files, of the others all or nothing. */
function partIn(plan: UnitPlan, holds: (uri: string) => boolean): UnitPlan | undefined {
  if (plan.tool !== "folder") return holds(plan.directory) ? plan : undefined;
  const files = plan.files.filter(holds);
  return files.length > 0 ? { ...plan, files } : undefined;
}

interface PlannedKustomization {
  readonly plan: UnitPlan;
  readonly members: readonly string[];
  readonly patches: readonly string[];
  /** Directories of the kustomizations that it includes. */
  readonly includes: readonly string[];
}

function planKustomization(
  directory: string,
  known: ReadonlySet<string>,
  kustomizationIn: (directory: string) => Kustomization | undefined,
): PlannedKustomization {
  const files = new Set<string>();
  const members = new Set<string>();
  const patches = new Set<string>();
  const includes = new Set<string>();
  const missing = new Set<string>();
  const visited = new Set<string>();
  const visit = (current: string): void => {
    if (visited.has(current)) return;
    visited.add(current);
    const own = [...FILE_NAMES].map((name) => `${current}/${name}`).filter((uri) => known.has(uri));
    for (const uri of own) files.add(uri);
    const kustomization = kustomizationIn(current);
    if (!kustomization) return;
    for (const path of [...kustomization.resources, ...kustomization.components]) {
      if (isRemote(path)) continue;
      const uri = resolvePath(current, path);
      if (known.has(uri)) members.add(uri);
      else if (kustomizationIn(uri)) {
        includes.add(uri);
        visit(uri);
      } else missing.add(uri);
    }
    for (const { source } of [...kustomization.patches, ...kustomization.laterPatches]) {
      if (!("path" in source)) continue;
      const uri = resolvePath(current, source.path);
      if (known.has(uri)) patches.add(uri);
      else missing.add(uri);
    }
  };
  visit(directory);
  for (const uri of [...members, ...patches]) files.add(uri);
  const plan = { tool: "kustomize", directory, files: [...files], isRoot: true, missing: [...missing] } as const;
  return { plan, members: [...members], patches: [...patches], includes: [...includes] };
}

const FILE_NAMES = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

function chartDirectories(uris: readonly string[]): string[] {
  return uris.filter((uri) => uri.endsWith("/Chart.yaml")).map(directoryOf);
}

/** A chart's templates and those of the charts that it carries; `_*` files and notes only define. */
function planChart(directory: string, uris: readonly string[], charts: readonly string[]): UnitPlan {
  const carried = charts.filter((other) => isWithin(`${directory}/charts`, other));
  const templates = [directory, ...carried].map((chart) => `${chart}/templates`);
  const files = uris.filter((uri) => templates.some((folder) => isWithin(folder, uri)));
  const isRoot = !charts.some((other) => other !== directory && isWithin(`${other}/charts`, directory));
  return { tool: "helm", directory, files: [`${directory}/Chart.yaml`, ...files], isRoot, missing: [] };
}

function planFolders(uris: readonly string[]): UnitPlan[] {
  const folders = new Map<string, string[]>();
  for (const uri of uris) {
    const directory = directoryOf(uri);
    const files = folders.get(directory);
    if (files) files.push(uri);
    else folders.set(directory, [uri]);
  }
  return [...folders].map(([directory, files]) => ({ tool: "folder", directory, files, isRoot: true, missing: [] }));
}
