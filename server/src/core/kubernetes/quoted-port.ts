import { resolveScalar } from "../yaml/scalar.ts";

/** The number that a quoted text would be without its quotes, where that is a port. */
export function quotedPort(text: string): number | undefined {
  const resolved = resolveScalar({ kind: "scalar", start: 0, end: 0, text, style: "plain" });
  if (resolved.type !== "number" || !Number.isInteger(resolved.value)) return undefined;
  return resolved.value >= 1 && resolved.value <= 65535 ? resolved.value : undefined;
}
