import { digits } from "../../yaml/digits.ts";
import { booleanField, known, mapField, seqField, stringField } from "../../yaml/field.ts";
import { MASK } from "../../yaml/mask.ts";
import { nodeAt, type YamlMap, type YamlNode } from "../../yaml/node.ts";
import { type BuildObject, idsOf, type ObjectId, withRoot } from "./object.ts";
import { computedString, withEntry } from "./tree.ts";

/**
 * Applies `replacements` in their plain form: a field of one object, whole, into fields of others. What is cut out of
 * a text or comes from a part that is not kept becomes unknown. Source: kustomize api/filters/replacement.
 */
export function applyReplacements(objects: readonly BuildObject[], replacements: readonly YamlMap[]): BuildObject[] {
  let result = [...objects];
  for (const replacement of replacements) {
    const value = sourceValue(result, replacement);
    for (const target of mapsIn(replacement, "targets"))
      result = result.map((object) => (isTarget(object, target) ? replaceIn(object, target, value) : object));
  }
  return result;
}

function sourceValue(objects: readonly BuildObject[], replacement: YamlMap): YamlNode {
  const unknown = computedString(MASK, replacement);
  const literal = nodeAt(replacement, "sourceValue");
  if (literal) return literal;
  const source = known(mapField(replacement, "source"));
  if (!source || nodeAt(source, "options")) return unknown;
  const [object, ...others] = objects.filter((candidate) => selects(source, candidate));
  if (!object || others.length > 0) return unknown;
  return lookUp(object.root, fieldPath(known(stringField(source, "fieldPath")) ?? "metadata.name")) ?? unknown;
}

function isTarget(object: BuildObject, target: YamlMap): boolean {
  const select = known(mapField(target, "select"));
  if (!select || !selects(select, object)) return false;
  return !mapsIn(target, "reject").some((reject) => selects(reject, object));
}

/** Group, version, kind, name and namespace, each as it is or was. */
function selects(selector: YamlMap, object: BuildObject): boolean {
  const wanted = (["group", "version", "kind", "name", "namespace"] as const).flatMap((key) => {
    const value = known(stringField(selector, key));
    return value === undefined ? [] : [[key, value] as const];
  });
  return idsOf(object).some((id: ObjectId) => wanted.every(([key, value]) => id[key] === value));
}

function replaceIn(object: BuildObject, target: YamlMap, value: YamlNode): BuildObject {
  const options = known(mapField(target, "options"));
  const isPart = options !== undefined && nodeAt(options, "delimiter") !== undefined;
  const create = known(booleanField(options, "create")) === true;
  const paths = seqField(target, "fieldPaths");
  const texts =
    paths.kind === "present"
      ? paths.value.items.flatMap((item) => (item.kind === "scalar" ? [item.text] : []))
      : ["metadata.name"];
  const root = texts.reduce<YamlNode>(
    (node, text) => setAt(node, fieldPath(text), isPart ? computedString(MASK, value) : value, create),
    object.root,
  );
  return root.kind === "map" ? withRoot(object, root) : object;
}

/** Splits `spec.ports.[name=http].port` and `metadata.labels.a\.b` or `metadata.labels.[a.b]` at its dots. */
function fieldPath(text: string): string[] {
  const steps = text.match(/\[[^\]]*\]|(?:\\.|[^.[\]\\])+/g) ?? [];
  return steps.map((step) => step.replaceAll("\\", ""));
}

function lookUp(node: YamlNode, path: readonly string[]): YamlNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  return childrenAt(node, step)
    .map((child) => lookUp(child, rest))
    .find((found) => found !== undefined);
}

function childrenAt(node: YamlNode, step: string): YamlNode[] {
  if (node.kind === "map")
    return [nodeAt(node, step.replace(/^\[(.*)\]$/, "$1"))].filter((child) => child !== undefined);
  return node.kind === "seq" ? node.items.filter((item, index) => isStepTo(item, index, step)) : [];
}

function isStepTo(item: YamlNode, index: number, step: string): boolean {
  if (step === "*") return true;
  const condition = /^\[([^=]*)=(.*)\]$/.exec(step);
  if (!condition) return /^\d{1,6}$/.test(step) && digits(step) === index;
  if (condition[1] === "") return item.kind === "scalar" && item.text === condition[2];
  const value = item.kind === "map" ? nodeAt(item, condition[1] ?? "") : undefined;
  return value?.kind === "scalar" && value.text === condition[2];
}

function setAt(node: YamlNode, path: readonly string[], value: YamlNode, create: boolean): YamlNode {
  const [step, ...rest] = path;
  if (step === undefined)
    return node.kind === "scalar" && value.kind === "scalar"
      ? { ...node, text: value.text, ...(value.origin ? { origin: value.origin } : {}) }
      : value;
  if (node.kind === "seq")
    return {
      ...node,
      items: node.items.map((item, index) => (isStepTo(item, index, step) ? setAt(item, rest, value, create) : item)),
    };
  if (node.kind !== "map") return node;
  const name = step.replace(/^\[(.*)\]$/, "$1");
  const child = nodeAt(node, name);
  if (!child && !(create && rest.length === 0)) return node;
  return withEntry(node, computedString(name, child ?? node), child ? setAt(child, rest, value, create) : value);
}

function mapsIn(map: YamlMap, key: string): YamlMap[] {
  const field = seqField(map, key);
  return field.kind === "present" ? field.value.items.filter((item) => item.kind === "map") : [];
}
