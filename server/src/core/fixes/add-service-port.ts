import type { PortFacts, WorkloadFacts } from "../facts/facts.ts";
import { displayName, type Member } from "../facts/unit-view.ts";
import { appendEntry, appendItem } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { type Content, writeFlow } from "../yaml/write.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { memberOf } from "./member-of.ts";

/** Gives a Service without ports the first one that the pods it selects declare. */
export const addServicePort = defineFix({
  id: "add-service-port",
  title(_, target) {
    const found = declaredPort(target);
    if ("refused" in found) return "Add a port";
    return `Add port ${found.number}, which ${displayName(found.workload.facts)} declares`;
  },
  apply(target) {
    const { resource, text, tree } = target;
    const spec = resource.type === "service" ? resource.spec.map : undefined;
    if (!spec || spec.alias) return { refused: "The Service has no spec of its own." };
    const found = declaredPort(target);
    if ("refused" in found) return found;
    const entry = entryOf(spec, "ports");
    if (isShared(tree, entry?.value ?? spec) || entry?.merged || entry?.value.alias)
      return { refused: "The place is shared by a YAML anchor." };
    if (!entry) return inSection(target, [appendEntry(text, spec, "ports", [found.content])]);
    if (entry.value.kind === "seq") return inSection(target, [appendItem(text, entry.value, found.content)]);
    // A null: what stands behind the key gives way.
    return inSection(target, [
      { span: { start: entry.key.end, end: entry.end }, newText: `: ${writeFlow([found.content], false)}` },
    ]);
  },
});

interface Found {
  readonly workload: Member<WorkloadFacts>;
  readonly number: number;
  readonly content: Content;
}

/** The first port that a selected workload declares: by its name where it has one, as a rename of the number then does no harm. */
function declaredPort(target: FixTarget): Found | Refusal {
  const service = memberOf(target, target.unit.services);
  for (const workload of service ? target.unit.selectedBy(service) : []) {
    const port = workload.facts.ports.find((candidate) => isPlain(candidate));
    if (typeof port?.containerPort !== "number") continue;
    const { containerPort: number, name, protocol } = port;
    const content = {
      port: number,
      ...(typeof name === "string" && name !== "" ? { targetPort: name } : {}),
      ...(typeof protocol === "string" && protocol !== "" && protocol !== "TCP" ? { protocol } : {}),
    };
    return { workload, number, content };
  }
  return { refused: "No workload that the Service selects declares a port." };
}

function isPlain({ list, containerPort, conditional }: PortFacts): boolean {
  return (
    list === "containers" &&
    typeof containerPort === "number" &&
    containerPort > 0 &&
    containerPort <= 65535 &&
    !conditional
  );
}
