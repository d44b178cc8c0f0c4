import { removeField } from "../../fixes/remove-field.ts";
import { forbidden } from "../../kubernetes/api-error.ts";
import { containerName } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { rootLevelOf } from "../../kubernetes/level-places.ts";
import { defineRule } from "../rule.ts";

export const ephemeralContainerPorts = defineRule({
  id: "ephemeral-container-ports",
  severity: "error",
  summary: "Ephemeral containers have no ports, and no place in a manifest",
  messages: {
    inPod: () => "The API server refuses the Pod: ephemeral containers are added to running pods only (kubectl debug).",
    inTemplate: ({ refused }: { refused: string }) =>
      `The API server refuses the ${refused}: no template may hold ephemeral containers; kubectl debug adds them to pods.`,
    ports: ({ refused, container }: { refused: string; container: string }) =>
      `The API server refuses the ${refused}: ephemeral container ${container} cannot have ports, not even an empty list.`,
  },
  // kubernetes: pkg/apis/core/validation ValidatePodCreate, ValidatePodTemplateSpec, validateEphemeralContainers.
  pod({ pod, workload }, report) {
    const { field, items } = pod.ephemeralContainers;
    if (field.kind !== "present") return;
    const refused = refusedFor(workload);
    const isDecoded = rootLevelOf(workload) !== undefined;
    const quote = (text: string) => (isDecoded ? { api: text } : {});
    for (const container of items) {
      if (container.portsField.kind !== "present") continue;
      report({
        at: container.portsField.entry.key,
        message: "ports",
        data: { refused, container: containerName(container) },
        ...quote(forbidden(`${container.path}.ports`, "cannot be set for an Ephemeral Container")),
        fixes: [removeField.with("")],
      });
    }
    if (field.value.items.length === 0) return;
    const path = `${pod.path}.ephemeralContainers`;
    const fixes = [removeField.with("kubectl debug adds one to a running pod")];
    if (workload.kind === "Pod")
      report({ at: field.entry.key, message: "inPod", ...quote(forbidden(path, "cannot be set on create")), fixes });
    else
      report({
        at: field.entry.key,
        message: "inTemplate",
        data: { refused },
        ...quote(forbidden(path, "ephemeral containers not allowed in pod template")),
        fixes,
      });
  },
});
