import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { portOf } from "./find-port.ts";
import { defineFix } from "./fix.ts";
import { referrersOf } from "./port-referrers.ts";
import { readRenamedPort, renameTitle, renameWith } from "./rename-places.ts";

/**
 * Gives a container port another name, and with it everything of the unit that finds it by its name: probes and hooks of
 * its container, the `targetPort` of Services, and the ports of NetworkPolicies.
 */
export const renamePort = defineFix<string>({
  id: "rename-port",
  title(arg, target) {
    const { path, name } = readRenamedPort(arg);
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
    return renameTitle(which, name, followers);
  },
  apply(target, arg) {
    const { path, name } = readRenamedPort(arg);
    const found = portOf(target.resource, path);
    if (found?.port.name.kind !== "present") return { refused: "The port has no name here." };
    const { handlers, services, policies, isOneOfSeveral } = referrersOf(target, found.pod, found.port);
    if (isOneOfSeveral) return { refused: `${policies[0]?.name} lets traffic in to other ports of that name, too.` };
    const nodes = [found.port.name.node, ...handlers];
    if (nodes.some((node) => node.alias || isShared(target.tree, node)))
      return { refused: "The name is shared by a YAML anchor." };
    const own = nodes.flatMap((node) => (node.kind === "scalar" ? [replaceScalar(target.text, node, name)] : []));
    return renameWith(target, own, [...services, ...policies], name);
  },
});
