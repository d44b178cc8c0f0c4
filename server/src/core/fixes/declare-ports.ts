import { type NamedPort, undeclaredPorts } from "../kubernetes/named-ports.ts";
import type { Container } from "../kubernetes/pod-spec.ts";
import type { TextEdit } from "../text/edit.ts";
import { insertEntryAfter } from "../yaml/edit.ts";
import { isShared } from "../yaml/parse.ts";
import { writeFlow } from "../yaml/write.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";

/** Declares the ports that the pod's own probes and arguments name, so that the scheduler knows of them. */
export const declarePorts = defineFix({
  id: "declare-ports",
  title(_, target) {
    const numbers = portsToDeclare(target).map(({ port }) => port);
    return `Declare containerPort ${numbers.join(", ")}: no second pod with it is placed on the node`;
  },
  apply(target) {
    const named = portsToDeclare(target);
    if (named.length === 0) return { refused: "Ports are declared already." };
    const edits: TextEdit[] = [];
    for (const container of new Set(named.map((port) => port.container))) {
      const own = named.filter((port) => port.container === container).map(({ port }) => port);
      const edit = declare(target, container, own);
      if ("refused" in edit) return edit;
      edits.push(edit);
    }
    return inSection(target, edits);
  },
});

function portsToDeclare({ resource }: FixTarget): readonly NamedPort[] {
  return (resource.type === "workload" && resource.pod && undeclaredPorts(resource.pod)) || [];
}

function declare(
  { text, tree }: FixTarget,
  { map, portsField }: Container,
  numbers: readonly number[],
): TextEdit | Refusal {
  if (map.alias || isShared(tree, map)) return { refused: "The container is shared by a YAML anchor." };
  const ports = numbers.map((containerPort) => ({ containerPort }));
  const own = map.entries.filter(({ merged }) => !merged);
  const isJson = map.flow && own[0]?.key.style === "quoted";
  if (portsField.kind === "present" && portsField.value.flow && !portsField.entry.merged)
    return { span: portsField.value, newText: writeFlow(ports, isJson) };
  const after = own.find(({ key }) => key.text === "image") ?? own[0];
  if (portsField.kind !== "absent" || portsField.entry || !after) return { refused: "ports is written here already." };
  return insertEntryAfter(text, map, after, "ports", ports);
}
