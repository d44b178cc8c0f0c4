import { known, seqField, stringField } from "../../yaml/field.ts";
import type { YamlMap, YamlNode, YamlScalar } from "../../yaml/node.ts";
import { parseSection } from "../../yaml/parse.ts";
import { splitSections } from "../../yaml/split.ts";
import { isWithin, resolvePath } from "../paths.ts";
import { readConfiguration } from "./configuration.ts";
import { isTried } from "./expression.ts";
import { changeMapsAt } from "./field-spec.ts";
import { applyJsonPatch } from "./json-patch.ts";
import { isKeptKind } from "./kept.ts";
import { isRemote, type Kustomization, type PatchEntry } from "./kustomization.ts";
import { fixReferences, type NameReference } from "./name-references.ts";
import { type BuildObject, idOf, idText, isLocalConfig, withNamesOf, withStoredId } from "./object.ts";
import { applyReplacements } from "./replacements.ts";
import { hadId, isSelected } from "./select.ts";
import { PatchError, strategicMerge } from "./strategic-merge.ts";
import { addAnnotations, addLabels, addNameAffixes, labelSpecs, setNamespace, setReplicas } from "./transformers.ts";

/** Where a build gets its files from. */
export interface BuildSources {
  /** The kustomization in a directory. */
  kustomizationIn(directory: string): Kustomization | undefined;
  /** The documents of a file; undefined for a file that is not there or not read. */
  documentsOf(uri: string): readonly YamlNode[] | undefined;
}

export interface Build {
  readonly objects: readonly BuildObject[];
  /**
   * Why this may not be all, or not be so: what a person has to know who misses something. That kustomize would refuse
   * to build it is one such reason. Empty for a whole build.
   */
  readonly unknown: readonly string[];
}

/** How deep kustomizations may be nested, how many may go into one, and how many objects, before the rest is given up. */
const MAX_DEPTH = 24;
const MAX_BUILDS = 2000;
const MAX_OBJECTS = 20_000;

/**
 * Builds a kustomization: what it deploys, with its own and its bases' patches and transformers applied in
 * kustomize's order. Objects whose documents are not kept are left out.
 * Source: kustomize v5.5 api/internal/target/kusttarget.go `accumulateTarget`, kusttarget_configplugin.go.
 */
export function buildKustomization(directory: string, sources: BuildSources): Build {
  const unknown = new Set<string>();
  const references: NameReference[] = [];
  const context = {
    sources,
    references,
    stack: [],
    count: { builds: 0 },
    failed: (reason: string) => void unknown.add(reason),
  };
  const objects = fixReferences(accumulate(directory, [], "kustomization", context), references, context.failed);
  return { objects: objects.filter(({ root }) => !isLocalConfig(root)), unknown: [...unknown] };
}

interface Context {
  readonly sources: BuildSources;
  readonly stack: readonly string[];
  /** How many kustomizations have been built: those that include one another by many ways would not end. */
  readonly count: { builds: number };
  /** Collects what configurations add. */
  readonly references: NameReference[];
  /** Told of everything that is unknown or ends kustomize's build. */
  readonly failed: (reason: string) => void;
}

type Objects = readonly BuildObject[];

/** @param given what a component changes; empty for a kustomization of its own */
function accumulate(directory: string, given: Objects, as: "kustomization" | "component", context: Context): Objects {
  const { sources, stack, failed } = context;
  const name = directory.slice(directory.lastIndexOf("/") + 1);
  const kustomization = sources.kustomizationIn(directory);
  const isTooMuch = stack.length > MAX_DEPTH || context.count.builds++ > MAX_BUILDS;
  if (!kustomization || stack.includes(directory) || isTooMuch) {
    failed(name);
    return given;
  }
  // A component by itself is part of something that is not known.
  if (kustomization.isComponent !== (as === "component")) failed(`${name} is no ${as}`);
  for (const reason of kustomization.unknown) failed(reason);
  const inner = { ...context, stack: [...stack, directory] };
  for (const path of kustomization.configurations)
    for (const document of documentsAt(directory, path, inner)) {
      const added = readConfiguration(document);
      if (added) context.references.push(...added);
      else failed(path);
    }
  const collected = collector(given, failed);
  for (const path of kustomization.resources) collected.add(load(directory, path, inner));
  let { objects } = collected;
  for (const path of kustomization.components)
    if (!isRemote(path)) objects = accumulate(resolvePath(directory, path), objects, "component", inner);
  return transform(objects, kustomization, directory, inner);
}

/** Puts objects together; of two with one name kustomize refuses the second. */
function collector(given: Objects, failed: (reason: string) => void): { objects: Objects; add(more: Objects): void } {
  const objects = [...given];
  const ids = new Set(given.map(({ root }) => idText(idOf(root))));
  return {
    objects,
    add(more) {
      for (const object of more) {
        const id = idText(idOf(object.root));
        if (ids.has(id) || objects.length >= MAX_OBJECTS) failed(`another ${id}`);
        else objects.push(object);
        ids.add(id);
      }
    },
  };
}

function load(directory: string, path: string, context: Context): Objects {
  if (isRemote(path)) return [];
  const uri = resolvePath(directory, path);
  if (context.sources.kustomizationIn(uri)) return accumulate(uri, [], "kustomization", context);
  return documentsAt(directory, path, context).flatMap((root) => objectsIn(root, uri));
}

/** Without `--load-restrictor LoadRestrictionsNone` a kustomization may not name files outside of its directory. */
function documentsAt(directory: string, path: string, { sources, failed }: Context): readonly YamlNode[] {
  const uri = resolvePath(directory, path);
  const documents = sources.documentsOf(uri);
  if (!documents || !isWithin(directory, uri)) failed(path);
  return documents ?? [];
}

/** A document's object, or the items of a List. */
function objectsIn(root: YamlNode, uri: string): BuildObject[] {
  if (root.kind !== "map") return [];
  const kind = known(stringField(root, "kind"));
  if (kind === undefined) return [];
  const items = kind.endsWith("List") ? seqField(root, "items") : undefined;
  if (items?.kind === "present") return items.value.items.flatMap((item) => objectsIn(item, uri));
  return [{ root, previous: [], prefixes: [], suffixes: [], uri }];
}

function transform(given: Objects, kustomization: Kustomization, directory: string, context: Context): Objects {
  const { failed } = context;
  const { namespace, annotations, labels, replicas, replacements } = kustomization;
  let objects = given;
  for (const patch of kustomization.patches) objects = applyPatch(objects, patch, directory, context);
  if (namespace)
    objects = withoutTwins(
      objects.map((object) => setNamespace(object, namespace)),
      failed,
    );
  objects = objects.map((object) => addNameAffixes(object, kustomization));
  for (const set of labels) {
    const specs = labelSpecs(set, failed);
    objects = objects.map((object) => addLabels(object, set, specs));
  }
  objects = objects.map((object) => addAnnotations(object, annotations));
  for (const patch of kustomization.laterPatches) objects = applyPatch(objects, patch, directory, context);
  for (const entry of replicas) {
    const scaled = objects.map((object) => setReplicas(object, entry));
    if (scaled.every((object) => object === undefined)) failed(`no replicas of ${entry.name}`);
    objects = scaled.map((object, index) => object ?? (objects[index] as BuildObject));
  }
  return replacements.length > 0 ? applyReplacements(objects, replacements, failed) : objects;
}

function withoutTwins(objects: Objects, failed: (reason: string) => void): Objects {
  const collected = collector([], failed);
  collected.add(objects);
  return collected.objects;
}

function applyPatch(objects: Objects, patch: PatchEntry, directory: string, context: Context): Objects {
  const { failed } = context;
  const { source, target } = patch;
  const documents = "path" in source ? documentsAt(directory, source.path, context) : inlineDocuments(source.inline);
  if ("inline" in source && !isReadable(source.inline.text)) failed("a patch that is no JSON");
  if (target && Object.values(target).some((expression) => !isTried(expression))) failed("a target");
  if (documents.some(({ kind }) => kind === "seq")) {
    if (documents.length > 1 || !target) failed("a JSON patch");
    return objects.map((object) =>
      target && isSelected(object, target) ? patchedJson(object, documents, patch, failed) : object,
    );
  }
  if (target && documents.length > 1) failed("several patches for one target");
  return documents.reduce((result, document) => applyDocument(result, document, patch, failed), objects);
}

const ANNOTATIONS = { path: ["metadata", "annotations"], create: true };

function patchedJson(
  object: BuildObject,
  [operations]: readonly YamlNode[],
  { storesNames }: PatchEntry,
  failed: (reason: string) => void,
): BuildObject {
  const stored = storesNames ? withStoredId(object) : object;
  // kustomize keeps earlier names in annotations: where there are any, a patch finds a map to add to.
  const annotated =
    stored.previous.length > 0 ? changeMapsAt(stored.root, ANNOTATIONS, stored.root, (map) => map) : stored.root;
  const root =
    operations?.kind === "seq" && annotated.kind === "map" ? applyJsonPatch(annotated, operations) : undefined;
  if (root) return { ...stored, root };
  failed("a JSON patch");
  return object;
}

function applyDocument(
  objects: Objects,
  document: YamlNode,
  patch: PatchEntry,
  failed: (reason: string) => void,
): Objects {
  if (document.kind !== "map") return objects;
  const { target } = patch;
  const id = idOf(document);
  if (id.kind === "" || id.name === "") failed("a patch without a name");
  const isMeant = (object: BuildObject): boolean => (target ? isSelected(object, target) : hadId(object, id));
  if (!target && isKeptKind(id.kind) && objects.filter(isMeant).length !== 1) failed(`no ${id.kind} ${id.name}`);
  const result = objects.flatMap((object) => (isMeant(object) ? merged(object, document, patch, failed) : [object]));
  return target ? withoutTwins(result, failed) : result;
}

/** A patch does not change what an object is called unless its options say so. */
function merged(
  object: BuildObject,
  document: YamlMap,
  { allowsKindChange, allowsNameChange }: PatchEntry,
  failed: (reason: string) => void,
): BuildObject[] {
  const stored = allowsKindChange || allowsNameChange ? withStoredId(object) : object;
  try {
    const root = strategicMerge(object.root, document);
    if (!root) return [];
    return [{ ...stored, root: withNamesOf(root, object.root, { kind: !allowsKindChange, name: !allowsNameChange }) }];
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    failed("a patch");
    return [object];
  }
}

/** A patch that begins with a bracket is read as JSON. */
function isReadable(text: string): boolean {
  if (!text.trimStart().startsWith("[")) return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
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
