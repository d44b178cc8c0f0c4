import type { ContainerPort } from "../kubernetes/pod-spec.ts";
import { lineEnd } from "../text/lines.ts";
import { appendEntry, appendItem, removeEntries, removeItem } from "../yaml/edit.ts";
import { ABSENT, type Field, known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import type { Content } from "../yaml/write.ts";
import { portAt, portOf } from "./find-port.ts";
import { defineFix, inSection, type Refusal } from "./fix.ts";
import { holdsAnchor } from "./place.ts";
import { referrersOf } from "./port-referrers.ts";

/**
 * Declares a sidecar's port on the pod's first regular container, where the kubelet looks for host ports. Containers of a
 * pod share one address, so the sidecar goes on answering.
 */
export const movePortEntry = defineFix({
  id: "move-port-entry",
  title(_, { resource, at }) {
    const found = portAt(resource, at);
    const number = found && known(found.port.hostPort);
    const container = found?.pod.containers.items[0];
    return `Declare host port ${number ?? ""} on container ${(container && known(container.name)) ?? ""}: then it is forwarded`;
  },
  apply(target) {
    const { resource, at, text, tree } = target;
    const path = portAt(resource, at)?.port.path ?? "";
    const found = portOf(resource, path);
    const home = found?.pod.containers.items[0];
    if (!found || !home) return { refused: "There is no regular container." };
    const { port, container, pod } = found;
    const content = contentOf(port, text);
    if ("refused" in content) return content;
    const list = container.portsField.kind === "present" ? container.portsField : undefined;
    if (
      !list ||
      [container, home].some(({ map }) => map.alias || map.open || map.merges || isShared(tree, map)) ||
      isShared(tree, list.value) ||
      holdsAnchor(tree, port.node)
    )
      return { refused: "A template or a YAML anchor decides about the containers." };
    if (referrersOf(target, pod, port).handlers.length > 0) return { refused: "A probe finds the port by its name." };
    const isOnly = list.value.items.length === 1;
    if (isOnly && /(?:^|\s)#/.test(text.slice(list.entry.start, list.entry.end)))
      return { refused: "The comment in the list would be lost." };
    const removed = isOnly
      ? removeEntries(text, container.map, [list.entry])
      : [removeItem(text, list.value, port.node)];
    const { portsField } = home;
    if (portsField.kind === "opaque" || (portsField.kind === "absent" && portsField.entry))
      return { refused: "The container's ports cannot be extended here." };
    const added =
      portsField.kind === "present"
        ? appendItem(text, portsField.value, content.port)
        : appendEntry(text, home.map, "ports", [content.port]);
    return inSection(target, [...removed, added]);
  },
});

/** The entry as data, in the author's order. What is no field of a port, a template's and a comment would be lost. */
function contentOf(port: ContainerPort, text: string): { readonly port: Content } | Refusal {
  const { map, node } = port;
  if (!map || map.open || map.alias) return { refused: "A template or a YAML anchor decides about the port." };
  if (/(?:^|\s)#/.test(text.slice(node.start, lineEnd(text, node.end))))
    return { refused: "The comment in the entry would be lost." };
  const fields: Readonly<Record<string, Field<string | number>>> = {
    name: port.name,
    containerPort: port.containerPort,
    hostPort: port.hostPort,
    hostIP: port.hostIP,
    protocol: port.protocol,
  };
  const content: Record<string, Content> = {};
  for (const { key, merged } of map.entries) {
    const value = known(fields[key.text] ?? ABSENT);
    if (merged || value === undefined) return { refused: `${key.text} cannot be moved.` };
    content[key.text] = value;
  }
  return { port: content };
}
