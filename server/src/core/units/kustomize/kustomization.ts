import { readStringMap, type StringEntry } from "../../kubernetes/metadata.ts";
import { booleanField, type Field, integerField, known, mapField, seqField, stringField } from "../../yaml/field.ts";
import { entryOf, nodeAt, type YamlMap, type YamlNode, type YamlScalar } from "../../yaml/node.ts";
import type { FieldSpec } from "./field-spec.ts";
import { textAt } from "./tree.ts";

/** A kustomization as far as it bears on ports, names, labels and hosts. Paths are as written. */
export interface Kustomization {
  readonly isComponent: boolean;
  readonly resources: readonly string[];
  readonly components: readonly string[];
  /** Files that tell the transformers of further fields. */
  readonly configurations: readonly string[];
  /** In the order in which they are applied: `patchesStrategicMerge`, `patches`, and later `patchesJson6902`. */
  readonly patches: readonly PatchEntry[];
  readonly laterPatches: readonly PatchEntry[];
  readonly namespace: YamlScalar | undefined;
  readonly namePrefix: YamlScalar | undefined;
  readonly nameSuffix: YamlScalar | undefined;
  readonly labels: readonly LabelSet[];
  readonly annotations: readonly StringEntry[];
  readonly replicas: readonly { readonly name: string; readonly count: YamlNode }[];
  readonly replacements: readonly YamlMap[];
  /** Why its objects are not all known: things that are made elsewhere or by programs. */
  readonly unknown: readonly string[];
}

export interface PatchEntry {
  /** A file, or the patch itself. */
  readonly source: { readonly path: string } | { readonly inline: YamlScalar };
  readonly target: PatchTarget | undefined;
  readonly allowsNameChange: boolean;
  readonly allowsKindChange: boolean;
  /** Whether a JSON patch lets the object be found by its earlier name on; not so in `patchesJson6902`. */
  readonly storesNames: boolean;
}

/** Regular expressions on the parts of a name, anchored at both ends; absent ones match everything. */
export interface PatchTarget {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

export interface LabelSet {
  readonly pairs: readonly StringEntry[];
  readonly inSelectors: boolean;
  readonly inTemplates: boolean;
  /** Further places, as the kustomization names them. */
  readonly fields: readonly FieldSpec[];
}

/** The names that a kustomization's file may have, in the order in which they are looked for. */
export const KUSTOMIZATION_FILES: readonly string[] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

export function isKustomizationFile(uri: string): boolean {
  return KUSTOMIZATION_FILES.includes(uri.slice(uri.lastIndexOf("/") + 1));
}

/** Reads a kustomization; undefined where the tree is none (Flux has a kind of the same name). */
export function readKustomization(root: YamlNode | undefined): Kustomization | undefined {
  if (root?.kind !== "map") return undefined;
  const apiVersion = known(stringField(root, "apiVersion"));
  if (apiVersion !== undefined && !apiVersion.startsWith("kustomize.config.k8s.io/")) return undefined;
  return {
    isComponent: known(stringField(root, "kind")) === "Component",
    resources: [...strings(root, "resources"), ...strings(root, "bases")],
    components: strings(root, "components"),
    configurations: strings(root, "configurations"),
    patches: [...strategicMergePatches(root), ...maps(root, "patches").flatMap((map) => readPatch(map, true))],
    laterPatches: maps(root, "patchesJson6902").flatMap((map) => readPatch(map, false)),
    namespace: scalar(root, "namespace"),
    namePrefix: scalar(root, "namePrefix"),
    nameSuffix: scalar(root, "nameSuffix"),
    labels: readLabels(root),
    annotations: readStringMap(root, "commonAnnotations").entries,
    replicas: maps(root, "replicas").flatMap((entry) => {
      const name = known(stringField(entry, "name"));
      const count = integerField(entry, "count");
      return name !== undefined && count.kind === "present" ? [{ name, count: count.node }] : [];
    }),
    replacements: maps(root, "replacements"),
    unknown: unknownParts(root),
  };
}

function strings(map: YamlMap, key: string): string[] {
  return itemsOf(seqField(map, key)).flatMap((item) => (item.kind === "scalar" && item.text !== "" ? [item.text] : []));
}

function maps(map: YamlMap, key: string): YamlMap[] {
  return itemsOf(seqField(map, key)).filter((item) => item.kind === "map");
}

function itemsOf(field: Field<{ readonly items: readonly YamlNode[] }>): readonly YamlNode[] {
  return field.kind === "present" ? field.value.items : [];
}

function scalar(map: YamlMap, key: string): YamlScalar | undefined {
  const node = nodeAt(map, key);
  return node?.kind === "scalar" && node.text !== "" ? node : undefined;
}

/** Each item is a path, or for legacy's sake a patch; the oldest kustomizations have paths in `patches`, too. */
function strategicMergePatches(root: YamlMap): PatchEntry[] {
  const items = [...itemsOf(seqField(root, "patchesStrategicMerge")), ...itemsOf(seqField(root, "patches"))];
  return items.flatMap((item) => {
    if (item.kind !== "scalar") return [];
    const isInline = item.text.includes("\n") || item.text.trimStart().startsWith("{");
    return [
      {
        source: isInline ? { inline: item } : { path: item.text },
        target: undefined,
        allowsNameChange: false,
        allowsKindChange: false,
        storesNames: false,
      },
    ];
  });
}

function readPatch(map: YamlMap, storesNames: boolean): PatchEntry[] {
  const path = known(stringField(map, "path"));
  const inline = nodeAt(map, "patch");
  const source = path !== undefined ? { path } : inline?.kind === "scalar" ? { inline } : undefined;
  const options = known(mapField(map, "options"));
  if (!source) return [];
  return [
    {
      source,
      target: readTarget(known(mapField(map, "target"))),
      allowsNameChange: known(booleanField(options, "allowNameChange")) === true,
      allowsKindChange: known(booleanField(options, "allowKindChange")) === true,
      storesNames,
    },
  ];
}

function readTarget(map: YamlMap | undefined): PatchTarget | undefined {
  if (!map) return undefined;
  const target: Record<string, string> = {};
  for (const key of ["group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector"]) {
    const value = nodeAt(map, key);
    if (value?.kind === "scalar" && value.text !== "") target[key] = value.text;
  }
  return target;
}

function readLabels(root: YamlMap): LabelSet[] {
  const common = readStringMap(root, "commonLabels").entries;
  const sets = maps(root, "labels").map((map) => {
    const inSelectors = known(booleanField(map, "includeSelectors")) === true;
    return {
      pairs: readStringMap(map, "pairs").entries,
      inSelectors,
      inTemplates: inSelectors || known(booleanField(map, "includeTemplates")) === true,
      fields: maps(map, "fields").map(readFieldSpec),
    };
  });
  if (common.length === 0) return sets;
  return [...sets, { pairs: common, inSelectors: true, inTemplates: true, fields: [] }];
}

function readFieldSpec(map: YamlMap): FieldSpec {
  const parts = ["group", "version", "kind"].flatMap((key) => {
    const text = textAt(map, key);
    return text === undefined || text === "" ? [] : [[key, text] as const];
  });
  return {
    ...Object.fromEntries(parts),
    // A slash in a key is escaped.
    path: (textAt(map, "path")?.match(/(?:\\.|[^/\\])+/g) ?? []).map((key) => key.replaceAll("\\/", "/")),
    create: known(booleanField(map, "create")) === true,
  };
}

/** What programs make. */
const PROGRAMS = ["generators", "transformers", "helmCharts", "helmChartInflationGenerator"];

/** Keys whose effect is known. kustomize refuses a kustomization with a key that it does not know. */
const KEYS = new Set([
  ...PROGRAMS,
  "apiVersion",
  "bases",
  "buildMetadata",
  "commonAnnotations",
  "commonLabels",
  "components",
  "configMapGenerator",
  "configurations",
  "crds",
  "generatorOptions",
  "helmGlobals",
  "imageTags",
  "images",
  "kind",
  "labels",
  "metadata",
  "namePrefix",
  "nameSuffix",
  "namespace",
  "patches",
  "patchesJson6902",
  "patchesStrategicMerge",
  "replacements",
  "replicas",
  "resources",
  "secretGenerator",
  "sortOptions",
  "validators",
  "vars",
]);

function unknownParts(root: YamlMap): string[] {
  const programs = PROGRAMS.filter((key) => itemsOf(seqField(root, key)).length > 0);
  const others = root.entries.filter(({ key }) => !KEYS.has(key.text)).map(({ key }) => key.text);
  const remote = [...strings(root, "resources"), ...strings(root, "bases"), ...strings(root, "components")].filter(
    isRemote,
  );
  const isOpen =
    root.open || root.entries.some((entry) => entry.conditional || (entry.value.kind !== "scalar" && entry.value.open));
  return [...programs, ...others, ...remote, ...(isOpen || entryOf(root, "kind")?.conditional ? ["a template"] : [])];
}

/** Whether a path names something outside the repository: a URL or a git address. */
export function isRemote(path: string): boolean {
  return /^(?:[a-z+]+:)?\/\/|^git@|^github\.com[/:]|\?ref=|^[\w.-]+\.(?:com|org|io|net)\//.test(path);
}
