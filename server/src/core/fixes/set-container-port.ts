import { insertEntryBefore, replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { portAt } from "./find-port.ts";
import { defineFix, inSection } from "./fix.ts";

/** Makes containerPort the number of hostPort. It moves nothing: on the host network the process has to listen there. */
export const setContainerPort = defineFix<"hostPort">({
  id: "set-container-port",
  title(_, { resource, at }) {
    const number = known(portAt(resource, at)?.port.hostPort ?? { kind: "absent" });
    return `Set containerPort to ${number ?? "the hostPort"}; also change the application's listen port`;
  },
  apply(target) {
    const port = portAt(target.resource, target.at)?.port;
    const { map, hostPort, containerPort } = port ?? {};
    if (!map || hostPort?.kind !== "present" || hostPort.entry.merged || containerPort?.kind === "opaque")
      return { refused: "hostPort has to be a number here." };
    if (isShared(target.tree, map)) return { refused: "The place is shared by a YAML anchor." };
    const written = containerPort?.entry;
    if (written?.merged) return { refused: "containerPort comes in through a merge key." };
    if (written?.value.kind === "scalar")
      return inSection(target, [replaceScalar(target.text, written.value, hostPort.value)]);
    const added = insertEntryBefore(target.text, map, hostPort.entry, "containerPort", hostPort.value);
    return inSection(target, [added]);
  },
});
