import type { NodeFacts } from "../facts/facts.ts";
import { parseAddress } from "../kubernetes/addresses.ts";
import type { TextEdit } from "../text/edit.ts";
import { appendEntry, insertEntryBefore } from "../yaml/edit.ts";
import { known, mapField } from "../yaml/field.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { editablePod } from "./editable-pod.ts";
import { portAt } from "./find-port.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";

const HOSTNAME = "kubernetes.io/hostname";

/** Keeps a pod on the node that has the address of the port's `hostIP`, where a Node object says which one that is. */
export const bindToNode = defineFix({
  id: "bind-to-node",
  title(_, target) {
    const node = nodeOf(target);
    if ("refused" in node) return "Run the pod on the node that has the address";
    return `Run the pod on node ${node.label} alone, which has ${node.address}`;
  },
  apply(target) {
    const pod = editablePod(target);
    if ("refused" in pod) return pod;
    const node = nodeOf(target);
    if ("refused" in node) return node;
    const edit = select(target, pod.map, node.label);
    return "refused" in edit ? edit : inSection(target, [edit]);
  },
});

function nodeOf({ resource, at, unit }: FixTarget): { readonly label: string; readonly address: string } | Refusal {
  const address = known(portAt(resource, at)?.port.hostIP ?? { kind: "absent" });
  const wanted = address === undefined ? undefined : parseAddress(address)?.canonical;
  const [node, ...others] = unit.nodes.filter(({ facts }) => wanted !== undefined && hasAddress(facts, wanted));
  const label = node?.facts.labels.strings[HOSTNAME];
  return address === undefined || label === undefined || others.length > 0
    ? { refused: "No Node object here has the address." }
    : { label, address };
}

function hasAddress({ addresses }: NodeFacts, wanted: string): boolean {
  return addresses.some((address) => parseAddress(address)?.canonical === wanted);
}

/** A pod that selects its node by other labels keeps them. */
function select({ text, tree }: FixTarget, pod: YamlMap, hostname: string): TextEdit | Refusal {
  const field = mapField(pod, "nodeSelector");
  if (field.kind === "opaque") return { refused: "A template decides about nodeSelector." };
  if (field.kind === "absent") {
    const [first] = pod.entries.filter(({ merged }) => !merged);
    if (!first || field.entry) return { refused: "nodeSelector is written here already." };
    return insertEntryBefore(text, pod, first, "nodeSelector", { [HOSTNAME]: hostname });
  }
  const { value: map, entry } = field;
  if (entry.merged || map.alias || map.open || isShared(tree, map))
    return { refused: "nodeSelector is shared by a YAML anchor, or a template adds to it." };
  return entryOf(map, HOSTNAME)
    ? { refused: "nodeSelector names a node already." }
    : appendEntry(text, map, HOSTNAME, hostname);
}
