import { removeEntries } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { portAt } from "./find-port.ts";
import { defineFix, inSection } from "./fix.ts";

/** Takes the port off the node: `hostPort` goes, and `hostIP`, which means nothing without it. */
export const removeHostPort = defineFix({
  id: "remove-host-port",
  title(_, { resource, at }) {
    const found = portAt(resource, at);
    const number = found && known(found.port.hostPort);
    const stays = found && known(found.pod.hostNetwork) ? "; the host network keeps the port open" : "";
    return `Remove hostPort${number === undefined ? "" : ` ${number}`}${stays}`;
  },
  apply(target) {
    const found = portAt(target.resource, target.at);
    const map = found?.port.map;
    if (!map || found.port.hostPort.kind === "absent") return { refused: "There is no hostPort here." };
    const entries = map.entries.filter(({ key }) => key.text === "hostPort" || key.text === "hostIP");
    if (map.merges) return { refused: "hostPort may come in through a merge key." };
    if (isShared(target.tree, map)) return { refused: "The port is shared by a YAML anchor." };
    return inSection(target, removeEntries(target.text, map, entries));
  },
});
