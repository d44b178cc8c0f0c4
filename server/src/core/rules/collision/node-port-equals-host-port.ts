import { type ClaimFacts, type ServiceFacts, valueOrUndefined, type WorkloadFacts } from "../../facts/facts.ts";
import { type NamedNodePort, namedNodePorts } from "../../facts/node-ports.ts";
import { podCount } from "../../facts/placement.ts";
import { displayName, type Member, placeIn, type UnitView } from "../../facts/unit-view.ts";
import { chooseHostPort } from "../../fixes/choose-host-port.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { pickNodePort } from "../../fixes/pick-node-port.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { defineRule } from "../rule.ts";

interface Data {
  readonly port: string;
  readonly other: string;
}

export const nodePortEqualsHostPort = defineRule({
  id: "node-port-equals-host-port",
  severity: "warning",
  summary: "A nodePort is also a port that pods take on their nodes",
  messages: {
    eitherPod: ({ port, other }: Data) =>
      `On nodes with a pod of ${other} either that pod or this Service answers port ${port}, and it can change.`,
    eitherService: ({ port, other }: Data) =>
      `Either this pod or ${other} answers port ${port} of the node, and it can change; on other nodes the Service does.`,
    takesConnections: ({ port, other }: Data) =>
      `New connections to port ${port} of a node come to this Service, also where ${other} listens there itself.`,
    losesConnections: ({ port, other }: Data) =>
      `New connections to port ${port} go to ${other} instead of this process, which binds it without an error.`,
    twice: ({ port, other }: Data) =>
      `Port ${port} leads to these pods in two ways: ${other} opens it on every node, so the host port adds only a clash.`,
    twiceOnPod: ({ port, other }: Data) =>
      `Port ${port} leads to the pods of ${other} in two ways: by this nodePort on every node, and by their host port.`,
  },
  // Measured: who answers depends on kube-proxy's mode and on whose rules were written last; a restart can change it.
  serviceInUnit({ subject, unit }, report) {
    for (const port of namedNodePorts(subject.facts)) {
      const found = port.index === undefined ? [] : claimsOn(port, subject, unit);
      const [first] = found;
      if (!first) continue;
      const isTwice = found.every(({ member, claim }) => leadsTo(subject, port, member, claim, unit));
      const isBound = found.every(({ member }) => member.facts.hostNetwork === true);
      report({
        at: placeIn(subject, port.at),
        message: isTwice ? "twiceOnPod" : isBound ? "takesConnections" : "eitherPod",
        data: { port: `${port.number}/${port.protocol}`, other: displayName(first.member.facts) },
        related: found.map(({ member, claim }) => ({
          at: placeIn(member, claim.at),
          text: `taken by the pods of ${displayName(member.facts)}`,
        })),
        fixes: [
          ...(isTwice ? [convertToNodePort.with("")] : []),
          pickNodePort.with("static-band"),
          pickNodePort.with("unset"),
        ],
      });
    }
  },
  workloadInUnit({ subject, unit }, report) {
    if (!makesPods(subject, unit)) return;
    for (const claim of subject.facts.claims) {
      if (claim.conditional) continue;
      const services = unit.servicesOnNodePort(claim.port).flatMap((member) => {
        const port = namedNodePorts(member.facts).find((named) => named.index !== undefined && isOn(claim, named));
        return port && unit.meet(subject, member) ? [{ member, port }] : [];
      });
      const [first] = services;
      if (!first) continue;
      const isTwice = leadsTo(first.member, first.port, subject, claim, unit);
      const isBound = subject.facts.hostNetwork === true;
      const others = [chooseHostPort.with(""), removeHostPort.with("")];
      report({
        at: placeIn(subject, claim.at),
        message: isTwice ? "twice" : isBound ? "losesConnections" : "eitherService",
        data: { port: `${claim.port}/${claim.protocol}`, other: displayName(first.member.facts) },
        related: services.map(({ member, port }) => ({
          at: placeIn(member, port.at),
          text: `nodePort of ${displayName(member.facts)}`,
        })),
        fixes: isBound ? [] : [convertToNodePort.with(""), ...(isTwice ? others.reverse() : others)],
      });
    }
  },
  supersedes: ["host-port-in-node-port-range"],
});

function claimsOn(
  port: NamedNodePort,
  service: Member<ServiceFacts>,
  unit: UnitView,
): { readonly member: Member<WorkloadFacts>; readonly claim: ClaimFacts }[] {
  return unit.claimants(port.protocol ?? "", port.number).flatMap((member) => {
    const claim = member.facts.claims.find((own) => !own.conditional && isOn(own, port));
    return claim && unit.meet(service, member) && makesPods(member, unit) ? [{ member, claim }] : [];
  });
}

function isOn(claim: ClaimFacts, port: NamedNodePort): boolean {
  return claim.port === port.number && claim.protocol !== undefined && claim.protocol === port.protocol;
}

function makesPods(member: Member<WorkloadFacts>, unit: UnitView): boolean {
  return !member.facts.conditional && podCount(member, unit) !== 0;
}

/** Whether the nodePort ends at the very port that the pods take on their nodes. */
function leadsTo(
  service: Member<ServiceFacts>,
  { index = -1 }: NamedNodePort,
  workload: Member<WorkloadFacts>,
  claim: ClaimFacts,
  unit: UnitView,
): boolean {
  const port = service.facts.ports[index];
  const target = workload.facts.ports[claim.portIndex];
  if (!port || !target || !unit.selectedBy(service).includes(workload)) return false;
  const wanted = valueOrUndefined(port.targetPort ?? port.port ?? 0);
  return typeof wanted === "string" ? wanted === target.name : wanted !== undefined && wanted === target.containerPort;
}
