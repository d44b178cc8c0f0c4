import { allContainers, type Container } from "../kubernetes/pod-spec.ts";
import type { TextEdit } from "../text/edit.ts";
import { encloses } from "../text/span.ts";
import { appendEntry, appendItem, insertEntryAfter } from "../yaml/edit.ts";
import { mapField, seqField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import type { Content } from "../yaml/write.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";

/** Adds a Linux capability to the container that the finding lies in. */
export const addCapability = defineFix<"NET_BIND_SERVICE">({
  id: "add-capability",
  title: (capability) => `Add the capability ${capability} to the container`,
  apply(target, capability) {
    const { resource } = target;
    const pod = resource.type === "workload" ? resource.pod : undefined;
    const container = pod && allContainers(pod).find(({ map }) => encloses(map, target.at));
    if (!container) return { refused: "There is no container here." };
    const edit = add(target, container, capability);
    return "refused" in edit ? edit : inSection(target, [edit]);
  },
});

/** Writes as much of `securityContext.capabilities.add` as is missing. */
function add({ text, tree }: FixTarget, { map }: Container, capability: string): TextEdit | Refusal {
  if (map.alias || isShared(tree, map)) return { refused: "The container is shared by a YAML anchor." };
  const context = mapField(map, "securityContext");
  const capabilities = context.kind === "present" ? mapField(context.value, "capabilities") : undefined;
  const added = capabilities?.kind === "present" ? seqField(capabilities.value, "add") : undefined;
  const fields = [context, capabilities, added];
  // A field that is written as null would be written twice.
  if (fields.some((field) => field?.kind === "opaque" || (field?.kind === "absent" && field.entry)))
    return { refused: "A template decides about the container's capabilities." };
  if (
    fields.some(
      (field) =>
        field?.kind === "present" &&
        (field.entry.merged || field.entry.value.alias || isShared(tree, field.entry.value)),
    )
  )
    return { refused: "The capabilities are shared by a YAML anchor." };
  if (added?.kind === "present") return appendItem(text, added.value, capability);
  if (capabilities?.kind === "present") return append(text, capabilities.value, "add", [capability]);
  if (context.kind === "present") return append(text, context.value, "capabilities", { add: [capability] });
  return append(text, map, "securityContext", { capabilities: { add: [capability] } });
}

/** Behind a conditional entry the text is still the condition's. */
function append(text: string, map: YamlMap, key: string, value: Content): TextEdit {
  const last = map.entries.filter(({ merged, conditional }) => !merged && !conditional).at(-1);
  return last ? insertEntryAfter(text, map, last, key, value) : appendEntry(text, map, key, value);
}
