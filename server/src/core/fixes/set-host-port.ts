import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { portAt } from "./find-port.ts";
import { defineFix, inSection } from "./fix.ts";

/** Makes hostPort and containerPort the same number, as the host network demands. */
export const setHostPort = defineFix<"containerPort">({
  id: "set-host-port",
  title(_, { resource, at }) {
    const number = known(portAt(resource, at)?.port.containerPort ?? { kind: "absent" });
    return `Set hostPort to the containerPort${number === undefined ? "" : `, ${number}`}`;
  },
  apply(target) {
    const port = portAt(target.resource, target.at)?.port;
    if (
      port?.hostPort.kind !== "present" ||
      port.containerPort.kind !== "present" ||
      port.hostPort.node.kind !== "scalar"
    )
      return { refused: "Both ports have to be numbers." };
    if (port.hostPort.entry.merged || isShared(target.tree, port.hostPort.entry))
      return { refused: "The port is shared by a YAML anchor." };
    return inSection(target, [replaceScalar(target.text, port.hostPort.node, port.containerPort.value)]);
  },
});
