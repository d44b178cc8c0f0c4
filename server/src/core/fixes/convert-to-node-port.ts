import type { Workload } from "../kubernetes/resource.ts";
import type { TextEdit } from "../text/edit.ts";
import { appendEntry, insertEntryAfter, insertEntryBefore, removeEntries } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { entryOf } from "../yaml/node.ts";
import type { Content } from "../yaml/write.ts";
import { addObject } from "./add-object.ts";
import { defineFix, type FixTarget, inSection, type Refusal, type WorkspaceChange } from "./fix.ts";
import {
  type PlannedPort,
  type PlannedSelector,
  planPorts,
  planSelector,
  planServiceName,
  portContent,
} from "./service-plan.ts";

/** `local` keeps the client's address and answers on the nodes of the pods alone. */
type Variant = "" | "local";

interface Plan {
  readonly workload: Workload;
  readonly ports: readonly PlannedPort[];
  readonly selector: PlannedSelector;
  readonly serviceName: string;
}

/**
 * Replaces the host ports of a workload by a NodePort Service: one Service for the workload, a port for each host port.
 * The Service's port is the old hostPort, so that callers inside the cluster change the host name alone.
 */
export const convertToNodePort = defineFix<Variant>({
  id: "convert-to-node-port",
  title(variant, target) {
    const plan = makePlan(target);
    if ("refused" in plan) return "Expose by a NodePort Service";
    const { from, to } = target.unit.nodePortRange;
    const numbers = [...new Set(plan.ports.map(({ port }) => port))];
    const kept = numbers.filter((port) => isFreeNodePort(target, port));
    const clients = kept.length === numbers.length ? "the port stays" : `clients use a port in ${from}-${to}`;
    const lost = plan.ports
      .map(({ source }) => known(source.hostIP))
      .find((address) => address !== undefined && address !== "" && address !== "0.0.0.0" && address !== "::");
    const notes = [
      clients,
      ...(variant === "local" ? ["client address kept, only nodes with a pod answer"] : []),
      ...(lost === undefined ? [] : [`on all addresses, not just ${lost}`]),
    ];
    return `Expose ${numbers.join(", ")} by NodePort Service "${plan.serviceName}" (${notes.join("; ")})`;
  },
  apply(target, variant) {
    const plan = makePlan(target);
    if ("refused" in plan) return plan;
    const added = addObject(target, serviceContent(target, plan, variant), plan.serviceName);
    if ("refused" in added) return added;
    const labels = plan.selector.isNew ? writeLabels(target, plan) : [];
    if ("refused" in labels) return labels;
    const removed = plan.ports.flatMap(({ source: { map } }) =>
      map
        ? removeEntries(
            target.text,
            map,
            map.entries.filter(({ key }) => key.text === "hostPort" || key.text === "hostIP"),
          )
        : [],
    );
    const change: WorkspaceChange = inSection(target, [
      ...removed,
      ...labels,
      ...("edit" in added ? [added.edit] : []),
    ]);
    return "create" in added ? { ...change, creates: [added.create] } : change;
  },
});

function makePlan(target: FixTarget): Plan | Refusal {
  const { resource } = target;
  if (resource.type !== "workload" || !resource.pod || resource.bestEffort)
    return { refused: "This is no object whose pods a Service could select." };
  if (resource.podKind.controller === "knative") return { refused: "Knative makes the Service itself." };
  const ports = planPorts(target, resource.pod);
  if ("refused" in ports) return ports;
  const selector = planSelector(resource);
  if ("refused" in selector) return selector;
  const serviceName = planServiceName(target, "nodeport");
  if (typeof serviceName !== "string") return serviceName;
  if (resource.metadata.namespace.kind === "opaque") return { refused: "A template decides about the namespace." };
  return { workload: resource, ports, selector, serviceName };
}

function serviceContent(
  target: FixTarget,
  { workload, ports, selector, serviceName }: Plan,
  variant: Variant,
): Content {
  const namespace = known(workload.metadata.namespace);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: serviceName, ...(namespace === undefined ? {} : { namespace }) },
    spec: {
      type: "NodePort",
      ...(variant === "local" ? { externalTrafficPolicy: "Local" } : {}),
      selector: selector.labels,
      ports: ports.map((port) => portContent(port, isFreeNodePort(target, port.port) ? port.port : undefined)),
    },
  };
}

/** A hostPort that lies in the node port range stays the number that clients use, unless a Service has it already. */
function isFreeNodePort({ unit }: FixTarget, port: number): boolean {
  const { from, to } = unit.nodePortRange;
  return port >= from && port <= to && unit.servicesOnNodePort(port).length === 0;
}

/** Writes labels for pods that have none: bare Pods and Jobs, whose selectors nobody else relies on. */
function writeLabels({ text }: FixTarget, { workload, selector }: Plan): readonly TextEdit[] | Refusal {
  const { map, labels } = workload.podMetadata;
  if (map) {
    const written = labels.field.kind === "present" ? labels.field : undefined;
    if (written)
      return Object.entries(selector.labels).map(([key, value]) => appendEntry(text, written.value, key, value));
    const name = entryOf(map, "name");
    return [
      name
        ? insertEntryAfter(text, map, name, "labels", selector.labels)
        : appendEntry(text, map, "labels", selector.labels),
    ];
  }
  const { template, pod } = workload;
  if (!template || !pod) return { refused: "The pods have no metadata to put labels into." };
  return [insertEntryBefore(text, template, pod.entry, "metadata", { labels: selector.labels })];
}
