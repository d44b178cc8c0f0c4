import { protocolOf } from "../kubernetes/pod-spec.ts";
import { sameSpan } from "../text/span.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, type FixTarget, inSection } from "./fix.ts";

/** Gives the Service port whose `nodePort` the finding lies on the number of another one, so that both may share the node port. `arg` is the number. */
export const shareServicePort = defineFix<string>({
  id: "share-service-port",
  title(number, target) {
    const port = portAt(target);
    return `Change port ${(port && known(port.port)) ?? ""} to ${number}: entries of one port share their node port`;
  },
  apply(target, number) {
    const { resource, text, tree } = target;
    const own = portAt(target);
    if (resource.type !== "service" || own?.port.kind !== "present") return { refused: "There is no port here." };
    const { node, entry } = own.port;
    if (node.kind !== "scalar" || node.alias || entry.merged || isShared(tree, node))
      return { refused: "The port is shared by a YAML anchor." };
    const entries = resource.spec.ports.filter((other) => other !== own && `${known(other.port)}` === number);
    if (entries.some((other) => protocolOf(other) === protocolOf(own)))
      return { refused: `The Service has port ${number} for this protocol already.` };
    if (entries.some((other) => known(other.nodePort) !== known(own.nodePort)))
      return { refused: `Port ${number} has another node port as well.` };
    return inSection(target, [replaceScalar(text, { ...node, style: "plain" }, JSON.parse(number) as number)]);
  },
});

function portAt({ resource, at }: FixTarget) {
  if (resource.type !== "service") return undefined;
  return resource.spec.ports.find(({ nodePort }) => nodePort.kind === "present" && sameSpan(nodePort.node, at));
}
