import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { env } from "node:process";
import { test } from "node:test";
import type { CaseText } from "../fields/card.ts";
import { CARDS } from "../fields/cards.generated.ts";
import { RULES } from "../rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../settings/settings.ts";
import { HOVER_MARK, parseFixture } from "../testing/fixture.ts";
import { linesOf } from "../text/lines.ts";
import { createWorkspace, type Workspace } from "../workspace/workspace.ts";
import { type HoverCard, hoverAt } from "./hover.ts";

/**
 * The fixtures beside this file: manifests in which a comment's carets mark a hover's range, as in a rule's fixture, and
 * behind them stands what it is made of: the card's field and case, the values in its first lines, the numbers and names
 * in what it says of the manifest, and the column of the comparison. `UPDATE=1` writes all but the first caret.
 */
const seen = new Set<string>();

for (const path of globSync(join(import.meta.dirname, "hover.*.yaml")).sort())
  test(`hovers of ${basename(path)}`, () => {
    const fixture = readFileSync(path, "utf8");
    const annotated = annotate(fixture);
    if (env["UPDATE"] && annotated !== fixture) writeFileSync(path, annotated);
    else assert.equal(annotated, fixture);
  });

test("the fixtures show every case of every card", () => {
  const all = Object.entries(CARDS).flatMap(([field, { cases }]) => Object.keys(cases).map((id) => `${field} ${id}`));
  assert.deepEqual(
    all.filter((id) => !seen.has(id)),
    [],
  );
});

function annotate(fixture: string): string {
  const lines = parseFixture(fixture).flatMap(({ header, settings, files }) => {
    const workspace = createWorkspace({ rules: RULES, settings });
    const texts = files.map(({ lines: all }) =>
      all.filter((line) => !HOVER_MARK.test(line)).map((line) => `${line}\n`),
    );
    files.forEach(({ uri }, index) => {
      workspace.update(uri, texts[index]?.join("") ?? "", true);
    });
    return [
      ...header,
      ...files.flatMap(({ header: own, uri, lines: all }, index) => [
        ...(own === undefined ? [] : [own]),
        ...annotateFile(all, { uri, text: texts[index]?.join("") ?? "", workspace }),
      ]),
    ];
  });
  return `${lines.join("\n")}\n`;
}

interface Hovered {
  readonly uri: string;
  readonly text: string;
  readonly workspace: Workspace;
}

function annotateFile(lines: readonly string[], { uri, text, workspace }: Hovered): string[] {
  const index = linesOf(text);
  let line = -1;
  return lines.map((own) => {
    if (!HOVER_MARK.test(own)) {
      line++;
      return own;
    }
    const character = own.startsWith("#<") ? 0 : own.indexOf("^");
    const card = hoverAt({ uri, text, workspace, folds: false }, index.offsetAt({ line, character }));
    const range = card && { start: index.positionAt(card.start), end: index.positionAt(card.end) };
    assert.ok(!range || (range.start.line === line && range.end.line === line), "a card belongs to a key or a scalar");
    const [from, to] = range ? [range.start.character, range.end.character] : [character, character + 1];
    const carets = "^".repeat(Math.max(1, to - from));
    return `${from === 0 ? `#<${carets}` : `#${" ".repeat(from - 1)}${carets}`} ${card ? summaryOf(card) : "nothing"}`;
  });
}

function summaryOf({ markdown }: HoverCard): string {
  const [head = "", ...blocks] = markdown.split("\n\n");
  for (const line of head.split("  \n")) assert.ok(visible(line).length <= 110, `too long: ${line}`);
  const [found, ...others] = Object.entries(CARDS).flatMap(([field, { cases }]) =>
    Object.entries<CaseText>(cases).flatMap(([id, text]) => {
      const values = patternOf(text).exec(head)?.slice(1);
      return values ? [{ id: `${field} ${id}`, values: [...new Set(values)] }] : [];
    }),
  );
  assert.ok(found && others.length === 0, `one case of one card: ${head}`);
  seen.add(found.id);
  const about = blocks.find((block) => !block.startsWith("|") && !block.startsWith("[")) ?? "";
  const data = [...about.matchAll(/(`+).+?\1(?!`)|\*\w+\*|\d+/g)].map(([token]) => token);
  const [, compared] = /\| here: (\w+)/.exec(markdown) ?? [];
  const values = found.values.length > 0 ? [`(${found.values.join(", ")})`] : [];
  return [found.id, ...values, ...data, ...(compared ? [`[${compared}]`] : [])].join(" ");
}

/** What a case's lines look like with values in place of `{name}`. */
function patternOf({ title, verdict, consequence, rightWhen }: CaseText): RegExp {
  const lines = [`**${title}** - ${verdict}`, consequence, rightWhen].join("  \n").split(/\{\w+\}/);
  return new RegExp(`^${lines.map((part) => part.replace(/[.*+?^${"$"}{}()|[\]\\]/g, "\\$&")).join("([^\n]+?)")}$`);
}

/** What is seen of Markdown, roughly. */
function visible(markdown: string): string {
  return markdown.replace(/[*`]/g, "");
}

const PORTS = `apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers:
    - name: app
      image: app:1
      ports:
        - containerPort: 8080
          hostPort: 80
`;

function hover(text: string, offset: number, folds = false): HoverCard | undefined {
  const uri = "file:///hover.yaml";
  const workspace = createWorkspace({ rules: RULES, settings: DEFAULT_SETTINGS });
  workspace.update(uri, text, true);
  return hoverAt({ uri, text, workspace, folds }, offset);
}

test("line ends play no part", () => {
  const text = PORTS.replaceAll("\n", "\r\n");
  const card = hover(text, text.indexOf("hostPort"));
  assert.equal(text.slice(card?.start, card?.end), "hostPort");
  assert.equal(card?.markdown, hover(PORTS, PORTS.indexOf("hostPort"))?.markdown);
});

test("JSON is YAML", () => {
  const text =
    '{"apiVersion":"v1","kind":"Service","metadata":{"name":"a"},"spec":{"type":"NodePort","ports":[{"port":80}]}}';
  const card = hover(text, text.indexOf("type") + 1);
  assert.equal(text.slice(card?.start, card?.end), '"type"');
});

test("below a finding the comparison is folded, where the client can", () => {
  const onKey = PORTS.indexOf("hostPort");
  const onValue = PORTS.indexOf(" 80\n") + 1;
  assert.doesNotMatch(hover(PORTS, onKey, true)?.markdown ?? "", /<details>/);
  assert.match(hover(PORTS, onValue, true)?.markdown ?? "", /<details>/);
  assert.doesNotMatch(hover(PORTS, onValue)?.markdown ?? "", /<details>/);
});

const EVIL = JSON.stringify("x](command:evil) [y](https://evil.example) <img src=x> `` ` www.evil.example");

test("nothing of a manifest acts in a card", () => {
  const text = `apiVersion: v1
kind: Pod
metadata: {name: ${EVIL}, labels: {app: web}}
spec:
  nodeSelector: {${EVIL}: ${EVIL}}
  containers:
    - name: ${EVIL}
      image: app:1
      ports: [{name: ${EVIL}, containerPort: 1, hostPort: 80, hostIP: ${EVIL}, protocol: ${EVIL}}]
---
apiVersion: v1
kind: Service
metadata: {name: ${EVIL}}
spec:
  type: ${EVIL}
  selector: {app: web}
  externalIPs: [${EVIL}]
  ports: [{port: 80, targetPort: ${EVIL}, nodePort: ${EVIL}, protocol: ${EVIL}}]
`;
  const fields = ["containerPort", "hostPort", "hostIP", "protocol", "type", "externalIPs", "targetPort", "nodePort"];
  for (const field of fields) {
    const card = hover(text, text.indexOf(`${field}:`));
    assert.ok(card, field);
    const outside = card.markdown.replace(/(?<!`)(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, "");
    assert.doesNotMatch(outside, /evil/, card.markdown);
  }
});

test("nothing is too broken", () => {
  for (let length = 0; length <= PORTS.length; length++)
    for (const text of [PORTS.slice(0, length), `${PORTS.slice(0, length)}: [{`]) hover(text, length);
});
