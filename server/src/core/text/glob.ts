import picomatch from "picomatch/posix.js";

/** Whether a name matches an exact text or a glob. */
export function globMatches(pattern: string, name: string): boolean {
  return picomatch.isMatch(name, pattern, { dot: true });
}
