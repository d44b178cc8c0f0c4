import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Child, type Vitals, type VitalsQuestion } from "../servers/child.ts";
import { type Servers, WORK } from "../servers/kinds.ts";
import { Server, type ServerKind } from "../servers/server.ts";
import { type Files, PAIR, pairObject } from "../workload/workspace.ts";
import { typedAndTakenBack } from "./edits.ts";
import { median, percentile, type SeriesTable } from "./statistics.ts";

const MIB = 1024 * 1024;

/** Writes a workspace to disk, in place of what was there. */
export function writeWorkspace(name: string, files: Files): string {
  const root = join(WORK, name);
  rmSync(root, { recursive: true, force: true });
  for (const [path, text] of files) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return root;
}

/** One round on a cold workspace: the floor, the empty server and ours, each in a fresh process. */
export async function measureIndex(
  servers: Servers,
  name: string,
  root: string,
  edits: number,
  table: SeriesTable,
): Promise<void> {
  const add = (what: string, who: string, value: number): void => table.of(name, what, who).add(value);
  const floor = new Child(servers.floor);
  try {
    const { read, parse, longestParse } = await floor.floorIndex(root);
    add("read and prefilter", "floor", read);
    add("index", "floor", read + parse);
    add("longest block", "floor", longestParse);
    const { cpu, peakRss } = await floor.vitals();
    add("cpu of the index", "floor", cpu);
    add("peak rss", "floor", peakRss / MIB);
  } finally {
    await floor.stop();
  }
  const uri = pathToFileURL(root).toString();
  const idleHeap = await vitalsOf(servers.portolan, undefined, { collect: true });
  add("longest block", "portolan", (await vitalsOf(servers.portolan, uri, { watch: true })).longestBlock);
  const empty = new Server(servers.empty);
  const server = new Server(servers.portolan);
  try {
    await empty.initialize(uri);
    await empty.begin();
    await server.initialize(uri);
    const before = await server.vitals();
    const start = performance.now();
    await server.begin();
    await server.ready();
    add("index", "portolan", performance.now() - start);
    const { cpu, peakRss } = await server.vitals();
    add("cpu of the index", "portolan", cpu - before.cpu);
    add("peak rss", "portolan", peakRss / MIB);
    add("peak rss", "empty server", (await empty.vitals()).peakRss / MIB);
    add("heap kept", "portolan", ((await server.vitals({ collect: true })).heap - idleHeap.heap) / MIB);
    await measureEffects(servers, server, uri, edits, name, table);
  } finally {
    await Promise.all([empty.stop(), server.stop()]);
  }
}

/** What a server says of itself when it has read a workspace. In a process of its own, because the question costs time itself. */
async function vitalsOf(kind: ServerKind, root: string | undefined, question: VitalsQuestion): Promise<Vitals> {
  const server = new Server(kind);
  try {
    await server.initialize(root);
    if (question.watch) await server.vitals({ watch: true });
    await server.begin();
    await server.ready();
    return await server.vitals(question);
  } finally {
    await server.stop();
  }
}

/**
 * Typing a port in one open file that makes and mends a collision with another open file, in the workspace; and the
 * same where both objects stand in one file and there is no workspace.
 * @throws Error where the collision is not told of: then something else would be measured
 */
async function measureEffects(
  servers: Servers,
  server: Server,
  root: string,
  edits: number,
  name: string,
  table: SeriesTable,
): Promise<void> {
  const texts = PAIR.map(pairObject);
  const uris = PAIR.map((object) => `${root}/pair/${object}.yaml`);
  const [edited = "", other = ""] = uris;
  const [text = ""] = texts;
  const alone = new Server(servers.portolan);
  try {
    await alone.initialize();
    await alone.begin();
    const both = "file:///benchmark/both.yaml";
    await alone.open(both, texts.join("---\n"));
    for (const [index, uri] of uris.entries()) await server.open(uri, texts[index] ?? "");
    const across: number[] = [];
    const within: number[] = [];
    const place = text.indexOf("hostPort: 80") + "hostPort: 80".length;
    for (let i = 0; i < edits; i += 2) {
      for (const { change } of typedAndTakenBack(text, place, "8")) {
        across.push(await server.changes(edited, [change], other));
        within.push(await alone.change(both, change));
        const collisions = [server.diagnostics.get(other), alone.diagnostics.get(both)].map((found = []) =>
          found.some(({ code }) => code === "host-port-collision"),
        );
        if (collisions.some((found) => found !== (change.text === "")))
          throw new Error("a collision between two files is not told of as it comes and goes");
      }
    }
    table.of(name, "effect p50", "portolan").add(median(across));
    table.of(name, "effect p95", "portolan").add(percentile(across, 0.95));
    table.of(name, "effect p50", "one file").add(median(within));
    table.of(name, "effect p95", "one file").add(percentile(within, 0.95));
  } finally {
    await alone.stop();
  }
}
