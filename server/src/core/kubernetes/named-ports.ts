import { digits } from "../yaml/digits.ts";
import { integerField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlNode } from "../yaml/node.ts";
import { handlersOf } from "./handlers.ts";
import { type Container, isSidecar, type PodSpec } from "./pod-spec.ts";

/** A port that a container evidently listens on, whether it declares it or not. */
export interface NamedPort {
  readonly port: number;
  readonly container: Container;
  /** The scalar that names it. */
  readonly node: YamlNode;
  /** Who names it: `livenessProbe`, `--metrics-port`. */
  readonly by: string;
}

/**
 * The ports that a pod evidently listens on although none of its containers declares any, each once. Undefined for a
 * pod that declares one, or whose template may; a plain init container does not count, as for the scheduler.
 */
export function undeclaredPorts({ map, containers, initContainers }: PodSpec): readonly NamedPort[] | undefined {
  const counted = [...initContainers.items.filter((container) => isSidecar(container) !== false), ...containers.items];
  const declaresNone = counted.every(({ ports, portsComplete }) => portsComplete && ports.length === 0);
  if (map.open || !containers.complete || !initContainers.complete || !declaresNone) return undefined;
  const named = counted.flatMap(namedPorts);
  return named.filter(({ port }, index) => named.findIndex((other) => other.port === port) === index);
}

/** The ports that a container's probes dial and that its arguments tell it to listen on. What is not sure is left out. */
export function namedPorts(container: Container): readonly NamedPort[] {
  return [...probedPorts(container), ...argumentPorts(container)]
    .filter(({ port }) => port >= 1 && port <= 65535)
    .map((named) => ({ ...named, container }));
}

type Found = Omit<NamedPort, "container">;

/** A probe without `host` dials the pod's own address, which on the host network is the node's. */
function probedPorts(container: Container): Found[] {
  const dialled = handlersOf(container).flatMap(({ map, path, port }) => {
    const host = stringField(map, "host");
    const isOwn = host.kind === "absent" || (host.kind === "present" && LOOPBACK.test(host.value));
    return isOwn && port.kind === "present" && typeof port.value === "number"
      ? [{ port: port.value, node: port.node, by: path.split(".").at(-2) ?? "" }]
      : [];
  });
  const called = ["livenessProbe", "readinessProbe", "startupProbe"].flatMap((by) => {
    const port = integerField(known(mapField(known(mapField(container.map, by)), "grpc")), "port");
    return port.kind === "present" ? [{ port: port.value, node: port.node, by }] : [];
  });
  return [...dialled, ...called];
}

/** A script of several lines is left out: nothing in it could be pointed at. */
function argumentPorts({ map }: Container): Found[] {
  const items = ["command", "args"].flatMap((key) => known(seqField(map, key))?.items ?? []);
  const words = items.flatMap((node) =>
    node.kind === "scalar" && node.style !== "block" ? node.text.split(/\s+/).map((text) => ({ text, node })) : [],
  );
  return words.flatMap(({ text, node }, index) => {
    const [, written, flag, value] = /^(--?([A-Za-z][\w.-]*))(?:=(.*))?$/.exec(text) ?? [];
    if (written === undefined || flag === undefined) return [];
    const next = words[index + 1];
    const given = value === undefined ? next : { text: value, node };
    const port = given && listenedPort(flag, given.text);
    return port === undefined ? [] : [{ port, node: given?.node ?? node, by: written }];
  });
}

const LOOPBACK = /^(?:|127(?:\.\d+){3}|localhost|::1)$/;
const EVERYWHERE = /^(?:|0\.0\.0\.0|\[::\])$/;
const ADDRESS_WORDS = ["address", "addr", "addresses", "endpoint", "listen", "listener", "bind"];
/** What an own port is for. Any other word in a flag (`--etcd-port`) may speak of somebody else's port. */
const OWN_PORT_WORDS = new Set(
  "admin bind check debug grpc health healthcheck healthz http https insecure listen liveness livez metric metrics monitoring ports pprof probe probes prometheus readiness ready readyz secure serving stats status telemetry web webhook".split(
    " ",
  ),
);

/** The port that a flag tells its process to listen on: `--http-port 80`, `--web.listen-address=:9100`. */
function listenedPort(flag: string, value: string): number | undefined {
  const words = flag.toLowerCase().split(/[-._]/);
  const last = words.at(-1) ?? "";
  if (last === "port") return words.slice(0, -1).every((word) => OWN_PORT_WORDS.has(word)) ? portOf(value) : undefined;
  const [, host, port] = /^(\[[^\]]*\]|[^:/\s]*):(\d+)$/.exec(value) ?? [];
  if (host === undefined || port === undefined || !ADDRESS_WORDS.includes(last)) return undefined;
  return EVERYWHERE.test(host) || words.includes("listen") || words.includes("bind") ? portOf(port) : undefined;
}

function portOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) ? digits(text) : undefined;
}
