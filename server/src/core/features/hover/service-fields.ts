import { valueOrUndefined } from "../../facts/facts.ts";
import { namedNodePorts } from "../../facts/node-ports.ts";
import type { CaseText } from "../../fields/card.ts";
import { CARDS } from "../../fields/cards.generated.ts";
import { parseAddress } from "../../kubernetes/addresses.ts";
import { isExternallyAccessible, isHeadless, serviceTypeOf, typeTextOf } from "../../kubernetes/service.ts";
import { readStringItems } from "../../kubernetes/string-items.ts";
import { booleanField, type Field, integerField, known, knownOr, stringField } from "../../yaml/field.ts";
import type { ServiceField } from "./hovered-field.ts";
import { code, type Markdown, md, own } from "./markdown.ts";
import { addressText, leadsOf, listed } from "./phrases.ts";
import { isProtocol, isUnset, portText, type Saying, type ServiceContext, unknownPart, valueText } from "./saying.ts";

/** What is said of a field of a Service's spec. */
export function serviceSaying(hovered: ServiceField, context: ServiceContext): Saying {
  switch (hovered.field) {
    case "type":
      return type(hovered, context);
    case "clusterIP":
      return clusterIP(hovered, context);
    case "externalTrafficPolicy":
      return externalTrafficPolicy(hovered, context);
    case "internalTrafficPolicy":
      return internalTrafficPolicy(hovered, context);
    case "healthCheckNodePort":
      return healthCheckNodePort(hovered, context);
    case "allocateLoadBalancerNodePorts":
      return allocateLoadBalancerNodePorts(hovered, context);
    case "externalIPs":
      return externalIPs(hovered, context);
    case "loadBalancerSourceRanges":
      return loadBalancerSourceRanges(hovered, context);
  }
}

function type(hovered: ServiceField, context: ServiceContext): Saying {
  const { cases } = CARDS.type;
  const { spec } = hovered.service;
  const field = stringField(hovered.map, "type");
  const values = { value: valueText(hovered, field), ports: nodePortsText(context) };
  if (field.kind === "opaque")
    return { text: hovered.unknown ? cases.unknown : cases.invalid, values, here: unknownPart(hovered) };
  const isLocal = known(spec.externalTrafficPolicy) === "Local";
  // A single node port stands in the verdict.
  const several = context.member.facts.ports.length > 1 ? openOnNodes(context) : [];
  const here = [...unknownPart(hovered), ...leadsOn(context), ...several];
  switch (serviceTypeOf({ type: field })) {
    case "ClusterIP":
      if (isHeadless(spec)) return { text: cases.headless, values, here };
      return { text: cases["cluster-ip"], values, here, compared: "ClusterIP" };
    case "NodePort":
      return { text: isLocal ? cases["node-port-local"] : cases["node-port"], values, here, compared: "NodePort" };
    case "LoadBalancer": {
      const text = opensNoNodePort(hovered, context) ? cases["load-balancer-alone"] : cases["load-balancer"];
      return { text, values, here, compared: "LoadBalancer" };
    }
    case "ExternalName":
      return { text: cases["external-name"], values, here: [] };
    default:
      return { text: cases.invalid, values, here: [] };
  }
}

function clusterIP(hovered: ServiceField, context: ServiceContext): Saying {
  const { cases } = CARDS.clusterIP;
  const field = stringField(hovered.map, "clusterIP");
  const values = { value: valueText(hovered, field) };
  const written = knownOr(field, "");
  const here = [...unknownPart(hovered), ...leadsOn(context)];
  if (written === undefined) return { text: hovered.unknown ? cases.unknown : cases.invalid, values, here };
  if (written === "") return { text: cases.chosen, values, here };
  if (typeTextOf(hovered.service.spec) === "ExternalName") return { text: cases["external-name"], values, here: [] };
  if (written === "None") return { text: cases.none, values, here };
  return { text: parseAddress(written) ? cases.fixed : cases.invalid, values, here };
}

function externalTrafficPolicy(hovered: ServiceField, context: ServiceContext): Saying {
  const { cases } = CARDS.externalTrafficPolicy;
  const { spec, partial } = hovered.service;
  const field = stringField(hovered.map, "externalTrafficPolicy");
  const values = { value: valueText(hovered, field) };
  if (isExternallyAccessible(spec) === false && !partial) return { text: cases.misplaced, values, here: [] };
  const here = [...unknownPart(hovered), ...openOnNodes(context), ...leadsOn(context)];
  return { text: policyCase(hovered, field, cases), values, here };
}

function internalTrafficPolicy(hovered: ServiceField, context: ServiceContext): Saying {
  const { cases } = CARDS.internalTrafficPolicy;
  const { spec } = hovered.service;
  const field = stringField(hovered.map, "internalTrafficPolicy");
  const values = { value: valueText(hovered, field) };
  if (isHeadless(spec) || typeTextOf(spec) === "ExternalName") return { text: cases.ignored, values, here: [] };
  const here = [...unknownPart(hovered), ...leadsOn(context)];
  return { text: policyCase(hovered, field, cases), values, here };
}

/** Which case of its card a traffic policy is. */
function policyCase(
  { unknown }: ServiceField,
  field: Field<string>,
  cases: Readonly<Record<"cluster" | "local" | "unknown" | "invalid", CaseText>>,
): CaseText {
  const policy = knownOr(field, "Cluster");
  if (policy === "Cluster") return cases.cluster;
  if (policy === "Local") return cases.local;
  return unknown ? cases.unknown : cases.invalid;
}

function healthCheckNodePort(hovered: ServiceField, context: ServiceContext): Saying {
  const { cases } = CARDS.healthCheckNodePort;
  const { spec, partial } = hovered.service;
  const { from, to } = context.unit.nodePortRange;
  const field = integerField(hovered.map, "healthCheckNodePort");
  const number = known(field);
  const place = md`*every node*:${portText(field)}/TCP`;
  const values = { value: valueText(hovered, field), place, range: md`${from}-${to}` };
  const here = [...unknownPart(hovered), ...leadsOn(context)];
  if (isUnset(field)) return { text: cases.chosen, values, here };
  if (number === undefined && !hovered.unknown) return { text: cases.invalid, values, here: [] };
  const isElsewhere =
    !isOfType(hovered, "LoadBalancer") || (knownOr(spec.externalTrafficPolicy, "Cluster") ?? "Local") !== "Local";
  if (isElsewhere && !partial) return { text: cases.misplaced, values, here: [] };
  if (number !== undefined && (number < from || number > to)) return { text: cases.outside, values, here: [] };
  return { text: cases.port, values, here };
}

function allocateLoadBalancerNodePorts(hovered: ServiceField, context: ServiceContext): Saying {
  const { cases } = CARDS.allocateLoadBalancerNodePorts;
  const field = booleanField(hovered.map, "allocateLoadBalancerNodePorts");
  const values = { value: valueText(hovered, field) };
  if (!isOfType(hovered, "LoadBalancer")) return { text: cases.misplaced, values, here: [] };
  const here = [...unknownPart(hovered), ...openOnNodes(context)];
  if (field.kind === "opaque") return { text: cases.unknown, values, here };
  return { text: knownOr(field, true) ? cases.on : cases.off, values, here };
}

function externalIPs(hovered: ServiceField, context: ServiceContext): Saying {
  const { cases } = CARDS.externalIPs;
  const { spec } = hovered.service;
  const { field, items, complete } = readStringItems(hovered.map, "externalIPs");
  if (typeTextOf(spec) === "ExternalName" || isHeadless(spec)) return { text: cases.ignored, values: {}, here: [] };
  if (complete && items.length === 0) return { text: cases.off, values: {}, here: [] };
  const [port, ...others] = context.member.facts.ports;
  const number = port?.port === undefined || others.length > 0 ? undefined : valueOrUndefined(port.port);
  const protocol = port && valueOrUndefined(port.protocol);
  const addresses = items.map(({ text }) =>
    code(number === undefined || protocol === undefined ? text : addressText(text, number, protocol)),
  );
  const here = [...decidedLater(field.kind === "opaque" || !complete), ...leadsOn(context)];
  if (addresses.length === 0) return { text: cases.unknown, values: {}, here };
  return { text: cases.addresses, values: { place: listed(addresses, 1) }, here };
}

function loadBalancerSourceRanges(hovered: ServiceField, context: ServiceContext): Saying {
  const { cases } = CARDS.loadBalancerSourceRanges;
  const { field, items, complete } = readStringItems(hovered.map, "loadBalancerSourceRanges");
  if (!isOfType(hovered, "LoadBalancer")) return { text: cases.misplaced, values: {}, here: [] };
  if (complete && items.length === 0) return { text: cases.off, values: {}, here: [] };
  const here = [
    ...decidedLater(field.kind === "opaque" || !complete),
    ...(items.length > 0
      ? [
          listed(
            items.map(({ text }) => code(text)),
            4,
          ),
        ]
      : []),
    ...openOnNodes(context),
  ];
  return { text: opensNoNodePort(hovered, context) ? cases.guarded : cases.ranges, values: {}, here };
}

function decidedLater(isOpen: boolean): Markdown[] {
  return isOpen ? [own("not all of it is known before it is rendered")] : [];
}

/** Whether the Service is of a type, or may turn out to be. */
function isOfType({ service: { spec, partial } }: ServiceField, type: string): boolean {
  return partial || (typeTextOf(spec) ?? type) === type;
}

/** Whether a LoadBalancer Service certainly takes no port of nodes: none is given out, and none is written. */
function opensNoNodePort({ service }: ServiceField, { member }: ServiceContext): boolean {
  const { ports, portsOpen } = member.facts;
  const isOff = known(booleanField(service.spec.map, "allocateLoadBalancerNodePorts")) === false;
  return isOff && !portsOpen && ports.every(({ nodePort }) => nodePort === undefined || nodePort === 0);
}

/** From the Service's own address to its pods; with one port, to theirs. */
function leadsOn({ member, unit }: ServiceContext): Markdown[] {
  const [port, ...others] = member.facts.ports;
  return leadsOf(member, others.length === 0 ? port : undefined, unit);
}

/** The ports of nodes that the Service names. */
function openOnNodes({ member }: ServiceContext): Markdown[] {
  const named = namedNodePorts(member.facts).filter(({ index }) => index !== undefined);
  if (named.length === 0) return [];
  return [
    md`nodes open ${listed(
      named.map(({ number, protocol }) => code(`${number}/${protocol ?? "…"}`)),
      4,
    )}`,
  ];
}

/** The node ports as a verdict names them: one by its number, several by how many they are. */
function nodePortsText({ member, unit }: ServiceContext): Markdown {
  const { ports, portsOpen } = member.facts;
  const [only, ...others] = ports;
  if (!only || portsOpen) return own("its node ports");
  if (others.length > 0) return md`${ports.length} ports`;
  const number = only.nodePort === undefined ? 0 : valueOrUndefined(only.nodePort);
  const protocol = valueOrUndefined(only.protocol);
  if (number === undefined) return own("a node port");
  if (number === 0) return md`a port of ${unit.nodePortRange.from}-${unit.nodePortRange.to}`;
  return protocol !== undefined && isProtocol(protocol) ? md`${number}/${own(protocol)}` : md`${number}`;
}
