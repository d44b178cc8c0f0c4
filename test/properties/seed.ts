import { env } from "node:process";

/**
 * What the properties are drawn from: the same in every run of the tests, so that a failure is somebody's change.
 * `SEED=$RANDOM RUNS=3000 node --test test/properties/incremental.test.ts` looks elsewhere, and longer.
 */
export const SEED = Number(env["SEED"] ?? 20_261_127);

/** How often a property is tried: as often as `RUNS` says, else as usual. */
export function runs(usual: number): number {
  return Number(env["RUNS"] ?? usual);
}
