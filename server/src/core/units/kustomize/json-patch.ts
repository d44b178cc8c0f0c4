import { digits } from "../../yaml/digits.ts";
import { known, stringField } from "../../yaml/field.ts";
import { entryOf, nodeAt, type YamlMap, type YamlNode, type YamlSeq } from "../../yaml/node.ts";
import { computedString, withEntry, withoutEntry } from "./tree.ts";

/**
 * Applies a JSON patch (RFC 6902), given as a list of operations, to an object.
 * @returns undefined where an operation cannot be applied: the build would fail
 */
export function applyJsonPatch(object: YamlMap, operations: YamlSeq): YamlMap | undefined {
  let result: YamlNode = object;
  for (const operation of operations.items) {
    if (operation.kind !== "map") return undefined;
    const next = applyOperation(result, operation);
    if (!next) return undefined;
    result = next;
  }
  return result.kind === "map" ? result : undefined;
}

function applyOperation(root: YamlNode, operation: YamlMap): YamlNode | undefined {
  const name = known(stringField(operation, "op"));
  const path = pointer(textAt(operation, "path"));
  const from = pointer(textAt(operation, "from"));
  const value = nodeAt(operation, "value");
  if (!path) return undefined;
  if (name === "test") return root; // Its value may be of a part that is not kept; kustomize fails the build where it differs.
  if (name === "remove") return change(root, path, "remove", undefined);
  if (name === "add" || name === "replace") return value && change(root, path, name, value);
  const moved = from && lookUp(root, from);
  if (!moved || !from || (name !== "move" && name !== "copy")) return undefined;
  const left = name === "move" ? change(root, from, "remove", undefined) : root;
  return left && change(left, path, "add", moved);
}

function textAt(map: YamlMap, key: string): string | undefined {
  const node = nodeAt(map, key);
  return node?.kind === "scalar" ? node.text : undefined;
}

/** The steps of a JSON pointer (RFC 6901). */
function pointer(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  if (text === "") return [];
  if (!text.startsWith("/")) return undefined;
  return text
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function lookUp(node: YamlNode, path: readonly string[]): YamlNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return node;
  const child =
    node.kind === "map" ? nodeAt(node, step) : node.kind === "seq" ? node.items[indexOf(node, step)] : undefined;
  return child && lookUp(child, rest);
}

function indexOf(seq: YamlSeq, step: string): number {
  if (step === "-") return seq.items.length;
  if (/^-\d{1,6}$/.test(step)) return seq.items.length - digits(step.slice(1));
  return /^\d{1,6}$/.test(step) ? digits(step) : -1;
}

function change(
  node: YamlNode,
  path: readonly string[],
  operation: "add" | "replace" | "remove",
  value: YamlNode | undefined,
): YamlNode | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (node.kind === "map") return changeMap(node, step, rest, operation, value);
  if (node.kind === "seq") return changeSeq(node, step, rest, operation, value);
  return undefined;
}

function changeMap(
  node: YamlMap,
  step: string,
  rest: readonly string[],
  operation: "add" | "replace" | "remove",
  value: YamlNode | undefined,
): YamlNode | undefined {
  const entry = entryOf(node, step);
  if (rest.length > 0) {
    // A part that is not kept may have been there: changing something in it changes nothing that is.
    const child = entry ? change(entry.value, rest, operation, value) : undefined;
    return entry ? child && withEntry(node, entry.key, child) : node;
  }
  if (operation === "remove") return entry ? withoutEntry(node, step) : node;
  return value && withEntry(node, entry?.key ?? computedString(step, value), value);
}

function changeSeq(
  node: YamlSeq,
  step: string,
  rest: readonly string[],
  operation: "add" | "replace" | "remove",
  value: YamlNode | undefined,
): YamlNode | undefined {
  const index = indexOf(node, step);
  if (
    index < 0 ||
    index > node.items.length ||
    (index === node.items.length && !(operation === "add" && rest.length === 0))
  )
    return undefined;
  const item = node.items[index];
  if (rest.length > 0) {
    const child = item && change(item, rest, operation, value);
    return child && { ...node, items: node.items.with(index, child) };
  }
  if (operation === "remove") return { ...node, items: node.items.toSpliced(index, 1) };
  if (!value) return undefined;
  return {
    ...node,
    items: operation === "add" ? node.items.toSpliced(index, 0, value) : node.items.with(index, value),
  };
}
