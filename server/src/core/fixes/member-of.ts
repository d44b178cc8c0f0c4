import type { ResourceFacts } from "../facts/facts.ts";
import type { Member } from "../facts/unit-view.ts";
import { entryOf } from "../yaml/node.ts";
import type { FixTarget } from "./fix.ts";

/**
 * The target's object among those of its unit; undefined where a template decides about its name, and for a part of an
 * object that stands elsewhere.
 */
export function memberOf<F extends ResourceFacts>(
  { uri, sectionStart, resource: { metadata, root } }: FixTarget,
  members: readonly Member<F>[],
): Member<F> | undefined {
  const { name } = metadata;
  // Facts of an object without a name lie on its kind.
  const node = name.kind === "present" ? name.node : name.kind === "absent" ? entryOf(root, "kind")?.value : undefined;
  if (!node) return undefined;
  const start = sectionStart + node.start;
  return members.find(({ facts, source }) => {
    const at = source.locate(facts.at);
    return at.uri === uri && at.start === start;
  });
}
