import { protocolOf } from "../kubernetes/pod-spec.ts";
import { removeItem } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { portOf } from "./find-port.ts";
import { defineFix, inSection } from "./fix.ts";
import { holdsAnchor } from "./place.ts";
import { referrersOf } from "./port-referrers.ts";

/** Removes an entry of a container's `ports`, which `arg` names by its API path. One that is found by its name stays. */
export const removePort = defineFix<string>({
  id: "remove-port",
  title(path, target) {
    const found = portOf(target.resource, path);
    if (!found) return "Remove the port entry";
    const { port, container } = found;
    const number = known(port.containerPort) ?? "";
    const name = known(port.name);
    const owner = known(container.name);
    const label = `${number}/${protocolOf(port) ?? ""}${name ? ` "${name}"` : ""}`;
    return `Remove port entry ${label}${owner === undefined ? "" : ` of container ${owner}`}`;
  },
  apply(target, path) {
    const found = portOf(target.resource, path);
    if (!found) return { refused: "The port entry is not there any more." };
    const { port, container, pod } = found;
    const list = container.portsField.kind === "present" ? container.portsField : undefined;
    const isFixed = isShared(target.tree, port.node) || holdsAnchor(target.tree, port.node);
    if (!list || list.entry.merged || container.map.alias || list.value.alias || isFixed)
      return { refused: "The port is shared by a YAML anchor." };
    const { handlers, services, policies, isOneOfSeveral } = referrersOf(target, pod, port);
    if (handlers.length > 0) return { refused: "A probe finds the port by its name." };
    if (services[0]) return { refused: `Service/${services[0].name} finds the port by its name.` };
    if (policies[0] && !isOneOfSeveral) return { refused: `${policies[0].name} finds the port by its name.` };
    return inSection(target, [removeItem(target.text, list.value, port.node)]);
  },
});
