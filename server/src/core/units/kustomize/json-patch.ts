import { digits } from "../../yaml/digits.ts";
import { known, stringField } from "../../yaml/field.ts";
import { entryOf, nodeAt, type YamlMap, type YamlNode, type YamlSeq } from "../../yaml/node.ts";
import { resolveScalar } from "../../yaml/scalar.ts";
import { computedString, textAt, withEntry, withoutEntry } from "./tree.ts";
import { isUnread } from "./unread.ts";

/**
 * Applies a JSON patch (RFC 6902), given as a list of operations, to an object. Operations on parts that are not kept
 * are taken to succeed. Source: evanphx/json-patch v4 as kustomize uses it, with negative indices.
 * @returns undefined where an operation cannot be applied: the build fails
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
  if (path.some(isUnread) || from?.some(isUnread)) return root;
  if (name === "remove") return change(root, path, "remove", undefined);
  if (name === "add" || name === "replace") return value && change(root, path, name, value);
  if (name === "test") return isEqual(lookUp(root, path), value) ? root : undefined;
  const moved = from && lookUp(root, from);
  if (!moved || !from || (name !== "move" && name !== "copy")) return undefined;
  const left = name === "move" ? change(root, from, "remove", undefined) : root;
  return left && change(left, path, "add", moved);
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
    node.kind === "map"
      ? nodeAt(node, step)
      : node.kind === "seq"
        ? node.items[indexOf(step, node.items.length)]
        : undefined;
  return child && lookUp(child, rest);
}

/** @returns -1 for what is no index; one at or behind the end is left to the caller */
function indexOf(step: string, length: number): number {
  if (/^-\d{1,6}$/.test(step)) return length - digits(step.slice(1));
  return /^\d{1,6}$/.test(step) ? digits(step) : -1;
}

function isEqual(a: YamlNode | undefined, b: YamlNode | undefined): boolean {
  if (isNull(a) && isNull(b)) return true;
  if (a?.kind === "seq" && b?.kind === "seq")
    return a.items.length === b.items.length && a.items.every((item, index) => isEqual(item, b.items[index]));
  if (a?.kind === "map" && b?.kind === "map")
    return [...a.entries, ...b.entries].every(
      ({ key }) => isUnread(key.text) || isEqual(nodeAt(a, key.text), nodeAt(b, key.text)),
    );
  if (a?.kind !== "scalar" || b?.kind !== "scalar") return false;
  const [left, right] = [resolveScalar(a), resolveScalar(b)];
  // What a template decides may be equal.
  if (left.type === "unknown" || right.type === "unknown") return true;
  return JSON.stringify(left) === JSON.stringify(right);
}

function isNull(node: YamlNode | undefined): boolean {
  return node === undefined || (node.kind === "scalar" && resolveScalar(node).type === "null");
}

type Change = "add" | "replace" | "remove";

function change(
  node: YamlNode,
  path: readonly string[],
  operation: Change,
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
  operation: Change,
  value: YamlNode | undefined,
): YamlNode | undefined {
  const entry = entryOf(node, step);
  // What is replaced need not have been there.
  if (!entry && (rest.length > 0 || operation === "remove")) return undefined;
  if (entry && rest.length > 0) {
    const child = change(entry.value, rest, operation, value);
    return child && withEntry(node, entry.key, child);
  }
  if (operation === "remove") return withoutEntry(node, step);
  return value && withEntry(node, entry?.key ?? computedString(step, value), value);
}

function changeSeq(
  node: YamlSeq,
  step: string,
  rest: readonly string[],
  operation: Change,
  value: YamlNode | undefined,
): YamlNode | undefined {
  const { length } = node.items;
  if (operation === "add" && rest.length === 0) {
    // A negative index counts from behind the new item.
    const at = step === "-" ? length : indexOf(step, step.startsWith("-") ? length + 1 : length);
    return value && at >= 0 && at <= length ? { ...node, items: node.items.toSpliced(at, 0, value) } : undefined;
  }
  const index = indexOf(step, length);
  const item = node.items[index];
  if (index < 0 || !item) return undefined;
  if (rest.length > 0) {
    const child = change(item, rest, operation, value);
    return child && { ...node, items: node.items.with(index, child) };
  }
  if (operation === "remove") return { ...node, items: node.items.toSpliced(index, 1) };
  return value && { ...node, items: node.items.with(index, value) };
}
