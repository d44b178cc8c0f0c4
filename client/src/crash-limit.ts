/** So many crashes in so short a time are no accident, and a restart does not mend them. */
export const CRASHES = 5;
export const WITHIN_MINUTES = 3;

/**
 * Counts crashes.
 * @param now the time in milliseconds
 * @returns tells of a crash; the answer is whether a restart is worth trying
 */
export function crashLimit(now: () => number): () => boolean {
  let recent: number[] = [];
  return () => {
    const time = now();
    recent = [...recent.filter((crash) => time - crash < WITHIN_MINUTES * 60_000), time];
    return recent.length < CRASHES;
  };
}
