import assert from "node:assert/strict";
import { test } from "node:test";
import { duplicateValue, forbidden, invalidValue, quoted, requiredValue, unsupportedValue } from "./api-error.ts";

const ERRORS: readonly (readonly [string, string])[] = [
  [requiredValue("spec.ports"), "spec.ports: Required value"],
  [requiredValue("spec.ports", "why"), "spec.ports: Required value: why"],
  [invalidValue("a.b", 70000, "must be less"), "a.b: Invalid value: 70000: must be less"],
  [invalidValue("a.b", "x_y", "must be plain"), 'a.b: Invalid value: "x_y": must be plain'],
  [duplicateValue("a.b", "TCP//80"), 'a.b: Duplicate value: "TCP//80"'],
  [forbidden("a.b", "not here"), "a.b: Forbidden: not here"],
  [unsupportedValue("a.b", "tcp", ["TCP", "UDP"]), 'a.b: Unsupported value: "tcp": supported values: "TCP", "UDP"'],
  // A value of a type of its own is JSON, in which what HTML knows is escaped.
  [unsupportedValue("a.b", "a&b", ["TCP"]), 'a.b: Unsupported value: "a\\u0026b": supported values: "TCP"'],
];

for (const [error, text] of ERRORS) test(text, () => assert.equal(error, text));

/** What Go's strconv.Quote makes of a string. */
const QUOTED: readonly (readonly [string, string])[] = [
  ["plain text", '"plain text"'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ["a\tb\n", '"a\\tb\\n"'],
  ["\u0000\u0007\u007f", '"\\x00\\a\\x7f"'],
  ["a<b>&c", '"a<b>&c"'],
  ["h\u00f6he \u20ac", '"h\u00f6he \u20ac"'],
  ["no\u00a0break\u200b", '"no\\u00a0break\\u200b"'],
  ["\u{1f6a2}\u{e0001}", '"\u{1f6a2}\\U000e0001"'],
];

for (const [text, result] of QUOTED) test(`quoted ${result}`, () => assert.equal(quoted(text), result));
