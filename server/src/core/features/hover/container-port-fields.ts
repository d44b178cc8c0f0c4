import type { ClaimFacts, PortFacts } from "../../facts/facts.ts";
import { CARDS } from "../../fields/cards.generated.ts";
import { parseAddress } from "../../kubernetes/addresses.ts";
import { isWildcard } from "../../kubernetes/claims.ts";
import { containerName, hostIPOf } from "../../kubernetes/declared-ports.ts";
import { isSidecar, protocolOf } from "../../kubernetes/pod-spec.ts";
import { type Field, integerField, known, knownOr, stringField } from "../../yaml/field.ts";
import type { ContainerPortField } from "./hovered-field.ts";
import { code, type Markdown, md } from "./markdown.ts";
import { addressText, podsAndNodes, policiesOn, rivalsOf, servicesTo } from "./phrases.ts";
import {
  isProtocol,
  isUnset,
  mayBePort,
  portAndProtocol,
  portText,
  type Saying,
  unknownPart,
  valueText,
  type WorkloadContext,
} from "./saying.ts";

/** What is said of a field of a container's port. */
export function containerPortSaying(hovered: ContainerPortField, context: WorkloadContext): Saying {
  switch (hovered.field) {
    case "hostPort":
      return hostPort(hovered, context);
    case "hostIP":
      return hostIP(hovered, context);
    case "containerPort":
      return containerPort(hovered, context);
    case "protocol":
      return protocol(hovered, context);
  }
}

function hostPort(hovered: ContainerPortField, context: WorkloadContext): Saying {
  const { cases } = CARDS.hostPort;
  const { pod, workload, port } = hovered;
  const field = integerField(hovered.map, "hostPort");
  const values = { value: valueText(hovered, field), place: placeOf(hovered, field) };
  if (isUnset(field)) return { text: cases.off, values, here: [] };
  if (!mayBePort(hovered, field)) return { text: cases.invalid, values, here: [] };
  if (workload.podKind.controller === "knative") return { text: cases.knative, values, here: [] };
  const here = aboutClaim(hovered, field, context);
  if (known(pod.hostNetwork)) return { text: cases["host-network"], values, here, compared: "hostNetwork" };
  if (port.container.list === "initContainers")
    return { text: isSidecar(port.container) ? cases.sidecar : cases.init, values, here: unknownPart(hovered) };
  const address = parseAddress(known(port.hostIP) ?? "");
  if (address?.isLoopback) return { text: cases[address.family === 6 ? "loopback-ipv6" : "loopback"], values, here };
  const text = workload.podKind.controller === "daemonset" ? cases.daemon : cases["on-node"];
  return { text, values, here, compared: "hostPort" };
}

function hostIP(hovered: ContainerPortField, context: WorkloadContext): Saying {
  const { cases } = CARDS.hostIP;
  const { pod, port } = hovered;
  const { hostPort: number, container } = port;
  const field = stringField(hovered.map, "hostIP");
  const values = { value: valueText(hovered, field), port: portText(number), place: placeOf(hovered, number) };
  if (known(pod.hostNetwork)) {
    const claimed = isUnset(number) ? port.containerPort : number;
    return { text: cases["host-network"], values, here: aboutClaim(hovered, claimed, context) };
  }
  if (isUnset(number)) return { text: cases["without-port"], values, here: [] };
  if (container.list === "initContainers") return { text: cases.init, values, here: [] };
  const here = aboutClaim(hovered, number, context);
  const written = knownOr(field, "");
  if (written === "") return { text: cases.off, values, here };
  if (written === undefined) return { text: hovered.unknown ? cases.address : cases.invalid, values, here };
  const address = parseAddress(written);
  if (!address || address.hasLeadingZeros) return { text: cases.invalid, values, here: [] };
  const isIPv6 = address.family === 6;
  if (address.isUnspecified) return { text: cases[isIPv6 ? "ipv6-wildcard" : "ipv4-wildcard"], values, here };
  if (address.isLoopback) return { text: cases[isIPv6 ? "loopback-ipv6" : "loopback"], values, here };
  return { text: cases.address, values, here };
}

function containerPort(hovered: ContainerPortField, context: WorkloadContext): Saying {
  const { cases } = CARDS.containerPort;
  const { pod, port } = hovered;
  const { member, unit } = context;
  const field = integerField(hovered.map, "containerPort");
  const values = { value: valueText(hovered, field), place: md`*node*:${portAndProtocol(field, port)}` };
  if (isUnset(field)) return { text: cases.off, values, here: [] };
  if (!mayBePort(hovered, field)) return { text: cases.invalid, values, here: [] };
  if (known(pod.hostNetwork))
    return { text: cases["host-network"], values, here: aboutClaim(hovered, field, context), compared: "hostNetwork" };
  const name = known(port.name);
  const isPublished = !isUnset(port.hostPort) && port.container.list === "containers";
  const here = [
    ...unknownPart(hovered),
    ...(name === undefined ? [] : [md`called ${code(name)}`]),
    ...(isPublished ? [md`published at ${placeOf(hovered, port.hostPort)}`] : []),
    ...podsAndNodes(member, unit, isPublished),
    ...servicesTo(member, factsOf(hovered, context), unit),
    ...policiesOn(member, unit),
  ];
  const isPlainInit = port.container.list === "initContainers" && isSidecar(port.container) === false;
  return { text: isPlainInit ? cases.init : cases.declared, values, here };
}

function protocol(hovered: ContainerPortField, context: WorkloadContext): Saying {
  const { cases } = CARDS.protocol;
  const { pod, port } = hovered;
  const field = stringField(hovered.map, "protocol");
  const written = knownOr(field, "TCP");
  const values = { value: valueText(hovered, field), place: portAndProtocol(port.containerPort, { protocol: field }) };
  const isGood = written === undefined ? hovered.unknown : written === "" || isProtocol(written);
  if (!isGood) return { text: cases.invalid, values, here: [] };
  const implied = known(pod.hostNetwork) ? port.containerPort : undefined;
  const claimed = isUnset(port.hostPort) ? implied : port.hostPort;
  return {
    text: cases.container,
    values,
    here: claimed ? aboutClaim(hovered, claimed, context) : unknownPart(hovered),
  };
}

/** Where the claim leads, how many nodes it wants, who else wants it, and who else leads to the pod. */
function aboutClaim(hovered: ContainerPortField, number: Field<number>, context: WorkloadContext): Markdown[] {
  const { port, pod } = hovered;
  const { member, unit } = context;
  const claim = claimOf(hovered, context);
  const container = code(containerName(port.container));
  const target = known(pod.hostNetwork) ? container : md`${container} port ${portText(port.containerPort)}`;
  return [
    number.kind === "present" ? md`${claimText(hovered, number)} → ${target}` : md`to ${target}`,
    ...unknownPart(hovered),
    ...podsAndNodes(member, unit, true),
    ...rivalsOf(member, claim ? [claim] : [], unit),
    ...servicesTo(member, factsOf(hovered, context), unit),
    ...policiesOn(member, unit),
  ];
}

/** The claim as the scheduler counts it: `0.0.0.0:80/TCP`. */
function claimText({ port }: ContainerPortField, number: Field<number>): Markdown {
  const address = hostIPOf(port);
  return code(
    addressText(address === "" ? "0.0.0.0" : (address ?? "…"), known(number) ?? "…", protocolOf(port) ?? "…"),
  );
}

/** Where it answers: `*node*:80/TCP`, or at the one address that is written. */
function placeOf(hovered: ContainerPortField, number: Field<number>): Markdown {
  const address = hostIPOf(hovered.port);
  const port = portAndProtocol(number, hovered.port);
  if (address === undefined) return md`*address*:${port}`;
  return isWildcard(address) || address === "::" ? md`*node*:${port}` : claimText(hovered, number);
}

/**
 * The hovered port among the facts of its object, which list ports in the same order. Undefined where a kustomization has
 * made something else of them.
 */
function factsOf({ pod, port }: ContainerPortField, { member }: WorkloadContext): PortFacts | undefined {
  const ports = [...pod.containers.items, ...pod.initContainers.items].flatMap((container) => container.ports);
  const facts = member.facts.ports[ports.indexOf(port)];
  return facts && known(port.containerPort) === facts.containerPort ? facts : undefined;
}

function claimOf(hovered: ContainerPortField, context: WorkloadContext): ClaimFacts | undefined {
  const { ports, claims } = context.member.facts;
  const facts = factsOf(hovered, context);
  return facts && claims.find(({ portIndex }) => ports[portIndex] === facts);
}
