import { digits } from "../../yaml/digits.ts";
import { booleanField, known, mapField, seqField, stringField } from "../../yaml/field.ts";
import { MASK } from "../../yaml/mask.ts";
import { entryOf, nodeAt, type YamlMap, type YamlNode, type YamlScalar } from "../../yaml/node.ts";
import { isTemplated, resolveScalar } from "../../yaml/scalar.ts";
import { matchesExpression } from "./expression.ts";
import { isKeptKind } from "./kept.ts";
import { type BuildObject, idsOf, isClusterScoped, type ObjectId } from "./object.ts";
import { matchesLabels } from "./select.ts";
import { computedString, emptyMap, textAt, withEntry } from "./tree.ts";
import { isUnread } from "./unread.ts";

/**
 * Applies `replacements`: a field of one object into fields of others. What comes from a part that is not kept is
 * unknown. Source: kustomize v5.5 api/filters/replacement, kyaml/yaml/match.go.
 * @param failed told of what ends the build
 */
export function applyReplacements(
  objects: readonly BuildObject[],
  replacements: readonly YamlMap[],
  failed: (reason: string) => void,
): readonly BuildObject[] {
  let result = objects;
  for (const replacement of replacements) {
    const value = sourceValue(result, replacement);
    if (!value) failed("a replacement without a source");
    for (const target of mapsIn(replacement, "targets"))
      result = result.map((object) =>
        isTarget(object, target) ? replaceIn(object, target, value ?? unknownAt(replacement), failed) : object,
      );
  }
  return result;
}

function unknownAt(place: YamlNode): YamlScalar {
  return computedString(MASK, place);
}

/** @returns undefined where there is none, or more than one */
function sourceValue(objects: readonly BuildObject[], replacement: YamlMap): YamlNode | undefined {
  const literal = nodeAt(replacement, "sourceValue");
  if (literal) return literal;
  const source = known(mapField(replacement, "source"));
  if (!source) return undefined;
  const found = objects.filter((candidate) => selects(source, candidate));
  const path = splitPath(known(stringField(source, "fieldPath")) ?? "metadata.name");
  const kind = textAt(source, "kind");
  const isHidden = found.length === 0 && (kind === undefined || !isKeptKind(kind));
  if (isHidden || path.some(isUnread)) return unknownAt(replacement);
  const [object, ...others] = found;
  if (!object || others.length > 0) return undefined;
  const value = lookUp(object.root, path);
  const options = known(mapField(source, "options"));
  const delimiter = options && textAt(options, "delimiter");
  if (!value || !delimiter || value.kind !== "scalar" || isTemplated(value.text)) return value;
  const part = value.text.split(delimiter)[indexOption(options)];
  return part === undefined ? undefined : { ...value, text: part };
}

function indexOption(options: YamlMap): number {
  const text = textAt(options, "index") ?? "0";
  if (/^\d{1,6}$/.test(text)) return digits(text);
  return -1;
}

function isTarget(object: BuildObject, target: YamlMap): boolean {
  const select = known(mapField(target, "select"));
  if (!select || !selects(select, object) || !matchesLabels(object.root, selectorsOf(select))) return false;
  return !mapsIn(target, "reject").some((reject) => {
    const { labelSelector, annotationSelector } = selectorsOf(reject);
    const byLabels = labelSelector !== undefined || annotationSelector !== undefined;
    if (byLabels && matchesLabels(object.root, { labelSelector, annotationSelector })) return true;
    return wantedParts(reject).length > 0 && selects(reject, object);
  });
}

function selectorsOf(map: YamlMap): { labelSelector: string | undefined; annotationSelector: string | undefined } {
  return { labelSelector: textAt(map, "labelSelector"), annotationSelector: textAt(map, "annotationSelector") };
}

/** Group, version, kind, name and namespace, each as it is or was. */
function selects(selector: YamlMap, object: BuildObject): boolean {
  const wanted = wantedParts(selector);
  return idsOf(object).some((id: ObjectId) => wanted.every(([key, value]) => id[key] === value));
}

function wantedParts(selector: YamlMap): (readonly [keyof ObjectId, string])[] {
  const kind = textAt(selector, "kind");
  return (["group", "version", "kind", "name", "namespace"] as const).flatMap((key) => {
    const value = textAt(selector, key);
    if (value === undefined || value === "") return [];
    return [[key, key === "namespace" && kind !== undefined && isClusterScoped(kind) ? "" : value] as const];
  });
}

function replaceIn(
  object: BuildObject,
  target: YamlMap,
  value: YamlNode,
  failed: (reason: string) => void,
): BuildObject {
  const options = known(mapField(target, "options"));
  const paths = seqField(target, "fieldPaths");
  const texts =
    paths.kind === "present" && paths.value.items.length > 0
      ? paths.value.items.flatMap((item) => (item.kind === "scalar" ? [item.text] : []))
      : ["metadata.name"];
  const create = known(booleanField(options, "create")) === true;
  const root = texts.reduce<YamlNode>((node, text) => {
    const path = splitPath(text);
    if (path.some(isUnread)) return node;
    const found = { any: false };
    const change = (old: YamlNode): YamlNode => {
      const next = newValue(old, value, options);
      if (!isOfSameType(old, next)) failed(`${text} is no number`);
      return next;
    };
    const next = setAt(node, path, change, create ? value : undefined, found);
    if (!found.any) failed(`no field ${text}`);
    return next;
  }, object.root);
  return root.kind === "map" ? { ...object, root } : object;
}

/** A scalar keeps its type: only its text is another one. */
function newValue(old: YamlNode, value: YamlNode, options: YamlMap | undefined): YamlNode {
  if (old.kind !== "scalar" || value.kind !== "scalar") return value;
  const delimiter = options && textAt(options, "delimiter");
  const text = delimiter ? withPart(old.text, value.text, delimiter, indexOption(options)) : value.text;
  const isString = resolveScalar(old).type === "string";
  return {
    ...old,
    text: isTemplated(text) ? MASK : text,
    ...(isString && old.style === "plain" ? { style: "quoted" as const } : {}),
    ...(value.origin ? { origin: value.origin } : {}),
  };
}

/** Whether a number stays a number, and a truth value one. */
function isOfSameType(old: YamlNode, next: YamlNode): boolean {
  if (old.kind !== "scalar" || next.kind !== "scalar") return true;
  const before = resolveScalar(old).type;
  const after = resolveScalar(next).type;
  return after === "unknown" || after === before || (before !== "number" && before !== "boolean");
}

function withPart(text: string, part: string, delimiter: string, index: number): string {
  const parts = text.split(delimiter);
  if (index < 0) return [part, ...parts].join(delimiter);
  return (index >= parts.length ? [...parts, part] : parts.with(index, part)).join(delimiter);
}

/** Splits `spec.ports.[name=http].port` and `metadata.labels.a\.b` or `metadata.labels.[a.b]` at its dots. */
function splitPath(text: string): string[] {
  const steps = text.match(/\[[^\]]*\]|(?:\\.|[^.[\]\\])+/g) ?? [];
  // Brackets around a key only say that its dots are its own.
  return steps.map((step) =>
    (/=|^\[[^.]*\]$/.test(step) ? step : step.replace(/^\[(.*)\]$/, "$1")).replaceAll("\\.", "."),
  );
}

function lookUp(node: YamlNode, path: readonly string[]): YamlNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return isEmpty(node) ? undefined : node;
  if (node.kind === "map") {
    const child = nodeAt(node, step);
    return child && lookUp(child, rest);
  }
  const items = node.kind === "seq" && step !== "*" ? node.items : [];
  const item = items.find((candidate, index) => isStepTo(candidate, index, step, "whole"));
  return item && lookUp(item, rest);
}

function isEmpty(node: YamlNode): boolean {
  if (node.kind === "scalar") return resolveScalar(node).type === "null" || node.text === "";
  return (node.kind === "map" ? node.entries : node.items).length === 0;
}

/** `0`, `*`, `[name=http]` and `[=value]`. In a target the value is a regular expression, found anywhere. */
function isStepTo(item: YamlNode, index: number, step: string, where: "whole" | "anywhere" = "anywhere"): boolean {
  if (step === "*") return true;
  const condition = /^\[([^=]*)=(.*)\]$/.exec(step);
  if (!condition) return /^\d{1,6}$/.test(step) && digits(step) === index;
  const [, key = "", expression = ""] = condition;
  const text =
    key === "" ? (item.kind === "scalar" ? item.text : undefined) : item.kind === "map" ? textAt(item, key) : undefined;
  if (text === undefined) return false;
  return where === "whole" ? text === expression : matchesExpression(expression, text, where);
}

/**
 * @param created what stands for the fields that are made where they are missing; undefined where none are made
 * @param found whether anything was there or made
 */
function setAt(
  node: YamlNode,
  path: readonly string[],
  change: (old: YamlNode) => YamlNode,
  created: YamlNode | undefined,
  found: { any: boolean },
): YamlNode {
  const [step, ...rest] = path;
  if (step === undefined) {
    found.any = true;
    return change(node);
  }
  if (node.kind === "seq") return setInItems(node.items, node, step, rest, change, created, found);
  if (node.kind !== "map") return node;
  const entry = entryOf(node, step);
  if (!entry && !created) return node;
  const key = entry?.key ?? computedString(step, created ?? node);
  const child = entry?.value ?? emptyFor(rest, created ?? node);
  const next = setAt(child, rest, change, created, found);
  return next === child && entry ? node : withEntry(node, key, next);
}

function setInItems(
  items: readonly YamlNode[],
  node: Extract<YamlNode, { readonly kind: "seq" }>,
  step: string,
  rest: readonly string[],
  change: (old: YamlNode) => YamlNode,
  created: YamlNode | undefined,
  found: { any: boolean },
): YamlNode {
  const isThere = items.some((item, index) => isStepTo(item, index, step));
  const next = isThere || !created ? items : [...items, ...itemFor(step, rest, items.length, created)];
  return {
    ...node,
    items: next.map((item, index) => (isStepTo(item, index, step) ? setAt(item, rest, change, created, found) : item)),
  };
}

function itemFor(step: string, rest: readonly string[], length: number, place: YamlNode): YamlNode[] {
  const [, key = "", value = ""] = /^\[([^=]*)=(.*)\]$/.exec(step) ?? [];
  if (key !== "") return [withEntry(emptyMap(place), computedString(key, place), computedString(value, place))];
  return step === `${length}` ? [emptyFor(rest, place)] : [];
}

/** What a path is made of: a list where an item follows, a map where a key does, and at the end the value itself. */
function emptyFor(rest: readonly string[], place: YamlNode): YamlNode {
  const [step] = rest;
  if (step === undefined) return place.kind === "scalar" ? { ...place, text: "", style: "plain" } : place;
  const { entries: _, ...base } = emptyMap(place);
  return step.startsWith("[") || /^(?:\d{1,6}|\*)$/.test(step) ? { ...base, kind: "seq", items: [] } : emptyMap(place);
}

function mapsIn(map: YamlMap, key: string): YamlMap[] {
  const field = seqField(map, key);
  return field.kind === "present" ? field.value.items.filter((item) => item.kind === "map") : [];
}
