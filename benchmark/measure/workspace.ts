import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Child } from "../servers/child.ts";
import { type Servers, WORK } from "../servers/kinds.ts";
import { Server } from "../servers/server.ts";
import type { Files } from "../workload/workspace.ts";
import type { SeriesTable } from "./statistics.ts";

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
export async function measureIndex(servers: Servers, name: string, root: string, table: SeriesTable): Promise<void> {
  const add = (what: string, value: number): void => table.of(`${name} ${what}`).add(value);
  const floor = new Child(servers.floor);
  try {
    const { read, parse, longestParse } = await floor.floorIndex(root);
    add("floor read and prefilter", read);
    add("floor parse", parse);
    add("floor", read + parse);
    add("floor longest parse", longestParse);
    add("floor peak rss", (await floor.vitals()).peakRss / MIB);
  } finally {
    await floor.stop();
  }
  const uri = pathToFileURL(root).toString();
  const empty = new Server(servers.empty);
  const server = new Server(servers.portolan);
  try {
    await empty.initialize(uri);
    await server.initialize(uri);
    const start = performance.now();
    await server.ready();
    add("index", performance.now() - start);
    const vitals = await server.vitals();
    add("index cpu", vitals.cpu);
    add("longest block", vitals.longestBlock);
    add("peak rss", vitals.peakRss / MIB);
    add("empty peak rss", (await empty.vitals()).peakRss / MIB);
    add("heap kept", ((await server.vitals(true)).heap - (await empty.vitals(true)).heap) / MIB);
  } finally {
    await Promise.all([empty.stop(), server.stop()]);
  }
}
