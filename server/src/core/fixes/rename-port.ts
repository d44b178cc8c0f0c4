import type { TextEdit } from "../text/edit.ts";
import { sameSpan } from "../text/span.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { portOf } from "./find-port.ts";
import { defineFix, type FixResult, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { entryAt } from "./place.ts";
import { type NamedPlace, referrersOf } from "./port-referrers.ts";

/** What `rename-port` is given: the API path of the port entry, and its new name. */
export function renamedPort(path: string, name: string): string {
  return `${path} ${name}`;
}

/**
 * Gives a container port another name, and with it everything of the unit that finds it by its name: probes and hooks of
 * its container, the `targetPort` of Services, and the ports of NetworkPolicies.
 */
export const renamePort = defineFix<string>({
  id: "rename-port",
  title(arg, target) {
    const [path = "", name = ""] = arg.split(" ");
    const found = portOf(target.resource, path);
    if (!found) return `Rename the port to ${name}`;
    const { handlers, services, policies } = referrersOf(target, found.pod, found.port);
    const followers = [
      ...(handlers.length === 0 ? [] : [handlers.length === 1 ? "its probe" : `its ${handlers.length} probes`]),
      ...new Set(services.map((service) => `Service/${service.name}`)),
      ...new Set(policies.map((policy) => policy.name)),
    ];
    const owner = known(found.container.name);
    const which = `port ${known(found.port.name) ?? ""}${owner === undefined ? "" : ` of container ${owner}`}`;
    return `Rename ${which} to ${name}${followers.length === 0 ? "" : `, with ${followers.join(" and ")}`}`;
  },
  apply(target, arg) {
    const [path = "", name = ""] = arg.split(" ");
    const found = portOf(target.resource, path);
    if (found?.port.name.kind !== "present") return { refused: "The port has no name here." };
    const { handlers, services, policies, isOneOfSeveral } = referrersOf(target, found.pod, found.port);
    if (isOneOfSeveral) return { refused: `${policies[0]?.name} lets traffic in to other ports of that name, too.` };
    const nodes = [found.port.name.node, ...handlers];
    if (nodes.some((node) => node.alias || isShared(target.tree, node)))
      return { refused: "The name is shared by a YAML anchor." };
    const own = nodes.flatMap((node) => (node.kind === "scalar" ? [replaceScalar(target.text, node, name)] : []));
    return withReferrers(target, own, [...services, ...policies], name);
  },
});

/** The edits of the section and those of what refers to the port, grouped by file. */
function withReferrers(
  target: FixTarget,
  own: readonly TextEdit[],
  referrers: readonly NamedPlace[],
  name: string,
): FixResult {
  const byFile = new Map<string, TextEdit[]>();
  for (const { uri, edits } of inSection(target, own).edits) byFile.set(uri, [...edits]);
  for (const referrer of referrers) {
    const { at } = referrer;
    const edits = byFile.get(at.uri) ?? [];
    // Two of them may share a port by an anchor.
    if (edits.some(({ span }) => sameSpan(span, at))) continue;
    const edit = renameAt(target, referrer, name);
    if ("refused" in edit) return edit;
    byFile.set(at.uri, [...edits, edit]);
  }
  return { edits: [...byFile].map(([uri, edits]) => ({ uri, edits })) };
}

/** Writes the name at a place of any file, in the quotes that stand there. */
function renameAt(target: FixTarget, { name: owner, at }: NamedPlace, name: string): TextEdit | Refusal {
  const section = target.file(at.uri)?.sections.findLast(({ start }) => start <= at.start);
  const place = section && entryAt(section.tree.root, { start: at.start - section.start, end: at.end - section.start });
  if (!section || place?.entry.value.kind !== "scalar" || place.entry.value.alias)
    return { refused: `${owner} finds the port by a name that is written elsewhere.` };
  const { span, newText } = replaceScalar(section.text, place.entry.value, name);
  return { span: { start: span.start + section.start, end: span.end + section.start }, newText };
}
