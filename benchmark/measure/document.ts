import { linesOf } from "../../server/src/core/text/lines.ts";
import { Child } from "../servers/child.ts";
import type { Servers } from "../servers/kinds.ts";
import { Server } from "../servers/server.ts";
import type { Random } from "../workload/random.ts";
import { typing } from "./edits.ts";
import { median, percentile, type SeriesTable } from "./statistics.ts";

export interface DocumentWorkload {
  readonly name: string;
  readonly text: string;
  readonly edits: number;
}

const BURST = 20;
const MIB = 1024 * 1024;

type Add = (what: string, who: string, value: number) => void;

/**
 * One round on one document: opening it in a server that has just been started, one server after the other, then with
 * all of them alive typing, every edit sent to each of them in turn, hovering, and a burst of keys.
 */
export async function measureDocument(
  servers: Servers,
  { name, text, edits }: DocumentWorkload,
  random: Random,
  table: SeriesTable,
): Promise<void> {
  const uri = `file:///benchmark/${name}.yaml`;
  const add: Add = (what, who, value) => table.of(name, what, who).add(value);
  const running: Server[] = [];
  const floor = new Child(servers.floor);
  try {
    await floor.vitals();
    // A process that starts takes a core from whoever is measured at the same time: each has the machine to itself.
    for (const kind of [servers.empty, servers.portolan, servers.yls]) {
      const server = new Server(kind);
      running.push(server);
      add("initialize", kind.name, await server.initialize());
      await server.begin();
      add("first open", kind.name, await server.open(uri, text));
    }
    await measureTyping(running, floor, uri, typing(random, text, edits), add);
    for (const server of running) {
      const vitals = await server.vitals();
      add("rss after edits", server.kind.name, vitals.rss / MIB);
      add("peak rss", server.kind.name, vitals.peakRss / MIB);
    }
    await measureHovers(running, uri, text, random, add);
    await measureBurst(running, uri, text, add);
  } finally {
    await Promise.all([...running.map((server) => server.stop()), floor.stop()]);
  }
}

async function measureTyping(
  running: readonly Server[],
  floor: Child,
  uri: string,
  edits: ReturnType<typeof typing>,
  add: Add,
): Promise<void> {
  const times = new Map<string, number[]>();
  const cpu = new Map<Server, number>();
  for (const server of running) cpu.set(server, (await server.vitals()).cpu);
  for (const [index, { change, section }] of edits.entries()) {
    for (const server of inTurn(running, index)) push(times, server.kind.name, await server.change(uri, change));
    push(times, "floor", await floor.floorParse(section));
  }
  for (const [who, values] of times) {
    add("edit p50", who, median(values));
    add("edit p95", who, percentile(values, 0.95));
  }
  for (const server of running)
    add("cpu per edit", server.kind.name, ((await server.vitals()).cpu - (cpu.get(server) ?? 0)) / edits.length);
}

/** The servers, beginning with another one each time: none always finds the caches warm, or comes behind the same one. */
function inTurn(running: readonly Server[], index: number): readonly Server[] {
  const first = index % running.length;
  return [...running.slice(first), ...running.slice(0, first)];
}

const HOVERED = /\b(?:hostPort|hostNetwork|nodePort|containerPort|targetPort)(?=:)/g;
const HOVERS = 50;

async function measureHovers(
  running: readonly Server[],
  uri: string,
  text: string,
  random: Random,
  add: Add,
): Promise<void> {
  const lines = linesOf(text);
  const places = [...text.matchAll(HOVERED)].map(({ index }) => lines.positionAt(index + 1));
  const times = new Map<string, number[]>();
  const hits = new Map<string, number>();
  const picked = Array.from({ length: HOVERS }, () => random.pick(places));
  for (const [index, position] of picked.entries())
    for (const server of inTurn(running, index)) {
      const { hover, time } = await server.hover(uri, position);
      push(times, server.kind.name, time);
      if (hover) hits.set(server.kind.name, (hits.get(server.kind.name) ?? 0) + 1);
    }
  for (const [who, values] of times) add("hover p50", who, median(values));
  for (const { kind } of running) add("hovers answered", kind.name, ((hits.get(kind.name) ?? 0) / picked.length) * 100);
}

/** Many keys at once, as after a pause of the client: how often they are answered, and when the last one is. */
async function measureBurst(running: readonly Server[], uri: string, text: string, add: Add): Promise<void> {
  const place = /\bcontainerPort: \d+/.exec(text);
  const start = linesOf(text).positionAt((place?.index ?? 0) + (place?.[0].length ?? 0));
  for (const server of running) {
    const before = server.publications.get(uri) ?? 0;
    const keys = Array.from({ length: BURST }, (_, index) => {
      const at = { line: start.line, character: start.character + index };
      return { start: at, end: at, text: `${index % 10}` };
    });
    add("burst", server.kind.name, await server.changes(uri, keys));
    add("rounds in a burst", server.kind.name, (server.publications.get(uri) ?? 0) - before);
    const end = { line: start.line, character: start.character + BURST };
    await server.change(uri, { start, end, text: "" });
  }
}

function push(lists: Map<string, number[]>, key: string, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
