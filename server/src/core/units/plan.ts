import { isKustomizationFile, isRemote, KUSTOMIZATION_FILES, type Kustomization } from "./kustomize/kustomization.ts";
import { directoryOf, resolvePath, within } from "./paths.ts";

/**
 * What a file is in its repository, as far as its own analysis depends on it: `member` and `patch` go into a
 * kustomization, the latter as part of an object or as a configuration.
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
  /** Of a folder: it holds nothing but plain manifests, no kustomization, and there is no chart around it. */
  readonly isPlain?: boolean;
}

/** What the unit is called as long as it exists. */
export function keyOf({ tool, cluster, directory }: UnitPlan): string {
  return `${tool} ${cluster ?? directory}`;
}

/** Whether two plans of one unit say the same: then the unit is what it was, unless its files have changed. */
export function samePlan(a: UnitPlan, b: UnitPlan): boolean {
  return (
    a.tool === b.tool &&
    a.cluster === b.cluster &&
    a.directory === b.directory &&
    a.isRoot === b.isRoot &&
    a.isPlain === b.isPlain &&
    sameList(a.files, b.files) &&
    sameList(a.missing, b.missing) &&
    sameList(a.parts ?? [], b.parts ?? [], samePlan)
  );
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean = Object.is): boolean {
  return a.length === b.length && a.every((item, index) => same(item, b[index] as T));
}

export interface Layout {
  readonly plans: readonly UnitPlan[];
  /** The plans by what their units are called. */
  readonly byKey: ReadonlyMap<string, UnitPlan>;
  /** The roles of all files that are not plain manifests. */
  readonly roles: ReadonlyMap<string, FileRole>;
  /** The units that a file's findings come from: the roots that it belongs to. */
  plansOf(uri: string): readonly UnitPlan[];
}

/**
 * Finds out what is deployed together, from the names of all files and the content of the kustomizations: what a
 * kustomization reaches, a chart's templates, and of the rest the plain manifests of each directory. There may be many
 * thousands: a pause is offered between the steps.
 * @param kustomizationIn the kustomization in a directory, as far as it has been read
 * @param clusters what a configuration says of clusters; a unit that belongs to one is no unit of its own
 */
export function* planUnits(
  uris: readonly string[],
  kustomizationIn: (directory: string) => Kustomization | undefined,
  clusters: readonly ClusterPaths[] = [],
): Generator<void, Layout> {
  const known: KnownUris = new Map(uris.map((uri) => [uri, uri]));
  yield;
  const charts = chartDirectories(uris);
  yield;
  const reaches = new Map<string, Reach>();
  const reachIn = (directory: string): Reach => {
    const found = reaches.get(directory) ?? reachOf(directory, known, kustomizationIn);
    reaches.set(directory, found);
    return found;
  };
  const kustomized: PlannedKustomization[] = [];
  for (const uri of uris) {
    if (!isKustomizationFile(uri)) continue;
    kustomized.push(planKustomization(directoryOf(uri), reachIn));
    yield;
  }
  const included = new Set(kustomized.flatMap(({ includes }) => includes));
  const kustomizePlans = kustomized.map(({ plan }) => ({ ...plan, isRoot: !included.has(plan.directory) }));
  const roles = new Map<string, FileRole>();
  for (const { patches } of kustomized) for (const uri of patches) roles.set(uri, "patch");
  for (const { members } of kustomized) for (const uri of members) roles.set(uri, "member");
  for (const uri of uris) if (isKustomizationFile(uri)) roles.set(uri, "kustomization");
  yield;
  const chartPlans = planCharts(uris, charts);
  yield;
  const inCharts = new Set(chartPlans.flatMap(({ files }) => files));
  const plain = uris.filter((uri) => !roles.has(uri) && !inCharts.has(uri) && !isPartialOf(uri, charts));
  const isPlain = (directory: string): boolean =>
    !kustomizationIn(directory) && !within(directory).some((outer) => charts.has(outer));
  const folders = planFolders(plain).map((plan) => ({ ...plan, isPlain: isPlain(plan.directory) }));
  yield;
  return layoutOf(planClusters([...kustomizePlans, ...chartPlans, ...folders], clusters), roles);
}

/** Apart from the planning: a function keeps everything around it alive. */
function layoutOf(plans: readonly UnitPlan[], roles: ReadonlyMap<string, FileRole>): Layout {
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
    byKey: new Map(plans.map((plan) => [keyOf(plan), plan])),
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

/** Each URI by itself: what is kept refers to this string, not to an equal one of its own. */
type KnownUris = ReadonlyMap<string, string>;

/** What one kustomization names itself. */
interface Reach {
  /** The files that it is written in. */
  readonly own: readonly string[];
  readonly members: readonly string[];
  readonly patches: readonly string[];
  readonly includes: readonly string[];
  readonly missing: readonly string[];
}

function reachOf(
  directory: string,
  known: KnownUris,
  kustomizationIn: (directory: string) => Kustomization | undefined,
): Reach {
  const own = KUSTOMIZATION_FILES.flatMap((name) => known.get(`${directory}/${name}`) ?? []);
  const reach = { own, members: [] as string[], patches: [] as string[], includes: [] as string[] };
  const missing: string[] = [];
  const kustomization = kustomizationIn(directory);
  for (const path of [...(kustomization?.resources ?? []), ...(kustomization?.components ?? [])]) {
    if (isRemote(path)) continue;
    const uri = resolvePath(directory, path);
    const found = known.get(uri);
    if (found !== undefined) reach.members.push(found);
    else if (kustomizationIn(uri)) reach.includes.push(uri);
    else missing.push(uri);
  }
  const patched = [...(kustomization?.patches ?? []), ...(kustomization?.laterPatches ?? [])].flatMap(({ source }) =>
    "path" in source ? [source.path] : [],
  );
  for (const path of [...patched, ...(kustomization?.configurations ?? [])]) {
    const uri = resolvePath(directory, path);
    const found = known.get(uri);
    if (found === undefined) missing.push(uri);
    else reach.patches.push(found);
  }
  return { ...reach, missing };
}

function planKustomization(directory: string, reachIn: (directory: string) => Reach): PlannedKustomization {
  const files = new Set<string>();
  const members = new Set<string>();
  const patches = new Set<string>();
  const includes = new Set<string>();
  const missing = new Set<string>();
  const visited = new Set<string>();
  const visit = (current: string): void => {
    if (visited.has(current)) return;
    visited.add(current);
    const reach = reachIn(current);
    for (const uri of reach.own) files.add(uri);
    for (const uri of reach.members) members.add(uri);
    for (const uri of reach.patches) patches.add(uri);
    for (const uri of reach.missing) missing.add(uri);
    for (const included of reach.includes) {
      includes.add(included);
      visit(included);
    }
  };
  visit(directory);
  for (const uri of [...members, ...patches]) files.add(uri);
  const plan = { tool: "kustomize", directory, files: [...files], isRoot: true, missing: [...missing] } as const;
  return { plan, members: [...members], patches: [...patches], includes: [...includes] };
}

const NONE: readonly string[] = [];

function chartDirectories(uris: readonly string[]): ReadonlySet<string> {
  return new Set(uris.filter((uri) => uri.endsWith("/Chart.yaml")).map(directoryOf));
}

/** A chart's templates and those of the charts that it carries; `_*` files and notes only define. */
function planCharts(uris: readonly string[], charts: ReadonlySet<string>): UnitPlan[] {
  const templates = new Map([...charts].map((directory) => [directory, [] as string[]]));
  for (const uri of uris)
    if (uri.includes("/templates/") && !isPartial(uri))
      for (const chart of chartsThatTake(uri, charts)) templates.get(chart)?.push(uri);
  return [...templates].map(([directory, files]) => ({
    tool: "helm",
    directory,
    files: [`${directory}/Chart.yaml`, ...files],
    isRoot: !within(directory).some((outer) => carrierOf(outer, charts) !== undefined),
    missing: NONE,
  }));
}

/** A template that helm renders where another one includes it, and not by itself. */
function isPartial(uri: string): boolean {
  return uri.slice(uri.lastIndexOf("/") + 1).startsWith("_");
}

function isPartialOf(uri: string, charts: ReadonlySet<string>): boolean {
  return isPartial(uri) && uri.includes("/templates/") && chartsThatTake(uri, charts).length > 0;
}

/** The charts that a file is a template of: its own, and those that carry it. */
function chartsThatTake(uri: string, charts: ReadonlySet<string>): string[] {
  const own = within(directoryOf(uri)).flatMap((outer) => {
    const chart = outer.endsWith("/templates") ? directoryOf(outer) : "";
    return charts.has(chart) ? [chart] : [];
  });
  return [
    ...new Set(own.flatMap((chart) => [chart, ...within(chart).flatMap((outer) => carrierOf(outer, charts) ?? [])])),
  ];
}

/** The chart whose carried charts stand in a directory. */
function carrierOf(directory: string, charts: ReadonlySet<string>): string | undefined {
  const chart = directory.endsWith("/charts") ? directoryOf(directory) : "";
  return charts.has(chart) ? chart : undefined;
}

function planFolders(uris: readonly string[]): UnitPlan[] {
  const folders = new Map<string, string[]>();
  for (const uri of uris) {
    const directory = directoryOf(uri);
    const files = folders.get(directory);
    if (files) files.push(uri);
    else folders.set(directory, [uri]);
  }
  // A list that grew one by one has room for more; its copy has not.
  return [...folders].map(([directory, files]) => ({
    tool: "folder",
    directory,
    files: [...files],
    isRoot: true,
    missing: NONE,
  }));
}
