import { type NamedPort, namedPorts } from "../kubernetes/named-ports.ts";
import { allContainers, protocolOf } from "../kubernetes/pod-spec.ts";
import type { TextEdit } from "../text/edit.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import type { YamlNode, YamlScalar } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { resolveScalar } from "../yaml/scalar.ts";
import { portAt } from "./find-port.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { freeHostPort } from "./free-host-port.ts";
import { memberOf } from "./member-of.ts";

/**
 * Gives a process on the host network another port, which nothing known takes: in the port's entry, and where the
 * container's probes and arguments name it. Where no argument does, the application has to be told otherwise.
 */
export const chooseListenPort = defineFix({
  id: "choose-listen-port",
  title(_, target) {
    const choice = choose(target);
    if ("refused" in choice) return "Change the listen port";
    const { old, port, argument } = choice;
    const rest = argument === undefined ? "also change the application's listen port" : `with ${argument}`;
    return `Change port ${old} to ${port}, ${rest}; clients have to use the new number`;
  },
  apply(target) {
    const choice = choose(target);
    return "refused" in choice ? choice : inSection(target, choice.edits);
  },
});

interface Choice {
  readonly old: number;
  readonly port: number;
  /** The argument that tells the process where to listen. */
  readonly argument: string | undefined;
  readonly edits: readonly TextEdit[];
}

function choose(target: FixTarget): Choice | Refusal {
  const found = portAt(target.resource, target.at);
  if (!found || known(found.pod.hostNetwork) !== true) return { refused: "There is no port of the host network here." };
  const { pod, port } = found;
  const { containerPort, hostPort } = port;
  const protocol = protocolOf(port);
  if (containerPort.kind !== "present" || hostPort.kind === "opaque" || protocol === undefined)
    return { refused: "A template decides about the port." };
  const old = containerPort.value;
  const written = hostPort.kind === "present" && hostPort.value !== 0 ? [hostPort] : [];
  if (written.some(({ value }) => value !== old)) return { refused: "hostPort and containerPort differ." };
  const fields = [containerPort, ...written];
  if (fields.some(({ entry }) => entry.merged || entry.value.alias || isShared(target.tree, entry)))
    return { refused: "The port is shared by a YAML anchor." };
  const service = serviceOn(target, old);
  if (service !== undefined) return { refused: `Service ${service} leads to the port by its number.` };
  const container = allContainers(pod).find(({ ports }) => ports.includes(port));
  const named = (container ? namedPorts(container) : []).filter((own) => own.port === old);
  const free = freeHostPort(target, pod, protocol, old);
  if (free === undefined) return { refused: "No free port was found." };
  const edits = [...new Set([...fields.map(({ node }) => node), ...named.map(({ node }) => node)])].map((node) =>
    renumber(target, node, old, free),
  );
  const done = edits.flatMap((edit) => edit ?? []);
  if (done.length < edits.length) return { refused: "The number stands more than once in an argument." };
  return { old, port: free, argument: named.find(isArgument)?.by, edits: done };
}

function isArgument({ by }: NamedPort): boolean {
  return by.startsWith("-");
}

/** Puts the new number in the place of the old one, which may be a part of an argument; undefined where that is not certain. */
function renumber({ text, tree }: FixTarget, node: YamlNode, old: number, free: number): TextEdit | undefined {
  if (node.kind !== "scalar" || node.alias || isShared(tree, node)) return undefined;
  const written = text.slice(node.start, node.end);
  const [first, ...others] = written.matchAll(new RegExp(`(?<!\\d)${old}(?!\\d)`, "g"));
  // A number may be written otherwise: 0xC383, 50_051.
  if (!first) return isNumber(node, old) ? replaceScalar(text, node, free) : undefined;
  const start = node.start + first.index;
  return others.length > 0 ? undefined : { span: { start, end: start + String(old).length }, newText: `${free}` };
}

function isNumber(node: YamlScalar, number: number): boolean {
  const resolved = resolveScalar(node);
  return resolved.type === "number" && resolved.value === number;
}

/** A Service of the unit that dials the port by its number. */
function serviceOn(target: FixTarget, number: number): string | undefined {
  const workload = memberOf(target, target.unit.workloads);
  const services = workload ? target.unit.servicesOf(workload) : [];
  const dialling = services.find(({ facts }) =>
    facts.ports.some(({ targetPort, port }) => (targetPort === undefined ? port : targetPort) === number),
  );
  return dialling && `${dialling.facts.name}`;
}
