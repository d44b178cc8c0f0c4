import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MASK } from "../../yaml/mask.ts";
import { code, md, own } from "./markdown.ts";

/** What CommonMark 0.31 (6.1) makes of the start of a text: the content of a code span, and what stands behind it. */
function codeSpan(markdown: string): { readonly content: string; readonly rest: string } | undefined {
  const [fence = ""] = /^`+/.exec(markdown) ?? [];
  if (fence === "") return undefined;
  const closing = [...markdown.matchAll(/`+/g)].find(({ 0: run, index }) => index > 0 && run.length === fence.length);
  if (!closing) return undefined;
  const content = markdown.slice(fence.length, closing.index).replaceAll("\n", " ");
  const isPadded = /^ .* $/.test(content) && content.trim() !== "";
  return { content: isPadded ? content.slice(1, -1) : content, rest: markdown.slice(closing.index + fence.length) };
}

const ATTACKS = [
  "[run](command:workbench.action.terminal.new)",
  "![x](https://evil.example/pixel.png)",
  "<img src=x onerror=alert(1)>",
  "<details open><summary>x</summary></details>",
  "<https://evil.example>",
  "https://evil.example/path www.evil.example a@evil.example",
  "`[x](command:y)`",
  "``` [x](command:y) ```",
  "a`[x](command:y)`b``c```d",
  "`",
  "``",
  "x` [link](https://evil.example) `y",
  "one\n\n[two](https://evil.example)",
  "one\r\n# two",
  "one\u2028two\u2029three\u0085four",
  "a | b | c",
  "$(warning) $(sync~spin)",
  "&lt;b&gt; &#91;x&#93;",
  "\\`[x](command:y)\\`",
  "  - list",
  "\u202Etxt.exe\u202C\u200B\uFEFF",
  "\u0000\u001B[31m",
  "**bold** _it_ ~~x~~",
  "[ref]: https://evil.example",
  "[^1]: note",
  "\uD800",
];

for (const attack of ATTACKS)
  test(`the text stays text: ${JSON.stringify(attack)}`, () => {
    const span = codeSpan(code(attack, 200).markdown);
    assert.ok(span);
    assert.equal(span.rest, "");
    assert.doesNotMatch(code(attack).markdown, /[\r\n\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });

test("whatever the text, it is one code span, with the text that can be seen in it", () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom("`", "``", " ", "\n", "[", "](command:x)", "<b>", "|", "\\", MASK), fc.string()),
  });
  fc.assert(
    fc.property(text, (given) => {
      const span = codeSpan(code(given, 10_000).markdown);
      const visible = given
        .replace(new RegExp(`${MASK}+`, "g"), "…")
        .replace(/[\p{C}\p{Z}\s]+/gu, " ")
        .trim();
      return span !== undefined && span.rest === "" && span.content.trim() === (visible === "" ? '""' : visible);
    }),
    { numRuns: 2000 },
  );
});

test("two spans beside one another stay two", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      const both = md`${code(a)} ${code(b)}`.markdown;
      const first = codeSpan(both);
      const second = first && codeSpan(first.rest.slice(1));
      return second !== undefined && second.rest === "";
    }),
  );
});

test("a template's stand-in shows as an ellipsis, a long text is cut between characters", () => {
  assert.equal(code(`a-${MASK.repeat(20)}-b`).markdown, "`a-…-b`");
  assert.equal(code("𝒳".repeat(100), 5).markdown, "`𝒳𝒳𝒳𝒳…`");
  assert.equal(code("").markdown, '`""`');
});

test("numbers and our own words go in as they are", () => {
  assert.equal(md`${80} **${own("x")}** ${code("y")}`.markdown, "80 **x** `y`");
});
