import { type ServicePortFacts, valueOrUndefined } from "../../facts/facts.ts";
import { displayName } from "../../facts/unit-view.ts";
import { CARDS } from "../../fields/cards.generated.ts";
import { portNameProblems } from "../../kubernetes/names.ts";
import { staticBand } from "../../kubernetes/node-port-band.ts";
import { protocolOf } from "../../kubernetes/pod-spec.ts";
import { isHeadless, typeTextOf } from "../../kubernetes/service.ts";
import { integerField, integerOrStringField, known, knownOr, stringField } from "../../yaml/field.ts";
import type { ServicePortField } from "./hovered-field.ts";
import { code, type Markdown, md, own } from "./markdown.ts";
import { leadsOf, listed } from "./phrases.ts";
import {
  isProtocol,
  isUnset,
  mayBePort,
  portAndProtocol,
  protocolText,
  type Saying,
  type ServiceContext,
  unknownPart,
  valueText,
} from "./saying.ts";

/** What is said of a field of a Service's port. */
export function servicePortSaying(hovered: ServicePortField, context: ServiceContext): Saying {
  switch (hovered.field) {
    case "nodePort":
      return nodePort(hovered, context);
    case "port":
      return port(hovered, context);
    case "targetPort":
      return targetPort(hovered, context);
    case "protocol":
      return protocol(hovered, context);
  }
}

function nodePort(hovered: ServicePortField, context: ServiceContext): Saying {
  const { cases } = CARDS.nodePort;
  const { spec, partial } = hovered.service;
  const { from, to } = context.unit.nodePortRange;
  const field = integerField(hovered.map, "nodePort");
  const isLocal = known(spec.externalTrafficPolicy) === "Local";
  const answering = own(isLocal ? "*node*" : "*every node*");
  const place = md`${answering}:${portAndProtocol(field, hovered.port)}`;
  const values = { value: valueText(hovered, field), place, range: md`${from}-${to}` };
  const type = typeTextOf(spec);
  if (type === "ExternalName") return { text: cases["external-name"], values, here: [] };
  if (isUnset(field)) return { text: cases.chosen, values, here: leadsOn(hovered, context) };
  const number = known(field);
  if (number === undefined && !hovered.unknown) return { text: cases.invalid, values, here: [] };
  if (type === "ClusterIP" && !partial) return { text: cases["cluster-ip"], values, here: [] };
  if (number !== undefined && (number < from || number > to)) return { text: cases.outside, values, here: [] };
  const about = number === undefined ? [] : [...alsoNaming(number, hovered, context), ...bandOf(number, context)];
  return {
    text: isLocal ? cases.local : cases.cluster,
    values,
    here: [...leadsOn(hovered, context), ...about],
    compared: type === "LoadBalancer" ? "LoadBalancer" : "NodePort",
  };
}

/** Whether the number is one that the API server leaves to those who choose; that it is not, a rule says. */
function bandOf(number: number, { unit }: ServiceContext): Markdown[] {
  const band = staticBand(unit.nodePortRange);
  return band && number <= band.to ? [md`numbers up to ${band.to} are left to choice by hand`] : [];
}

/** Others that name the number: Services as their node port, pods as a port of their node. */
function alsoNaming(number: number, { port: named }: ServicePortField, { unit, member }: ServiceContext): Markdown[] {
  const services = unit.servicesOnNodePort(number);
  const workloads = unit.claimants(protocolOf(named) ?? "", number);
  const others = [...services, ...workloads].filter((other) => unit.meet(member, other));
  if (others.length === 0) return [];
  return [md`also named by ${listed(others.map(({ facts }) => code(displayName(facts))))}`];
}

function port(hovered: ServicePortField, context: ServiceContext): Saying {
  const { cases } = CARDS.port;
  const { spec } = hovered.service;
  const field = integerField(hovered.map, "port");
  const values = { value: valueText(hovered, field), place: md`*service*:${portAndProtocol(field, hovered.port)}` };
  if (!mayBePort(hovered, field)) return { text: cases.invalid, values, here: [] };
  const type = typeTextOf(spec);
  if (type === "ExternalName") return { text: cases["external-name"], values, here: [] };
  const here = leadsOn(hovered, context);
  if (isHeadless(spec)) return { text: cases.headless, values, here };
  return { text: type === "LoadBalancer" ? cases["load-balancer"] : cases["cluster-ip"], values, here };
}

function targetPort(hovered: ServicePortField, context: ServiceContext): Saying {
  const { cases } = CARDS.targetPort;
  const { spec } = hovered.service;
  const { member, unit } = context;
  const field = integerOrStringField(hovered.map, "targetPort");
  const target = knownOr(field, "");
  const values = {
    value: valueText(hovered, field),
    ...(typeof target === "number" ? { port: md`${target}` } : {}),
    protocol: protocolText(hovered.port),
  };
  if (typeTextOf(spec) === "ExternalName") return { text: cases["external-name"], values, here: [] };
  const here = leadsOn(hovered, context);
  if (target === 0 || target === "") return { text: cases.same, values, here };
  if (target === undefined ? !hovered.unknown : !isTarget(target)) return { text: cases.invalid, values, here: [] };
  if (isHeadless(spec)) return { text: cases.headless, values, here };
  const selected = unit.selectedBy(member);
  if (selected.length > 0 && selected.every(({ facts }) => facts.hostNetwork === true))
    return { text: cases["host-network"], values, here };
  return { text: typeof target === "string" ? cases.name : cases.number, values, here };
}

/** Whether the API server takes it. Source: kubernetes pkg/apis/core/validation `ValidateServicePort`. */
function isTarget(target: number | string): boolean {
  return typeof target === "number" ? target >= 1 && target <= 65535 : portNameProblems(target).length === 0;
}

function protocol(hovered: ServicePortField, context: ServiceContext): Saying {
  const { cases } = CARDS.protocol;
  const field = stringField(hovered.map, "protocol");
  const written = knownOr(field, "TCP");
  const values = { value: valueText(hovered, field), place: portAndProtocol(hovered.port.port, { protocol: field }) };
  const isGood = written === undefined ? hovered.unknown : written === "" || isProtocol(written);
  if (!isGood) return { text: cases.invalid, values, here: [] };
  return { text: cases.service, values, here: leadsOn(hovered, context) };
}

/** From the Service's own address for the port to the pods. */
function leadsOn(hovered: ServicePortField, { member, unit }: ServiceContext): Markdown[] {
  return [...leadsOf(member, factsOf(hovered, member.facts.ports), unit), ...unknownPart(hovered)];
}

/** The hovered port among the facts of its Service; undefined where a kustomization has made something else of them. */
function factsOf(
  { service, port: hovered }: ServicePortField,
  ports: readonly ServicePortFacts[],
): ServicePortFacts | undefined {
  const facts = ports[service.spec.ports.indexOf(hovered)];
  const number = facts?.port === undefined ? undefined : valueOrUndefined(facts.port);
  return number === known(hovered.port) ? facts : undefined;
}
