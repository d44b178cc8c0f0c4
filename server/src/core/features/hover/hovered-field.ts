import type { ParsedSection, Spot } from "../../kubernetes/document.ts";
import type { ContainerPort, PodSpec } from "../../kubernetes/pod-spec.ts";
import type { Resource, Service, Workload } from "../../kubernetes/resource.ts";
import type { ServicePort } from "../../kubernetes/service.ts";
import type { Span } from "../../text/span.ts";
import { isUnknownScalar } from "../../yaml/field.ts";
import type { YamlEntry, YamlMap } from "../../yaml/node.ts";
import { spanOf } from "../../yaml/path.ts";

const CONTAINER_PORT_FIELDS = ["hostPort", "hostIP", "containerPort", "protocol"] as const;
const POD_FIELDS = ["hostNetwork", "dnsPolicy"] as const;
const SERVICE_PORT_FIELDS = ["nodePort", "port", "targetPort", "protocol"] as const;
const SERVICE_FIELDS = [
  "type",
  "clusterIP",
  "externalTrafficPolicy",
  "internalTrafficPolicy",
  "healthCheckNodePort",
  "allocateLoadBalancerNodePorts",
  "externalIPs",
  "loadBalancerSourceRanges",
] as const;

/** A field of a manifest under the cursor, and where it stands. */
export type HoveredField = ContainerPortField | PodField | ServicePortField | ServiceField;

interface Hovered {
  /** The entry alone, as a map: what the `Field` readers say of it is true of it even under a template's condition. */
  readonly map: YamlMap;
  /** Under a template's condition: it may not be there. */
  readonly conditional: boolean;
  /** The value as the text has it; undefined for a list or a mapping. */
  readonly written: string | undefined;
  /** A template, or another tool, decides about the value. */
  readonly unknown: boolean;
  /** The key or value under the cursor, in the section. */
  readonly span: Span;
}

export interface ContainerPortField extends Hovered {
  readonly at: "containerPort";
  readonly field: (typeof CONTAINER_PORT_FIELDS)[number];
  readonly workload: Workload;
  readonly pod: PodSpec;
  readonly port: ContainerPort;
}

export interface PodField extends Hovered {
  readonly at: "pod";
  readonly field: (typeof POD_FIELDS)[number];
  readonly workload: Workload;
  readonly pod: PodSpec;
}

export interface ServicePortField extends Hovered {
  readonly at: "servicePort";
  readonly field: (typeof SERVICE_PORT_FIELDS)[number];
  readonly service: Service;
  readonly port: ServicePort;
}

export interface ServiceField extends Hovered {
  readonly at: "service";
  readonly field: (typeof SERVICE_FIELDS)[number];
  readonly service: Service;
}

/**
 * The field whose key or value, or an item of it, is under the cursor: undefined where the key only has the name of one,
 * as in a CustomResourceDefinition, Helm values, or a custom resource that merely resembles a pod.
 */
export function hoveredField({ section, steps, resource }: Spot): HoveredField | undefined {
  const step = steps.findLast(({ kind }) => kind === "entry");
  const last = steps.at(-1);
  if (step?.kind !== "entry" || !last) return undefined;
  const { entry, parent } = step;
  const { conditional = false, ...unconditional } = entry;
  const hovered: Hovered = {
    map: { ...parent, entries: [unconditional], open: false },
    conditional,
    written: writtenValue(section, entry),
    unknown: entry.value.kind === "scalar" && isUnknownScalar(entry.value),
    span: spanOf(last),
  };
  // An anchor is often written in one object and used by others: its own comes first.
  const candidates = [...(resource ? [resource] : []), ...section.resources];
  for (const candidate of candidates) {
    const found = fieldOf(candidate, entry, hovered);
    if (found) return found;
  }
  return undefined;
}

function fieldOf(resource: Resource, entry: YamlEntry, hovered: Hovered): HoveredField | undefined {
  if (resource.type === "workload") return fieldOfWorkload(resource, entry, hovered);
  return resource.type === "service" ? fieldOfService(resource, entry, hovered) : undefined;
}

function fieldOfWorkload(workload: Workload, entry: YamlEntry, hovered: Hovered): HoveredField | undefined {
  const { pod, bestEffort } = workload;
  if (!pod || bestEffort) return undefined;
  const podField = nameIn(POD_FIELDS, entry);
  if (podField && holds(pod.map, entry)) return { ...hovered, at: "pod", field: podField, workload, pod };
  const field = nameIn(CONTAINER_PORT_FIELDS, entry);
  if (!field) return undefined;
  // Ports of ephemeral containers are refused as a whole.
  const port = [...pod.containers.items, ...pod.initContainers.items]
    .flatMap(({ ports }) => ports)
    .find(({ map }) => holds(map, entry));
  return port && { ...hovered, at: "containerPort", field, workload, pod, port };
}

function fieldOfService(service: Service, entry: YamlEntry, hovered: Hovered): HoveredField | undefined {
  const { spec } = service;
  const ownField = nameIn(SERVICE_FIELDS, entry);
  if (ownField && holds(spec.map, entry)) return { ...hovered, at: "service", field: ownField, service };
  const field = nameIn(SERVICE_PORT_FIELDS, entry);
  const port = field && spec.ports.find(({ map }) => holds(map, entry));
  return port && { ...hovered, at: "servicePort", field, service, port };
}

function nameIn<T extends string>(names: readonly T[], { key }: YamlEntry): T | undefined {
  return names.find((name) => name === key.text);
}

/** Whether the entry is one of the map's, be it by a merge key: then only the key is the same node. */
function holds(map: YamlMap | undefined, { key }: YamlEntry): boolean {
  return map?.entries.some((entry) => entry.key === key) === true;
}

function writtenValue({ text }: ParsedSection, { value }: YamlEntry): string | undefined {
  return value.kind === "scalar" ? text.slice(value.start, value.end) : undefined;
}

/** All fields that have a card. */
export const CARD_FIELDS: readonly string[] = [
  ...new Set([...CONTAINER_PORT_FIELDS, ...POD_FIELDS, ...SERVICE_PORT_FIELDS, ...SERVICE_FIELDS]),
];
