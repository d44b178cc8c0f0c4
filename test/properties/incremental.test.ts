import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Member, UnitView } from "../../server/src/core/facts/unit-view.ts";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import type { Finding } from "../../server/src/core/workspace/finding.ts";
import { createWorkspace, type Workspace } from "../../server/src/core/workspace/workspace.ts";
import { BROKEN, DOCUMENTS, LINES, OTHER_PATHS, REPOSITORY, ROOT, VALUES } from "./repository.ts";
import { runs, SEED } from "./seed.ts";

/**
 * The engine remembers, and every edit brings up to date what it remembers. Whatever was done before, it has to find
 * what it would find if it saw the same texts for the first time.
 */

const RUNS = runs(90);
/** At most, for each run. */
const STEPS = 40;

const PATHS = [...Object.keys(REPOSITORY), ...OTHER_PATHS];

/** One thing that happens to a repository; numbers choose among whatever there is at that moment. */
type Step =
  | { readonly type: "insert" | "replace"; readonly file: number; readonly line: number; readonly text: string }
  | { readonly type: "delete"; readonly file: number; readonly line: number; readonly count: number }
  | { readonly type: "vary"; readonly file: number; readonly line: number; readonly value: number }
  | { readonly type: "cut"; readonly file: number; readonly at: number }
  | { readonly type: "swap"; readonly file: number; readonly section: number }
  | { readonly type: "copy"; readonly file: number; readonly line: number; readonly from: number }
  | { readonly type: "create"; readonly path: string; readonly text: string }
  | { readonly type: "rename"; readonly file: number; readonly path: string }
  | { readonly type: "remove" | "restore" | "break" | "open" | "close" | "preview" | "skip"; readonly file: number };

const number = fc.nat({ max: 10_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.record({ type: fc.constant("vary"), file: number, line: number, value: number }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("insert"), file: number, line: number, text: fc.constantFrom(...LINES) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ type: fc.constant("replace"), file: number, line: number, text: fc.constantFrom(...LINES) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("delete"),
      file: number,
      line: number,
      count: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("cut"), file: number, at: number }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("swap"), file: number, section: number }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant("copy"), file: number, line: number, from: number }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("create"),
      path: fc.constantFrom(...PATHS),
      text: fc.constantFrom(...DOCUMENTS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("rename"), file: number, path: fc.constantFrom(...PATHS) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom("remove", "restore", "break", "break", "open", "open", "close", "preview", "skip"),
      file: number,
    }),
  },
) as fc.Arbitrary<Step>;

test("what is found does not depend on what was there before", { timeout: RUNS * 3000 }, () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: STEPS / 2, maxLength: STEPS, size: "max" }), (steps) => {
      const repository = new Repository();
      repository.check("at the beginning");
      for (const [index, done] of steps.entries()) {
        repository.take(done);
        repository.check(`after step ${index + 1}, ${JSON.stringify(done)}`);
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
});

/** A repository and an engine that is told of what happens to it. */
class Repository {
  readonly #texts = new Map(Object.entries(REPOSITORY).map(([path, text]) => [`${ROOT}/${path}`, text]));
  readonly #open = new Set<string>();
  readonly #workspace = newWorkspace();
  #visible = new Map<string, string>();

  constructor() {
    for (const uri of [...this.#texts.keys()].filter((_, index) => index % 2 === 0)) this.#open.add(uri);
    this.#workspace.list([...this.#texts.keys()]);
    this.#readWanted();
  }

  take(done: Step): void {
    if (done.type === "create") {
      this.#write(`${ROOT}/${done.path}`, done.text);
      return;
    }
    const uri = this.#fileAt(done.file);
    if (uri === undefined) return;
    const text = this.#texts.get(uri) ?? "";
    if (done.type === "remove") this.#remove(uri);
    else if (done.type === "rename") {
      this.#remove(uri);
      this.#write(`${ROOT}/${done.path}`, text);
    } else if (done.type === "open") {
      this.#open.add(uri);
      this.#write(uri, text);
    } else if (done.type === "close") {
      this.#open.delete(uri);
      this.#write(uri, text);
    } else if (done.type === "preview") this.#preview(uri, text);
    else if (done.type === "skip") this.#skip(uri);
    else if (done.type === "break")
      this.#write(uri, text.endsWith(BROKEN) ? text.slice(0, -BROKEN.length) : text + BROKEN);
    else if (done.type === "restore") this.#write(uri, REPOSITORY[uri.slice(ROOT.length + 1)] ?? text);
    else this.#write(uri, this.#changed(text, done));
  }

  /** @throws AssertionError where the engine finds anything else than a new one would */
  check(when: string): void {
    const fresh = freshWorkspace(this.#texts);
    const told = this.#workspace.refresh();
    const visible = new Map<string, string>();
    for (const uri of this.#texts.keys()) {
      const expected = fresh.findings(uri);
      assert.deepEqual(this.#workspace.findings(uri), expected, `${uri} ${when}`);
      visible.set(uri, visibleIn(expected));
    }
    const [viewed] = this.#open;
    if (viewed)
      assert.deepEqual(answersOf(this.#workspace.viewOf(viewed)), answersOf(fresh.viewOf(viewed)), `view ${when}`);
    for (const [uri, shown] of visible)
      if (this.#visible.has(uri) && this.#visible.get(uri) !== shown && !this.#touched.has(uri))
        assert.ok(told.has(uri), `nobody was told of ${uri} ${when}`);
    this.#visible = visible;
    this.#touched.clear();
  }

  /** Files that the client itself has changed: what is found in them is asked for anyway. */
  readonly #touched = new Set<string>();

  #fileAt(number: number): string | undefined {
    return [...this.#texts.keys()][number % Math.max(1, this.#texts.size)];
  }

  #write(uri: string, text: string): void {
    this.#texts.set(uri, text);
    this.#touched.add(uri);
    read(this.#workspace, uri, text, this.#open.has(uri));
    this.#readWanted();
  }

  /** The file has grown too large to be read. */
  #skip(uri: string): void {
    this.#open.delete(uri);
    this.#texts.set(uri, TOO_LARGE);
    this.#touched.add(uri);
    this.#workspace.skip(uri, SIZE);
    this.#readWanted();
  }

  #remove(uri: string): void {
    this.#texts.delete(uri);
    this.#open.delete(uri);
    this.#workspace.remove(uri);
    this.#readWanted();
  }

  /** What would be if the file were another one: it must leave no trace. */
  #preview(uri: string, text: string): void {
    const others = [...this.#texts.keys()].filter((other) => other !== uri);
    const changed = `${text}---\n${this.#texts.get(others[text.length % Math.max(1, others.length)] ?? "") ?? ""}`;
    const fresh = freshWorkspace(new Map([...this.#texts, [uri, changed]]));
    assert.deepEqual(this.#workspace.preview(new Map([[uri, changed]]), uri), fresh.findings(uri), `preview of ${uri}`);
  }

  #readWanted(): void {
    for (let wanted = this.#workspace.wanted(); wanted.length > 0; wanted = this.#workspace.wanted())
      for (const uri of wanted) read(this.#workspace, uri, this.#texts.get(uri) ?? "", this.#open.has(uri));
  }

  #changed(text: string, done: Exclude<Step, { readonly type: "create" | "rename" | "remove" | "open" }>): string {
    const lines = text.split("\n");
    if (done.type === "swap") {
      const sections = text.split(/^---\n/m);
      const at = done.section % sections.length;
      return [...sections.slice(at), ...sections.slice(0, at)].join("---\n");
    }
    if (done.type === "cut") return text.slice(0, done.at % (text.length + 1));
    if (!("line" in done)) return text;
    if (done.type === "vary") return varied(text, done.line, done.value);
    const at = done.line % lines.length;
    if (done.type === "insert") lines.splice(at, 0, done.text);
    else if (done.type === "replace") lines.splice(at, 1, done.text);
    else if (done.type === "delete") lines.splice(at, done.count);
    else if ("from" in done) {
      const source = (this.#texts.get(this.#fileAt(done.from) ?? "") ?? "").split("\n");
      lines.splice(at, 1, source[done.from % source.length] ?? "");
    }
    return lines.join("\n");
  }
}

/** The text with another value in one of its fields. */
function varied(text: string, line: number, value: number): string {
  const fields = [...text.matchAll(/([\w./-]+): ?(\S.*)?$/gm)].filter(([, key = ""]) => Object.hasOwn(VALUES, key));
  const field = fields[line % Math.max(1, fields.length)];
  const [whole = "", key = ""] = field ?? [];
  const values = VALUES[key] ?? [];
  const start = field?.index ?? 0;
  return `${text.slice(0, start)}${field ? `${key}: ${values[value % values.length]}` : ""}${text.slice(start + whole.length)}`;
}

/** Stands for the text of a file that is not read, and its size. */
const TOO_LARGE = "# too large\n";
const SIZE = 5_000_000;

function read(workspace: Workspace, uri: string, text: string, isOpen = false): void {
  if (text === TOO_LARGE) workspace.skip(uri, SIZE);
  else workspace.update(uri, text, isOpen);
}

/** An engine that sees these texts for the first time. */
function freshWorkspace(texts: ReadonlyMap<string, string>): Workspace {
  const workspace = newWorkspace();
  workspace.list([...texts.keys()]);
  for (let wanted = workspace.wanted(); wanted.length > 0; wanted = workspace.wanted())
    for (const uri of wanted) read(workspace, uri, texts.get(uri) ?? "");
  return workspace;
}

function newWorkspace(): Workspace {
  return createWorkspace({
    rules: RULES,
    settings: DEFAULT_SETTINGS,
    clusters: [
      {
        name: "edge",
        directory: ROOT,
        holds: (uri) => uri.startsWith(`${ROOT}/cluster`),
        settings: { ...DEFAULT_SETTINGS, nodeCount: 2 },
      },
    ],
    ruleFailed: (rule, error) => {
      throw new Error(`rule ${rule} failed`, { cause: error });
    },
  });
}

/** What a view answers, as far as fixes and hovers look at it. */
function answersOf(view: UnitView): unknown {
  const facts = (members: readonly Member[]): unknown[] => members.map((member) => member.facts);
  return {
    nodes: view.nodeCount,
    workloads: view.workloads.map((workload) => [
      workload.facts,
      facts(view.servicesOf(workload)),
      view.isComplete(workload),
    ]),
    services: view.services.map((service) => [service.facts, facts(view.selectedBy(service))]),
    claimants: [8080, 9100].map((port) => facts(view.claimants("TCP", port))),
    onNodePort: facts(view.servicesOnNodePort(30080)),
  };
}

/** What a person sees of findings, wherever they stand. */
function visibleIn(findings: readonly Finding[]): string {
  return JSON.stringify(findings.map(({ rule, text, level }) => [rule, text, level]));
}
