/**
 * The card of a field: one Markdown file, from which the hover's lines and the field's page both come. Its sections, in
 * this order: an introduction, `At a glance` (the cases, each with three paragraphs), `Measured`, `Facts`, `Example`, `Rules`.
 */
export interface Card {
  readonly field: string;
  /** What the page begins with. */
  readonly introduction: string;
  /** What a hover may say, by the id of the case. */
  readonly cases: ReadonlyMap<string, CardCase>;
  /** Rows of `docs/measured.md` that a hover links to. */
  readonly measured: readonly MeasuredLink[];
  readonly facts: readonly Fact[];
  /** A manifest whose first occurrence of the field shows the card at work. */
  readonly example: string;
  /** Ids of the rules that speak of the field. */
  readonly rules: readonly string[];
}

/** What is said of a field in one situation. `{name}` stands for a value of the manifest. */
export interface CaseText {
  /** The field with its value, as the card's first words. */
  readonly title: string;
  /** What it does to the nodes, in one line. */
  readonly verdict: string;
  /** What that costs, in one line. */
  readonly consequence: string;
  readonly rightWhen: string;
}

export interface CardCase extends CaseText {
  /** Which situation it is, for readers of the page: `in a sidecar`. */
  readonly when: string;
}

export interface MeasuredLink {
  /** The number of the row: `1.2`. */
  readonly row: string;
  /** What it shows, in a few words. */
  readonly label: string;
}

export interface Fact {
  readonly title: string;
  readonly text: string;
  readonly source: string;
}

export const CARD_SECTIONS = ["At a glance", "Measured", "Facts", "Example", "Rules"] as const;

/** The values that cases may use. */
export const PLACEHOLDERS = ["value", "port", "place", "protocol", "ports", "range"] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** @throws SyntaxError that names the field and what is wrong with its card */
export function parseCard(text: string): Card {
  const [head = "", ...sections] = text.split(/^## /m);
  const [, field = "", introduction = ""] = /^# (\S+)\n\n([\s\S]+)$/.exec(head) ?? [];
  const wrong = (what: string): SyntaxError => new SyntaxError(`the card of ${field || "a field"}: ${what}`);
  if (field === "") throw wrong("it begins with its field as a heading, and an introduction");
  const bodies = new Map(
    sections.map((section) => {
      const newline = section.indexOf("\n");
      return [section.slice(0, newline), section.slice(newline + 1).trim()] as const;
    }),
  );
  if ([...bodies.keys()].join() !== CARD_SECTIONS.join())
    throw wrong(`its sections are ${[...bodies.keys()].join(", ")} instead of ${CARD_SECTIONS.join(", ")}`);
  const bodyOf = (section: (typeof CARD_SECTIONS)[number]): string => bodies.get(section) ?? "";
  const [, example = ""] = /^```yaml\n([\s\S]+)^```$/m.exec(`${bodyOf("Example")}\n`) ?? [];
  return {
    field,
    introduction: introduction.trim(),
    cases: new Map(partsOf(bodyOf("At a glance")).map((part) => caseOf(part, wrong))),
    measured: itemsOf(bodyOf("Measured")).map((item) => {
      const [, row = "", label = ""] = /^(\d\.\d+) (.+)$/.exec(item) ?? [];
      if (label === "") throw wrong(`"${item}" is no row with a few words`);
      return { row, label };
    }),
    facts: partsOf(bodyOf("Facts")).map((part) => factOf(part, wrong)),
    example,
    rules: itemsOf(bodyOf("Rules")),
  };
}

interface Part {
  readonly heading: string;
  readonly body: string;
}

/** The parts of a section, each behind a heading of the third level. */
function partsOf(section: string): Part[] {
  return section
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const [heading = "", ...lines] = part.split("\n");
      return { heading: heading.trim(), body: lines.join("\n").trim() };
    });
}

function itemsOf(section: string): string[] {
  return [...section.matchAll(/^- (.+)$/gm)].map(([, item = ""]) => item.trim());
}

function caseOf({ heading, body }: Part, wrong: (what: string) => SyntaxError): [string, CardCase] {
  const [, id = "", when = "", title = ""] = /^([a-z0-9-]+) \((.+?)\): (.+)$/.exec(heading) ?? [];
  const [verdict, consequence, rightWhen, ...more] = body.split(/\n{2,}/).map((line) => line.replace(/\n/g, " "));
  if (id === "" || !verdict || !consequence || !rightWhen || more.length > 0)
    throw wrong(`the case "${heading}" is an id, a situation, a title, and three paragraphs`);
  for (const [, name = ""] of `${title} ${verdict} ${consequence} ${rightWhen}`.matchAll(/\{(\w+)\}/g))
    if (!PLACEHOLDERS.some((placeholder) => placeholder === name)) throw wrong(`{${name}} in "${heading}" is unknown`);
  return [id, { when, title, verdict, consequence, rightWhen }];
}

function factOf({ heading, body }: Part, wrong: (what: string) => SyntaxError): Fact {
  const [, text = "", source = ""] = /^([\s\S]+)\n\nSource: ([\s\S]+)$/.exec(body) ?? [];
  if (source === "") throw wrong(`the fact "${heading}" is a text and its source`);
  return { title: heading, text, source: source.replace(/\n/g, " ") };
}

/** The rows of `docs/measured.md` that a source names: `measured 1.1, 2.3`. */
export function rowsIn(source: string): string[] {
  return [...source.matchAll(MEASURED)].flatMap(([list]) => [...list.matchAll(ROW)].map(([row]) => row));
}

const ROW = /\d\.\d+/g;
const MEASURED = /\bmeasured \d\.\d+(?:, \d\.\d+)*/g;

/** A source with each row as a link, as a page below `docs/fields/` has it. */
export function linkRows(source: string): string {
  return source.replace(MEASURED, (list) => list.replace(ROW, (row) => `[${row}](../measured.md#${rowAnchor(row)})`));
}

/** The anchor of a row of `docs/measured.md`. */
export function rowAnchor(row: string): string {
  return `m-${row.replace(".", "-")}`;
}

/** The anchor that GitHub gives a heading. */
export function headingAnchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replace(/ /g, "-");
}
