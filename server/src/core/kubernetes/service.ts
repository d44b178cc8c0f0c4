import {
  type Field,
  integerField,
  integerOrStringField,
  isUnknownScalar,
  knownOr,
  mapField,
  seqField,
  stringField,
} from "../yaml/field.ts";
import type { YamlMap, YamlNode, YamlSeq } from "../yaml/node.ts";
import { resolveScalar } from "../yaml/scalar.ts";
import { readStringMap, type StringMap } from "./metadata.ts";
import { isConditionalIn } from "./pod-spec.ts";

/** `spec` of a core Service as written. */
export interface ServiceSpec {
  readonly field: Field<YamlMap>;
  readonly map: YamlMap | undefined;
  readonly type: Field<string>;
  readonly clusterIP: Field<string>;
  readonly selector: StringMap;
  readonly externalTrafficPolicy: Field<string>;
  readonly healthCheckNodePort: Field<number>;
  readonly portsField: Field<YamlSeq>;
  readonly ports: readonly ServicePort[];
  /** No template can add a port, and none is hidden. */
  readonly portsComplete: boolean;
}

export interface ServicePort {
  /** The list item: a map, or the empty scalar of an item that is null. */
  readonly node: YamlNode;
  readonly map: YamlMap | undefined;
  /** The API's path: `spec.ports[0]`. */
  readonly path: string;
  readonly name: Field<string>;
  readonly protocol: Field<string>;
  readonly port: Field<number>;
  readonly targetPort: Field<number | string>;
  readonly nodePort: Field<number>;
}

export type ServiceType = "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";

export function readServiceSpec(root: YamlMap): ServiceSpec {
  const field = mapField(root, "spec");
  const map = field.kind === "present" ? field.value : undefined;
  const opaque = field.kind === "opaque" ? field : undefined;
  const portsField = opaque ?? seqField(map, "ports");
  const ports = portsField.kind === "present" ? readPorts(portsField.value) : [];
  return {
    field,
    map,
    type: opaque ?? stringField(map, "type"),
    clusterIP: opaque ?? stringField(map, "clusterIP"),
    selector: opaque ? { field: opaque, entries: [], complete: false } : readStringMap(map, "selector"),
    externalTrafficPolicy: opaque ?? stringField(map, "externalTrafficPolicy"),
    healthCheckNodePort: opaque ?? integerField(map, "healthCheckNodePort"),
    portsField,
    ports,
    portsComplete:
      portsField.kind === "absent" ||
      (portsField.kind === "present" &&
        !portsField.value.open &&
        ports.length === portsField.value.items.length &&
        !ports.some(({ node }) => isConditionalIn(portsField.value, node))),
  };
}

function readPorts(seq: YamlSeq): ServicePort[] {
  const ports: ServicePort[] = [];
  seq.items.forEach((node, index) => {
    const map = node.kind === "map" ? node : undefined;
    if (!map && !(node.kind === "scalar" && !isUnknownScalar(node) && resolveScalar(node).type === "null")) return;
    ports.push({
      node,
      map,
      path: `spec.ports[${index}]`,
      name: stringField(map, "name"),
      protocol: stringField(map, "protocol"),
      port: integerField(map, "port"),
      targetPort: integerOrStringField(map, "targetPort"),
      nodePort: integerField(map, "nodePort"),
    });
  });
  return ports;
}

/** The Service's type with its default; undefined where it is unknown or none of the four. An empty string is defaulted. */
export function serviceTypeOf(spec: Pick<ServiceSpec, "type">): ServiceType | undefined {
  const type = typeTextOf(spec);
  return type === "ClusterIP" || type === "NodePort" || type === "LoadBalancer" || type === "ExternalName"
    ? type
    : undefined;
}

/** The type as the API server compares it, be it one of the four or not: ClusterIP where none is set. Undefined where it is unknown. */
export function typeTextOf(spec: Pick<ServiceSpec, "type">): string | undefined {
  const type = knownOr(spec.type, "");
  return type === "" ? "ClusterIP" : type;
}

/**
 * Whether traffic from outside the cluster may reach the Service; undefined where that is unknown.
 * Source: kubernetes pkg/api/service/util.go `ExternallyAccessible`.
 */
export function isExternallyAccessible(spec: ServiceSpec): boolean | undefined {
  const type = typeTextOf(spec);
  if (type === undefined) return undefined;
  if (type !== "ClusterIP") return type === "NodePort" || type === "LoadBalancer";
  const externalIPs = seqField(spec.map, "externalIPs");
  if (externalIPs.kind !== "present") return externalIPs.kind === "opaque" ? undefined : false;
  return externalIPs.value.items.length > 0 || (externalIPs.value.open ? undefined : false);
}

/** Whether the Service has no virtual IP: `clusterIP: None`; undefined where that is unknown. */
export function isHeadless(spec: ServiceSpec): boolean | undefined {
  if (spec.clusterIP.kind === "opaque") return undefined;
  return spec.clusterIP.kind === "present" && spec.clusterIP.value === "None";
}
