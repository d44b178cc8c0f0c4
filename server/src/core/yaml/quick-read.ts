import type { Span } from "../text/span.ts";
import { commonBranch, sameBranch } from "./branch.ts";
import { type BranchRegion, branchAt, MASK } from "./mask.ts";
import type { Branch, ReadText, YamlEntry, YamlMap, YamlNode, YamlScalar, YamlSeq } from "./node.ts";

/**
 * Reads the plain style that nearly all manifests are written in: block collections, scalars of one line, literal block
 * scalars, flow collections of one line. It is many times quicker than a parser for all of YAML, and gives up at
 * whatever is more than that: what it does read is what the `yaml` package makes of it, node by node and offset by offset
 * (test/properties/parse.test.ts).
 * @returns undefined for a text that the other parser has to read
 */
export function quickRead(text: string, regions: readonly BranchRegion[]): ReadText | undefined {
  try {
    return new QuickReader(text, regions).read();
  } catch (error) {
    if (error === UNUSUAL) return undefined;
    throw error;
  }
}

/** Thrown at anything out of the ordinary. */
const UNUSUAL = new Error("a text for the full parser");

function giveUp(): never {
  throw UNUSUAL;
}

const NEWLINE = 10;
const SPACE = 32;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const QUESTION_MARK = 63;
const OPEN_SEQ = 91;
const CLOSE_SEQ = 93;
const OPEN_MAP = 123;
const PIPE = 124;
const CLOSE_MAP = 125;

/** What begins no plain scalar; each means something that is read elsewhere or not at all. */
const INDICATORS = new Set([..."&*!|>%@`\"'#,[]{}"].map((character) => character.charCodeAt(0)));
/** What begins a plain scalar only where no space follows. */
const MARKS = new Set([DASH, QUESTION_MARK, COLON]);
const FLOW_MARKS = new Set([COMMA, OPEN_SEQ, CLOSE_SEQ, OPEN_MAP, CLOSE_MAP]);
/**
 * What may go on in a plain scalar: up to a colon or a comment sign that is an indicator, or to the line's end. A regular
 * expression goes through the characters many times quicker than a loop does that has only just begun to run.
 */
const PLAIN_RUN = /[^\n:#]*(?:(?::(?![ \n]|$)|(?<! )#)[^\n:#]*)*/y;
const DOUBLE_QUOTED_RUN = /[^\n\\"]*/y;
const SINGLE_QUOTED_RUN = /[^\n\\']*/y;
/** Longer keys are no implicit keys. */
const MAX_KEY = 1000;
const MAX_DEPTH = 200;

class QuickReader {
  readonly #text: string;
  readonly #regions: readonly BranchRegion[];
  readonly #blockScalars: Span[] = [];
  /** The first character of the next line that holds more than a comment; the end of the text behind the last one. */
  #at = 0;
  /** That character's column; -1 at the end. */
  #indent = -1;
  #depth = 0;

  constructor(text: string, regions: readonly BranchRegion[]) {
    this.#text = text;
    this.#regions = regions;
  }

  read(): ReadText {
    const text = this.#text;
    // Tabs, other line breaks and byte order marks have rules of their own.
    if (text.includes("\t") || text.includes("\r") || text.includes("\uFEFF")) giveUp();
    const isMarked = text.startsWith("---");
    if (isMarked && !this.#isBlank(3)) giveUp();
    this.#goToLine(isMarked ? this.#lineEnd(3) + 1 : 0);
    if (this.#indent < 0) giveUp();
    const root = this.#collection(this.#at, this.#indent, undefined, true) ?? giveUp();
    if (this.#indent >= 0) giveUp();
    return { root, problems: [], shared: [], blockScalars: this.#blockScalars };
  }

  /** Goes to the next line that holds something, from the beginning of one. */
  #goToLine(from: number): void {
    const text = this.#text;
    for (let start = from; start < text.length; start = this.#lineEnd(start) + 1) {
      let at = start;
      while (text.charCodeAt(at) === SPACE) at++;
      const first = text.charCodeAt(at);
      if (at >= text.length || first === NEWLINE || first === HASH) continue;
      if (at === start && (text.startsWith("---", at) || text.startsWith("...", at))) giveUp();
      this.#at = at;
      this.#indent = at - start;
      return;
    }
    this.#at = text.length;
    this.#indent = -1;
  }

  #lineEnd(at: number): number {
    const newline = this.#text.indexOf("\n", at);
    return newline < 0 ? this.#text.length : newline;
  }

  /** Whether a line ends at `at`, or is followed by nothing but spaces and a comment that they set off. */
  #isBlank(at: number): boolean {
    const start = this.#skipSpaces(at);
    const code = this.#text.charCodeAt(start);
    return start >= this.#text.length || code === NEWLINE || (code === HASH && start > at);
  }

  #skipSpaces(from: number): number {
    let at = from;
    while (this.#text.charCodeAt(at) === SPACE) at++;
    return at;
  }

  /** Whether a character is followed by a space or the end of the line: only then is it an indicator. */
  #isIndicator(at: number, code: number): boolean {
    if (this.#text.charCodeAt(at) !== code) return false;
    const next = this.#text.charCodeAt(at + 1);
    return next === SPACE || next === NEWLINE || at + 1 >= this.#text.length;
  }

  #branchAt(offset: number): Branch | undefined {
    return this.#regions.length === 0 ? undefined : branchAt(this.#regions, offset);
  }

  /** The block collection that begins at an offset; undefined where none does. Ends at the line behind it. */
  #collection(at: number, column: number, branch: Branch | undefined, isRoot = false): YamlNode | undefined {
    if (++this.#depth > MAX_DEPTH) giveUp();
    const key = this.#isIndicator(at, DASH) ? undefined : this.#key(at);
    const node = key
      ? this.#map(key, column, branch, isRoot)
      : this.#isIndicator(at, DASH)
        ? this.#seq(at, column, isRoot ? this.#branchAt(at) : branch)
        : undefined;
    this.#depth--;
    return node;
  }

  #map(first: Key, column: number, branch: Branch | undefined, isRoot: boolean): YamlMap {
    const entries: YamlEntry[] = [];
    for (let key: Key | undefined = first; key; ) {
      entries.push(
        entryOf(
          key.node,
          this.#value(key.end, column, true, () => key?.node.branch),
        ),
      );
      if (this.#indent > column) giveUp();
      if (this.#indent < column) break;
      key = this.#key(this.#at) ?? giveUp();
    }
    const own = isRoot ? entries.map(({ key }) => key.branch).reduce(commonBranch) : branch;
    return mapOf(entries, { start: first.node.start, end: undefined }, own);
  }

  #seq(start: number, column: number, branch: Branch | undefined): YamlSeq {
    const items: YamlNode[] = [];
    for (let at = start; ; at = this.#at) {
      items.push(this.#item(at, column));
      if (this.#indent > column) giveUp();
      if (this.#indent < column || !this.#isIndicator(this.#at, DASH)) break;
    }
    return seqOf(items, { start, end: undefined }, branch);
  }

  #item(dash: number, column: number): YamlNode {
    const at = this.#skipSpaces(dash + 1);
    const inner = this.#isBlank(at) ? undefined : this.#collection(at, column + at - dash, this.#branchAt(at));
    return inner ?? this.#value(dash + 1, column, false, (offset) => this.#branchAt(offset));
  }

  /**
   * What stands behind the colon of a key or the dash of an item, here or on the next lines; ends at the line behind it.
   * @param column of the map or sequence that holds it
   * @param branchFor the branch of a value that begins at an offset
   */
  #value(from: number, column: number, ofKey: boolean, branchFor: (start: number) => Branch | undefined): YamlNode {
    const at = this.#skipSpaces(from);
    if (!this.#isBlank(from)) return this.#inline(at, column, branchFor(at));
    this.#goToLine(this.#lineEnd(at) + 1);
    if (this.#indent > column) return this.#collection(this.#at, this.#indent, branchFor(this.#at)) ?? giveUp();
    // The items of a key's sequence need not be indented.
    if (ofKey && this.#indent === column && this.#isIndicator(this.#at, DASH))
      return this.#seq(this.#at, column, branchFor(this.#at));
    return scalarOf(at, at, "", "plain", branchFor(at));
  }

  /** A scalar or flow collection that begins at an offset. */
  #inline(at: number, column: number, branch: Branch | undefined): YamlNode {
    const code = this.#text.charCodeAt(at);
    if (code === PIPE) return this.#literal(at, column, branch);
    const node =
      code === OPEN_SEQ || code === OPEN_MAP
        ? this.#flow(at, branch)
        : code === DOUBLE_QUOTE || code === SINGLE_QUOTE
          ? this.#quoted(at, branch)
          : this.#plain(at, branch);
    if (!this.#isBlank(node.end)) giveUp();
    this.#goToLine(this.#lineEnd(node.end) + 1);
    // A scalar of several lines, or a mistake.
    if (this.#indent > column) giveUp();
    return node;
  }

  /** The key of a mapping that begins at an offset; undefined where there is none on this line. */
  #key(at: number): Key | undefined {
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
      const node = this.#quoted(at, this.#branchAt(at));
      const colon = this.#skipSpaces(node.end);
      return this.#isIndicator(colon, COLON) ? checkedKey(node, colon + 1) : undefined;
    }
    if (code === OPEN_SEQ || code === OPEN_MAP || code === PIPE) return undefined;
    if (!this.#mayBeginPlain(at)) giveUp();
    const stop = this.#runEnd(PLAIN_RUN, at);
    if (text.charCodeAt(stop) !== COLON) return undefined;
    const end = this.#trimmedEnd(at, stop);
    return checkedKey(scalarOf(at, end, text.slice(at, end), "plain", this.#branchAt(at)), stop + 1);
  }

  /** Where a run of characters ends that begins at an offset. */
  #runEnd(run: RegExp, at: number): number {
    run.lastIndex = at;
    run.test(this.#text);
    return run.lastIndex;
  }

  #mayBeginPlain(at: number): boolean {
    return (
      !INDICATORS.has(this.#text.charCodeAt(at)) &&
      !(MARKS.has(this.#text.charCodeAt(at)) && this.#isIndicator(at, this.#text.charCodeAt(at)))
    );
  }

  #trimmedEnd(start: number, end: number): number {
    let at = end;
    while (at > start && this.#text.charCodeAt(at - 1) === SPACE) at--;
    return at;
  }

  /** A plain scalar up to the end of the line. */
  #plain(at: number, branch: Branch | undefined): YamlScalar {
    if (!this.#mayBeginPlain(at)) giveUp();
    const stop = this.#runEnd(PLAIN_RUN, at);
    if (this.#text.charCodeAt(stop) === COLON) giveUp();
    const end = this.#trimmedEnd(at, stop);
    return scalarOf(at, end, this.#text.slice(at, end), "plain", branch);
  }

  #quoted(at: number, branch: Branch | undefined): YamlScalar {
    const text = this.#text;
    const quote = text.charCodeAt(at);
    const end = this.#runEnd(quote === DOUBLE_QUOTE ? DOUBLE_QUOTED_RUN : SINGLE_QUOTED_RUN, at + 1);
    // A line break, a backslash, or a quote that stands for itself.
    if (text.charCodeAt(end) !== quote || text.charCodeAt(end + 1) === quote) giveUp();
    return scalarOf(at, end + 1, text.slice(at + 1, end), "quoted", branch);
  }

  /** A literal block scalar; its lines are indented by as much as the first. */
  #literal(at: number, column: number, branch: Branch | undefined): YamlScalar {
    const text = this.#text;
    const sign = text.charAt(at + 1);
    const hasSign = sign === "-" || sign === "+";
    if (!this.#isBlank(at + (hasSign ? 2 : 1))) giveUp();
    const first = this.#lineEnd(at) + 1;
    let indent = -1;
    let content = "";
    let end = at;
    let start = first;
    for (; start < text.length; start = this.#lineEnd(start) + 1) {
      const begin = this.#skipSpaces(start);
      const lineEnd = this.#lineEnd(start);
      if (begin === lineEnd) {
        // Spaces on an empty line may be content or not.
        if (begin > start) giveUp();
        content += "\n";
        continue;
      }
      if (indent < 0) indent = begin - start;
      if (indent <= column) giveUp();
      if (begin - start < indent) break;
      content += `${text.slice(start + indent, lineEnd)}\n`;
      end = lineEnd;
    }
    if (end === at) giveUp();
    const body = content.replace(/\n+$/, "");
    const value = sign === "-" ? body : sign === "+" ? content : `${body}\n`;
    // Empty lines behind the content belong to it only where they are kept.
    this.#blockScalars.push({ start: at, end: Math.min(sign === "+" ? start : end + 1, text.length) });
    this.#goToLine(start);
    if (this.#indent > column) giveUp();
    return scalarOf(at, end, value, "block", branch);
  }

  /** A flow collection of one line. */
  #flow(at: number, branch: Branch | undefined): YamlNode {
    if (++this.#depth > MAX_DEPTH) giveUp();
    const isMap = this.#text.charCodeAt(at) === OPEN_MAP;
    const close = isMap ? CLOSE_MAP : CLOSE_SEQ;
    const entries: YamlEntry[] = [];
    const items: YamlNode[] = [];
    let next = this.#skipSpaces(at + 1);
    while (this.#text.charCodeAt(next) !== close) {
      const first = this.#flowNode(next, this.#branchAt(next));
      next = this.#skipSpaces(first.end);
      if (isMap) {
        if (first.kind !== "scalar" || !this.#isIndicator(next, COLON)) giveUp();
        next = this.#skipSpaces(next + 1);
        const value = this.#flowNode(next, first.branch);
        entries.push(entryOf(checkedKey(first, next).node, value));
        next = this.#skipSpaces(value.end);
      } else items.push(first);
      const code = this.#text.charCodeAt(next);
      if (code === COMMA) {
        next = this.#skipSpaces(next + 1);
        if (this.#text.charCodeAt(next) === close) giveUp();
      } else if (code !== close) giveUp();
    }
    this.#depth--;
    const place = { start: at, end: next + 1 };
    return isMap ? mapOf(entries, place, branch) : seqOf(items, place, branch);
  }

  #flowNode(at: number, branch: Branch | undefined): YamlNode {
    const text = this.#text;
    const code = text.charCodeAt(at);
    if (code === OPEN_SEQ || code === OPEN_MAP) return this.#flow(at, branch);
    if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) return this.#quoted(at, branch);
    // Before a bracket, too, these marks are indicators here.
    if (!this.#mayBeginPlain(at) || (MARKS.has(code) && FLOW_MARKS.has(text.charCodeAt(at + 1)))) giveUp();
    let end = at;
    for (; end < text.length; end++) {
      const current = text.charCodeAt(end);
      if (current === COMMA || current === CLOSE_SEQ || current === CLOSE_MAP) break;
      if (current === COLON && this.#isIndicator(end, COLON)) break;
      if (current === NEWLINE || current === HASH || current === COLON || current === OPEN_SEQ || current === OPEN_MAP)
        giveUp();
    }
    end = this.#trimmedEnd(at, end);
    if (end === at) giveUp();
    return scalarOf(at, end, text.slice(at, end), "plain", branch);
  }
}

interface Key {
  readonly node: YamlScalar;
  /** Behind the colon. */
  readonly end: number;
}

/** Merge keys bring in other entries, and no key is long. */
function checkedKey(node: YamlScalar, end: number): Key {
  if (node.end - node.start > MAX_KEY || (node.text === "<<" && node.style === "plain")) giveUp();
  return { node, end };
}

function scalarOf(
  start: number,
  end: number,
  text: string,
  style: YamlScalar["style"],
  branch: Branch | undefined,
): YamlScalar {
  const scalar = { kind: "scalar", start, end, text, style } as const;
  return branch ? { ...scalar, branch } : scalar;
}

/** Where a collection is; the end of a block collection is that of its last child. */
interface Place {
  readonly start: number;
  readonly end: number | undefined;
}

function entryOf(key: YamlScalar, value: YamlNode): YamlEntry {
  return { key, value, start: key.start, end: Math.max(key.end, value.end) };
}

function mapOf(written: readonly YamlEntry[], { start, end }: Place, branch: Branch | undefined): YamlMap {
  const entries = written.some(({ key }) => !sameBranch(key.branch, branch))
    ? written.map(
        (entry): YamlEntry => (sameBranch(entry.key.branch, branch) ? entry : { ...entry, conditional: true }),
      )
    : written;
  const map = {
    kind: "map",
    start,
    end: end ?? entries.at(-1)?.end ?? start,
    entries,
    flow: end !== undefined,
    open: entries.some(({ key }) => key.text.includes(MASK)),
  } as const;
  return branch ? { ...map, branch } : map;
}

function seqOf(items: readonly YamlNode[], { start, end }: Place, branch: Branch | undefined): YamlSeq {
  const seq = {
    kind: "seq",
    start,
    end: end ?? items.at(-1)?.end ?? start,
    items,
    flow: end !== undefined,
    open: false,
  } as const;
  return branch ? { ...seq, branch } : seq;
}
