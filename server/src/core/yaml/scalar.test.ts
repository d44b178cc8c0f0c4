import assert from "node:assert/strict";
import { test } from "node:test";
import { MASK } from "./mask.ts";
import type { YamlScalar } from "./node.ts";
import { isPlaceholder, type Resolved, resolveScalar } from "./scalar.ts";

function plain(text: string, more: Partial<YamlScalar> = {}): Resolved {
  return resolveScalar({ kind: "scalar", start: 0, end: text.length, text, style: "plain", ...more });
}

/** What the server's JSON holds: the literal of a number, a word in backquotes for a string. */
function shown(resolved: Resolved): string {
  if (resolved.type === "number") return resolved.literal;
  if (resolved.type === "boolean") return String(resolved.value);
  return resolved.type === "string" ? `\`${resolved.value}\`` : resolved.type;
}

/** Each literal with what sigs.k8s.io/yaml v1.6 makes of it; those of ports were put to a server of version 1.37, too. */
const LITERALS: Readonly<Record<string, string>> = {
  // Integers: base 10, 16, 8 in two spellings, 2; underscores anywhere behind the first digit.
  "80": "80",
  "+80": "80",
  "-80": "-80",
  "0": "0",
  "-0": "0",
  "0120": "80",
  "0o120": "80",
  "0O120": "80",
  "-0o17": "-15",
  "0x1F90": "8080",
  "0X1f90": "8080",
  "-0x10": "-16",
  "0b101": "5",
  "0B101": "5",
  "-0b101": "-5",
  "800_800": "800800",
  "1__0_": "10",
  "0x_1F": "31",
  "0_7": "7",
  // 64 bits, the last of them without a sign only; beyond them decimal digits are a fraction of a larger number.
  "9223372036854775807": "9223372036854775807",
  "-9223372036854775808": "-9223372036854775808",
  "18446744073709551615": "18446744073709551615",
  "+9223372036854775808": "9223372036854776000",
  "18446744073709551616": "18446744073709552000",
  "0xFFFFFFFFFFFFFFFF": "18446744073709551615",
  "0x1FFFFFFFFFFFFFFFF": "`0x1FFFFFFFFFFFFFFFF`",
  "0777777777777777777777777": "7.777777777777778e+23",
  "0o7777777777777777777777777": "`0o7777777777777777777777777`",
  // What is no octal number is a decimal one.
  "08080": "8080",
  "0808": "808",
  "-09": "-9",
  // Fractions and exponents; a whole number among them is written without a point.
  "8e3": "8000",
  "8E+3": "8000",
  "80.0": "80",
  "80.": "80",
  "80.5": "80.5",
  "+.5": "0.5",
  ".5": "0.5",
  ".5_0": "0.5",
  "._5": "`._5`",
  ".5_": "`.5_`",
  "-1_0.5": "-10.5",
  "1e-7": "1e-7",
  "1e21": "1e+21",
  "1e400": "`1e400`",
  "1e-400": "0",
  "10.5": "10.5",
  "1.10": "1.1",
  // No base 60, no times, no dates, no versions, no ranges.
  "80:80": "`80:80`",
  "12:30:45": "`12:30:45`",
  "2001-01-01": "`2001-01-01`",
  "2001-01-01T12:00:00Z": "`2001-01-01T12:00:00Z`",
  "1.2.3": "`1.2.3`",
  "8000-8010": "`8000-8010`",
  "80,443": "`80,443`",
  "80/TCP": "`80/TCP`",
  // Almost numbers.
  "0x": "`0x`",
  "0b2": "`0b2`",
  "0o8": "`0o8`",
  "1e": "`1e`",
  "+": "`+`",
  "-": "`-`",
  ".": "`.`",
  _80: "`_80`",
  "80m": "`80m`",
  Infinity: "`Infinity`",
  NaN: "`NaN`",
  // JSON has no such numbers.
  ".inf": "+Inf",
  "+.Inf": "+Inf",
  "-.INF": "-Inf",
  ".NaN": "NaN",
  ".nan": "NaN",
  "+.nan": "`+.nan`",
  // Booleans in three cases each, and no others.
  y: "true",
  Y: "true",
  yes: "true",
  Yes: "true",
  YES: "true",
  on: "true",
  On: "true",
  ON: "true",
  true: "true",
  True: "true",
  TRUE: "true",
  n: "false",
  N: "false",
  no: "false",
  No: "false",
  NO: "false",
  off: "false",
  Off: "false",
  OFF: "false",
  false: "false",
  False: "false",
  FALSE: "false",
  yEs: "`yEs`",
  tRUE: "`tRUE`",
  enabled: "`enabled`",
  // Nothing, in five spellings.
  "": "null",
  "~": "null",
  null: "null",
  Null: "null",
  NULL: "null",
  nUll: "`nUll`",
  nil: "`nil`",
  none: "`none`",
};

test("plain scalars are what the API server takes them for", () => {
  for (const [literal, expected] of Object.entries(LITERALS))
    assert.equal(shown(plain(literal)), expected, JSON.stringify(literal));
});

test("a number's value is what a field gets", () => {
  const value = (text: string): number | undefined => {
    const resolved = plain(text);
    return resolved.type === "number" ? resolved.value : undefined;
  };
  assert.equal(value("0x50"), 80);
  assert.equal(Object.is(value("-0.0"), 0), true);
  assert.equal(value(".inf"), Number.POSITIVE_INFINITY);
  assert.equal(Number.isNaN(value(".nan")), true);
});

test("quoted and block scalars are strings", () => {
  for (const style of ["quoted", "block"] as const)
    for (const text of ["80", "true", "", "~", ".inf"])
      assert.deepEqual(plain(text, { style }), { type: "string", value: text });
});

test("a tag decides whether the text is looked at", () => {
  const tagged = (name: string, text: string, style: YamlScalar["style"] = "plain"): string =>
    shown(plain(text, { style, tag: name.startsWith("!") ? name : `tag:yaml.org,2002:${name}` }));
  assert.equal(tagged("str", "80"), "`80`");
  assert.equal(tagged("int", "80", "quoted"), "80");
  assert.equal(tagged("float", "80"), "80");
  assert.equal(tagged("bool", "yes", "quoted"), "true");
  assert.equal(tagged("null", "", "quoted"), "null");
  assert.equal(tagged("timestamp", "2001-01-01"), "`2001-01-01`");
  assert.equal(tagged("!Ref", "80"), "`80`");
});

test("a template expression is unknown, wherever it stands in the text", () => {
  for (const text of [MASK, `80${MASK}`, `${MASK}${MASK}-web`]) {
    assert.deepEqual(plain(text), { type: "unknown" });
    assert.deepEqual(plain(text, { style: "quoted" }), { type: "unknown" });
  }
});

test("placeholders of other tools", () => {
  for (const text of [
    `\${PORT}`,
    `1\${PORT}`,
    "$PORT",
    "$(PORT)",
    "<port>",
    "__PORT__",
    "@PORT@",
    "%PORT%",
    "[[ port ]]",
    "<%= @port %>",
    "<< pipeline.port >>",
    "#{PORT}#",
    "((port))",
    "30$PORT",
    "%{ for port in ports ~} - containerPort",
  ])
    assert.equal(isPlaceholder(text), true, text);
  for (const text of ["80", "http", "a@b", "100%", "$", "5%", "a<b", "a<<b", "PORT", "(80)", "#1", "80$", "~"])
    assert.equal(isPlaceholder(text), false, text);
});
