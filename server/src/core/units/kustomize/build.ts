import { known, seqField, stringField } from "../../yaml/field.ts";
import type { YamlMap, YamlNode, YamlScalar } from "../../yaml/node.ts";
import { parseSection } from "../../yaml/parse.ts";
import { splitSections } from "../../yaml/split.ts";
import { resolvePath } from "../paths.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { isRemote, type Kustomization, type PatchEntry } from "./kustomization.ts";
import { type BuildObject, idOf, isLocalConfig, withNamesOf, withRoot } from "./object.ts";
import { applyReplacements } from "./replacements.ts";
import { hadId, isSelected } from "./select.ts";
import { strategicMerge } from "./strategic-merge.ts";
import { addLabels, addNameAffixes, fixReferences, setNamespace, setReplicas } from "./transformers.ts";

/** Where a build gets its files from. */
export interface BuildSources {
  /** The kustomization in a directory. */
  kustomizationIn(directory: string): Kustomization | undefined;
  /** The documents of a file; undefined for a file that is not there or not read. */
  documentsOf(uri: string): readonly YamlNode[] | undefined;
}

export interface Build {
  readonly objects: readonly BuildObject[];
  /** Why this may not be all, or not be so: what a person has to know who misses something. Empty for a whole build. */
  readonly unknown: readonly string[];
}

/** How deep kustomizations may be nested, and how many objects one may hold, before the rest is given up. */
const MAX_DEPTH = 24;
const MAX_OBJECTS = 20_000;

/**
 * Builds a kustomization: what it deploys, with its own and its bases' patches and transformers applied in
 * kustomize's order. Objects whose documents are not kept are left out.
 * Source: kustomize api/internal/target/kusttarget.go `accumulateTarget`, kusttarget_configplugin.go.
 */
export function buildKustomization(directory: string, sources: BuildSources): Build {
  const unknown = new Set<string>();
  const objects = accumulate(directory, [], { sources, unknown, stack: [] });
  return { objects: fixReferences(objects.filter(({ root }) => !isLocalConfig(root))), unknown: [...unknown] };
}

interface Context {
  readonly sources: BuildSources;
  readonly unknown: Set<string>;
  readonly stack: readonly string[];
}

/** @param given what a component changes; empty for a kustomization of its own */
function accumulate(directory: string, given: readonly BuildObject[], context: Context): readonly BuildObject[] {
  const { sources, unknown, stack } = context;
  const kustomization = sources.kustomizationIn(directory);
  if (!kustomization || stack.includes(directory) || stack.length > MAX_DEPTH) {
    unknown.add(directory);
    return given;
  }
  for (const reason of kustomization.unknown) unknown.add(reason);
  const inner = { ...context, stack: [...stack, directory] };
  let objects = [...given];
  for (const path of kustomization.resources) {
    if (objects.length < MAX_OBJECTS) objects = [...objects, ...load(directory, path, inner)];
    else unknown.add(path);
  }
  for (const path of kustomization.components)
    if (!isRemote(path)) objects = [...accumulate(resolvePath(directory, path), objects, inner)];
  return transform(objects, kustomization, directory, inner);
}

function load(directory: string, path: string, context: Context): readonly BuildObject[] {
  if (isRemote(path)) return [];
  const uri = resolvePath(directory, path);
  if (context.sources.kustomizationIn(uri)) return accumulate(uri, [], context);
  const documents = context.sources.documentsOf(uri);
  if (!documents) {
    context.unknown.add(path);
    return [];
  }
  return documents.flatMap((root) => objectsIn(root, uri));
}

/** A document's object, or the items of a List. */
function objectsIn(root: YamlNode, uri: string): BuildObject[] {
  if (root.kind !== "map") return [];
  const kind = known(stringField(root, "kind"));
  if (kind === undefined) return [];
  const items = kind.endsWith("List") ? seqField(root, "items") : undefined;
  if (items?.kind === "present") return items.value.items.flatMap((item) => objectsIn(item, uri));
  return [{ root, previousIds: [], uri }];
}

function transform(
  objects: readonly BuildObject[],
  kustomization: Kustomization,
  directory: string,
  context: Context,
): readonly BuildObject[] {
  let result = objects;
  for (const patch of kustomization.patches) result = applyPatch(result, patch, directory, context);
  const { namespace } = kustomization;
  if (namespace) result = result.map((object) => setNamespace(object, namespace));
  result = result.map((object) => addNameAffixes(object, kustomization));
  for (const labels of kustomization.labels) result = result.map((object) => addLabels(object, labels));
  for (const patch of kustomization.laterPatches) result = applyPatch(result, patch, directory, context);
  for (const replicas of kustomization.replicas) result = result.map((object) => setReplicas(object, replicas));
  return kustomization.replacements.length > 0 ? applyReplacements(result, kustomization.replacements) : result;
}

function applyPatch(
  objects: readonly BuildObject[],
  patch: PatchEntry,
  directory: string,
  context: Context,
): readonly BuildObject[] {
  const documents =
    "path" in patch.source
      ? context.sources.documentsOf(resolvePath(directory, patch.source.path))
      : inlineDocuments(patch.source.inline);
  if (!documents) {
    context.unknown.add("path" in patch.source ? patch.source.path : "a patch");
    return objects;
  }
  return documents.reduce<readonly BuildObject[]>(
    (result, document) => applyDocument(result, document, patch, context),
    objects,
  );
}

function applyDocument(
  objects: readonly BuildObject[],
  document: YamlNode,
  patch: PatchEntry,
  context: Context,
): readonly BuildObject[] {
  const { target } = patch;
  if (document.kind === "seq") {
    if (!target) return objects;
    return objects.map((object) => {
      if (!isSelected(object, target)) return object;
      const root = applyJsonPatch(object.root, document);
      if (root) return withRoot(object, root);
      context.unknown.add("a patch that does not apply");
      return object;
    });
  }
  if (document.kind !== "map") return objects;
  const id = idOf(document);
  return objects.flatMap((object) => {
    if (target ? !isSelected(object, target) : !hadId(object, id)) return [object];
    const root = strategicMerge(object.root, document, isApiKind(object.root));
    return root ? [withRoot(object, withOwnNames(root, object.root, patch))] : [];
  });
}

/** Lists have merge keys in the API's own kinds; in custom resources they are replaced. */
function isApiKind(root: YamlMap): boolean {
  const { group } = idOf(root);
  return !group.includes(".") || group.endsWith(".k8s.io");
}

/** A patch does not change what an object is called unless its options say so. */
function withOwnNames(root: YamlMap, before: YamlMap, { allowsKindChange, allowsNameChange }: PatchEntry): YamlMap {
  return withNamesOf(root, before, { kind: !allowsKindChange, name: !allowsNameChange });
}

/** The documents of a patch that the kustomization holds as text; everything in it stands where the text stands. */
function inlineDocuments(scalar: YamlScalar): YamlNode[] {
  return splitSections(scalar.text).flatMap(({ text }) => {
    const { root } = parseSection(text);
    return root ? [movedTo(root, scalar)] : [];
  });
}

function movedTo(node: YamlNode, place: YamlScalar): YamlNode {
  const at = { start: place.start, end: place.end, ...(place.origin ? { origin: place.origin } : {}) };
  if (node.kind === "scalar") return { ...node, ...at };
  if (node.kind === "seq") return { ...node, ...at, items: node.items.map((item) => movedTo(item, place)) };
  return {
    ...node,
    ...at,
    entries: node.entries.map(({ key, value }) => ({
      key: { ...key, ...at },
      value: movedTo(value, place),
      start: at.start,
      end: at.end,
    })),
  };
}
