import { spotAt } from "../kubernetes/document.ts";
import { keysOf, spanOf } from "../yaml/path.ts";

export interface HoverCard {
  /** Offsets in the file. */
  readonly start: number;
  readonly end: number;
  readonly markdown: string;
}

export function hoverAt(text: string, offset: number): HoverCard | undefined {
  const spot = spotAt(text, offset);
  const step = spot?.steps.at(-1);
  if (!spot?.resource || !step) return undefined;
  const keys = keysOf(spot.steps);
  const field = keys.at(-1);
  if (field !== "hostPort" && field !== "hostNetwork") return undefined;
  const span = spanOf(step);
  return { start: span.start + spot.section.start, end: span.end + spot.section.start, markdown: `**${field}**` };
}
