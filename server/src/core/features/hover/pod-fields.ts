import { valueOrUndefined, type WorkloadFacts } from "../../facts/facts.ts";
import { CARDS } from "../../fields/cards.generated.ts";
import { booleanField, known, knownOr, stringField } from "../../yaml/field.ts";
import type { PodField } from "./hovered-field.ts";
import { code, type Markdown, md, own } from "./markdown.ts";
import { addressText, listed, podsAndNodes, policiesOn, rivalsOf, servicesTo } from "./phrases.ts";
import { type Saying, unknownPart, valueText, type WorkloadContext } from "./saying.ts";

/** What is said of a field of a pod's spec. */
export function podSaying(hovered: PodField, context: WorkloadContext): Saying {
  return hovered.field === "hostNetwork" ? hostNetwork(hovered, context) : dnsPolicy(hovered, context);
}

function hostNetwork(hovered: PodField, { member, unit }: WorkloadContext): Saying {
  const { cases } = CARDS.hostNetwork;
  const { facts } = member;
  const field = booleanField(hovered.map, "hostNetwork");
  const values = { value: valueText(hovered, field), ports: portsOf(facts) };
  if (field.kind === "absent" || known(field) === false) return { text: cases.off, values, here: unknownPart(hovered) };
  const here = [
    ...unknownPart(hovered),
    ...claimsOf(facts),
    ...podsAndNodes(member, unit, facts.claims.length > 0),
    nameServers(hovered),
    ...rivalsOf(member, facts.claims, unit),
    ...servicesTo(member, undefined, unit),
    ...policiesOn(member, unit),
  ];
  return { text: field.kind === "opaque" ? cases.unknown : cases.on, values, here, compared: "hostNetwork" };
}

/** The verdict's end: which ports of the node the pod takes, as far as it declares them. */
function portsOf({ claims, portsOpen, partial }: WorkloadFacts): Markdown {
  const [first, ...others] = claims;
  if (!first) return own(portsOpen || partial ? "its ports are the node's" : "it declares no port, but may bind any");
  return others.length > 0
    ? md`its ${claims.length} ports are the node's own`
    : md`its port ${first.port} is the node's own`;
}

function claimsOf({ claims, portsOpen, partial }: WorkloadFacts): Markdown[] {
  if (claims.length === 0) return portsOpen || partial ? [] : [own("the scheduler knows of no port")];
  const texts = claims.map(({ hostIP, port, protocol }) =>
    code(addressText(hostIP === "" ? "0.0.0.0" : (hostIP ?? "…"), port, protocol ?? "…")),
  );
  return [listed(texts)];
}

/** Whom the pod asks for names, if it is on the host network. */
function nameServers({ pod }: PodField): Markdown {
  const policy = knownOr(pod.dnsPolicy, "ClusterFirst");
  if (policy === undefined) return own("DNS as a template decides");
  if (policy === "ClusterFirstWithHostNet") return own("DNS of the cluster");
  return own(policy === "None" ? "DNS of its `dnsConfig`" : "DNS of the node: no Services by name");
}

function dnsPolicy(hovered: PodField, { member }: WorkloadContext): Saying {
  const { cases } = CARDS.dnsPolicy;
  const field = stringField(hovered.map, "dnsPolicy");
  const isOnHost = valueOrUndefined(member.facts.hostNetwork);
  const isUnsure = isOnHost === undefined || hovered.workload.partial;
  const values = { value: valueText(hovered, field) };
  const here = [
    ...unknownPart(hovered),
    ...(isOnHost === undefined ? [own("a template decides about `hostNetwork`")] : []),
  ];
  if (field.kind === "opaque") return { text: hovered.unknown ? cases.unknown : cases.invalid, values, here };
  switch (knownOr(field, "")) {
    case "":
      return { text: cases.off, values, here };
    case "ClusterFirst":
      return { text: isOnHost ? cases["node-on-host"] : cases["cluster-first"], values, here };
    case "ClusterFirstWithHostNet":
      if (isOnHost) return { text: cases["with-host-net"], values, here };
      return { text: isUnsure ? cases["with-host-net-unsure"] : cases["with-host-net-needless"], values, here };
    case "Default":
      return { text: cases.default, values, here };
    case "None":
      return { text: cases.none, values, here };
    default:
      return { text: cases.invalid, values, here };
  }
}
