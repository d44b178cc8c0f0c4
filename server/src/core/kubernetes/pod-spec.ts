import { booleanField, type Field, integerField, isUnknownScalar, seqField, stringField } from "../yaml/field.ts";
import type { YamlEntry, YamlMap, YamlNode, YamlSeq } from "../yaml/node.ts";
import { resolveScalar } from "../yaml/scalar.ts";

/** A pod spec as written, wherever its kind keeps it. */
export interface PodSpec {
  readonly map: YamlMap;
  /** The API's path to the pod spec: `spec.template.spec`. */
  readonly path: string;
  /** The entry that holds it; its key is the place of findings about what is missing. */
  readonly entry: YamlEntry;
  readonly hostNetwork: Field<boolean>;
  readonly dnsPolicy: Field<string>;
  readonly containers: ContainerList;
  readonly initContainers: ContainerList;
  readonly ephemeralContainers: ContainerList;
}

/** One of a pod spec's lists of containers. */
export interface ContainerList {
  readonly field: Field<YamlSeq>;
  readonly items: readonly Container[];
  /** No template can add a container, and none is hidden. */
  readonly complete: boolean;
}

export type ContainerListName = "containers" | "initContainers" | "ephemeralContainers";

export interface Container {
  readonly map: YamlMap;
  readonly list: ContainerListName;
  /** The API's path: `spec.template.spec.containers[0]`. */
  readonly path: string;
  readonly name: Field<string>;
  /** `Always` on an init container makes it a sidecar. */
  readonly restartPolicy: Field<string>;
  readonly portsField: Field<YamlSeq>;
  readonly ports: readonly ContainerPort[];
  /** No template can add a port, and none is hidden. */
  readonly portsComplete: boolean;
}

export interface ContainerPort {
  /** The list item: a map, or the empty scalar of an item that is null. */
  readonly node: YamlNode;
  readonly map: YamlMap | undefined;
  readonly container: Pick<Container, "list" | "name" | "restartPolicy" | "path">;
  /** The API's path: `spec.containers[0].ports[1]`. */
  readonly path: string;
  readonly name: Field<string>;
  readonly containerPort: Field<number>;
  readonly hostPort: Field<number>;
  readonly hostIP: Field<string>;
  readonly protocol: Field<string>;
}

/** Reads the pod spec in the value of `entry`. */
export function readPodSpec(map: YamlMap, path: string, entry: YamlEntry): PodSpec {
  return {
    map,
    path,
    entry,
    hostNetwork: booleanField(map, "hostNetwork"),
    dnsPolicy: stringField(map, "dnsPolicy"),
    containers: readContainers(map, "containers", path),
    initContainers: readContainers(map, "initContainers", path),
    ephemeralContainers: readContainers(map, "ephemeralContainers", path),
  };
}

function readContainers(pod: YamlMap, list: ContainerListName, podPath: string): ContainerList {
  const field = seqField(pod, list);
  if (field.kind !== "present") return { field, items: [], complete: field.kind === "absent" };
  const items: Container[] = [];
  let complete = !field.value.open;
  field.value.items.forEach((node, index) => {
    if (node.kind === "map") items.push(readContainer(node, list, `${podPath}.${list}[${index}]`));
    if (node.kind !== "map" || isConditionalIn(field.value, node)) complete = false;
  });
  return { field, items, complete };
}

function readContainer(map: YamlMap, list: ContainerListName, path: string): Container {
  const name = stringField(map, "name");
  const restartPolicy = stringField(map, "restartPolicy");
  const portsField = seqField(map, "ports");
  const ports = portsField.kind === "present" ? readPorts(portsField.value, { list, name, restartPolicy, path }) : [];
  const portsComplete =
    portsField.kind === "absent" ||
    (portsField.kind === "present" &&
      !portsField.value.open &&
      ports.length === portsField.value.items.length &&
      !ports.some(({ node }) => isConditionalIn(portsField.value, node)));
  return { map, list, path, name, restartPolicy, portsField, ports, portsComplete };
}

function readPorts(seq: YamlSeq, container: ContainerPort["container"]): ContainerPort[] {
  const ports: ContainerPort[] = [];
  seq.items.forEach((node, index) => {
    const map = node.kind === "map" ? node : undefined;
    // A null item is a port with nothing set; any other scalar is a decode error or a template expression.
    if (!map && !(node.kind === "scalar" && !isUnknownScalar(node) && resolveScalar(node).type === "null")) return;
    ports.push({
      node,
      map,
      container,
      path: `${container.path}.ports[${index}]`,
      name: stringField(map, "name"),
      containerPort: integerField(map, "containerPort"),
      hostPort: integerField(map, "hostPort"),
      hostIP: stringField(map, "hostIP"),
      protocol: stringField(map, "protocol"),
    });
  });
  return ports;
}

/** Whether a list item stands in a template branch that its list does not stand in. */
export function isConditionalIn(list: YamlSeq, item: YamlNode): boolean {
  return (item.branch?.length ?? 0) !== (list.branch?.length ?? 0);
}

/** All containers in the order in which the API server visits them: init, regular, ephemeral. */
export function allContainers(pod: PodSpec): readonly Container[] {
  return [...pod.initContainers.items, ...pod.containers.items, ...pod.ephemeralContainers.items];
}

/** Whether an init container keeps running beside the others; undefined where a template decides. */
export function isSidecar(container: Pick<Container, "list" | "restartPolicy">): boolean | undefined {
  if (container.list !== "initContainers") return false;
  if (container.restartPolicy.kind === "opaque") return undefined;
  return container.restartPolicy.kind === "present" && container.restartPolicy.value === "Always";
}

/** The port's protocol with its default; undefined where a template decides. An empty string is defaulted like an absent one. */
export function protocolOf(port: { readonly protocol: Field<string> }): string | undefined {
  if (port.protocol.kind === "opaque") return undefined;
  return port.protocol.kind === "present" && port.protocol.value !== "" ? port.protocol.value : "TCP";
}
