import { protocolOf } from "../kubernetes/pod-spec.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import type { YamlScalar } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { portAt } from "./find-port.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { freeHostPort } from "./free-host-port.ts";

/** Gives the port another hostPort, which nothing known takes. */
export const chooseHostPort = defineFix({
  id: "choose-host-port",
  title(_, target) {
    const choice = choose(target);
    if ("refused" in choice) return "Choose another hostPort";
    return `Change hostPort ${choice.old} to ${choice.port}; clients have to use the new number`;
  },
  apply(target) {
    const choice = choose(target);
    return "refused" in choice ? choice : inSection(target, [replaceScalar(target.text, choice.node, choice.port)]);
  },
});

interface Choice {
  readonly old: number;
  readonly port: number;
  readonly node: YamlScalar;
}

function choose(target: FixTarget): Choice | Refusal {
  const found = portAt(target.resource, target.at);
  if (!found) return { refused: "There is no container port here." };
  const { pod, port } = found;
  if (pod.hostNetwork.kind === "opaque" || known(pod.hostNetwork))
    return { refused: "On the host network the process itself decides about its port." };
  const { hostPort } = port;
  const protocol = protocolOf(port);
  if (hostPort.kind !== "present" || hostPort.node.kind !== "scalar" || protocol === undefined)
    return { refused: "A template decides about the port." };
  if (hostPort.entry.merged || hostPort.node.alias || isShared(target.tree, hostPort.node))
    return { refused: "The port is shared by a YAML anchor." };
  const free = freeHostPort(target, pod, protocol, hostPort.value);
  return free === undefined
    ? { refused: "No free port was found." }
    : { old: hostPort.value, port: free, node: hostPort.node };
}
