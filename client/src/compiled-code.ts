import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Has the server's process keep its compiled code from one start to the next: it then starts sooner and needs less memory.
 * Every version of the extension has a folder for it; those of others are removed. A Node that cannot do this takes no notice.
 * @param storage a folder of the extension's own, which need not exist
 * @returns variables for the environment of the process
 */
export async function keepCompiledCode(storage: string, version: string): Promise<Record<string, string>> {
  const home = join(storage, "compiled");
  const kept = await readdir(home).catch(() => []);
  const old = kept.filter((name) => name !== version);
  // What cannot be removed lies there until the next start.
  await Promise.allSettled(old.map((name) => rm(join(home, name), { recursive: true, force: true })));
  return { NODE_COMPILE_CACHE: join(home, version) };
}
