import type { TextEdit } from "../text/edit.ts";
import { sameSpan } from "../text/span.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { writeScalar } from "../yaml/write.ts";
import { portOf } from "./find-port.ts";
import { defineFix, type FileEdits, type FixTarget, inSection } from "./fix.ts";
import { type PortReferrers, referrersOf } from "./port-referrers.ts";

/** What `rename-port` is given: the API path of the port entry, and its new name. */
export function renamedPort(path: string, name: string): string {
  return `${path} ${name}`;
}

/**
 * Gives a container port another name, and with it everything of the unit that finds it by its name: probes and hooks of
 * its container, and the `targetPort` of Services.
 */
export const renamePort = defineFix<string>({
  id: "rename-port",
  title(arg, target) {
    const [path = "", name = ""] = arg.split(" ");
    const found = portOf(target.resource, path);
    if (!found) return `Rename the port to ${name}`;
    const { handlers, services } = referrersOf(target, found.pod, found.port);
    const followers = [
      ...(handlers.length === 0 ? [] : [handlers.length === 1 ? "its probe" : `its ${handlers.length} probes`]),
      ...new Set(services.map((service) => `Service/${service.name}`)),
    ];
    const owner = known(found.container.name);
    const which = `port ${known(found.port.name) ?? ""}${owner === undefined ? "" : ` of container ${owner}`}`;
    return `Rename ${which} to ${name}${followers.length === 0 ? "" : `, with ${followers.join(" and ")}`}`;
  },
  apply(target, arg) {
    const [path = "", name = ""] = arg.split(" ");
    const found = portOf(target.resource, path);
    if (found?.port.name.kind !== "present") return { refused: "The port has no name here." };
    const { handlers, services } = referrersOf(target, found.pod, found.port);
    const nodes = [found.port.name.node, ...handlers];
    if (nodes.some((node) => node.alias || isShared(target.tree, node)))
      return { refused: "The name is shared by a YAML anchor." };
    const own = nodes.flatMap((node) => (node.kind === "scalar" ? [replaceScalar(target.text, node, name)] : []));
    return { edits: withServices(target, own, services, name) };
  },
});

/** The edits of the section and those of Services, grouped by file. */
function withServices(
  target: FixTarget,
  own: readonly TextEdit[],
  services: PortReferrers["services"],
  name: string,
): FileEdits[] {
  const byFile = new Map<string, TextEdit[]>();
  for (const { uri, edits } of inSection(target, own).edits) byFile.set(uri, [...edits]);
  for (const { at } of services) {
    const edits = byFile.get(at.uri) ?? [];
    // Two Services may share a port by an anchor.
    if (edits.some(({ span }) => sameSpan(span, at))) continue;
    byFile.set(at.uri, [...edits, { span: { start: at.start, end: at.end }, newText: writeScalar(name) }]);
  }
  return [...byFile].map(([uri, edits]) => ({ uri, edits }));
}
