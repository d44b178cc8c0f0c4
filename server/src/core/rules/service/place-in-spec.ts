import type { Service } from "../../kubernetes/resource.ts";
import type { Span } from "../../text/span.ts";
import { entryOf, nodeAt } from "../../yaml/node.ts";

/** Where it is told that something is missing from a field of `spec`: at its key, at `spec` where there is none, else at the kind. */
export function placeInSpec({ spec, root }: Service, key: string): Span {
  const written = spec.map && entryOf(spec.map, key);
  if (written && !written.merged) return written.key;
  return spec.field.entry?.key ?? nodeAt(root, "kind") ?? root;
}
