import { valueOrUndefined, type WorkloadFacts } from "../../facts/facts.ts";
import { displayName, type Member, type Place, placeIn, type UnitView } from "../../facts/unit-view.ts";
import { chooseHostPort } from "../../fixes/choose-host-port.ts";
import { isWildcard } from "../../kubernetes/claims.ts";
import { defineRule } from "../rule.ts";

export const hostPortIpvsServicePort = defineRule({
  id: "host-port-ipvs-service-port",
  severity: "information",
  optIn: true,
  onWhen: ({ kubeProxyMode }) => kubeProxyMode === "ipvs",
  summary: "With kube-proxy in IPVS mode a hostPort also catches Services on that port",
  messages: {
    service: ({ port, service }: { port: number; service: string }) =>
      `On this pod's node, traffic to port ${port} of ${service} may end in this pod: IPVS makes Service addresses local.`,
    kubernetes: ({ port }: { port: number }) =>
      `On this pod's node, traffic to the API server's Service, port ${port}, may end in this pod: IPVS makes its address local.`,
  },
  workloadInUnit({ subject, unit }, report) {
    const { claims, hostNetwork, ports } = subject.facts;
    const { kubeProxyMode } = unit.settings;
    if (hostNetwork !== false || (kubeProxyMode !== undefined && kubeProxyMode !== "ipvs")) return;
    for (const { port, protocol, hostIP, portIndex, at } of claims) {
      // A concrete address is not the Service's; only regular containers' ports are mapped.
      if (hostIP === undefined || !isWildcard(hostIP) || ports[portIndex]?.list !== "containers") continue;
      const service = protocol === undefined ? undefined : serviceOn(unit, subject, protocol, port);
      const fixes = [chooseHostPort.with("")];
      if (service)
        report({
          at: placeIn(subject, at),
          message: "service",
          data: { port, service: service.name },
          related: [{ at: service.at, text: "the Service's port" }],
          fixes,
        });
      else if (port === 443 && protocol === "TCP")
        report({ at: placeIn(subject, at), message: "kubernetes", data: { port }, fixes });
    }
  },
});

/** A Service of the unit that has an address of its own and the port. */
function serviceOn(
  unit: UnitView,
  subject: Member<WorkloadFacts>,
  protocol: string,
  port: number,
): { readonly name: string; readonly at: Place } | undefined {
  for (const service of unit.services) {
    const { facts } = service;
    if (facts.headless !== undefined || facts.serviceType === "ExternalName" || !unit.meet(subject, service)) continue;
    const found = facts.ports.find(
      (candidate) =>
        candidate.protocol === protocol && candidate.port !== undefined && valueOrUndefined(candidate.port) === port,
    );
    if (found) return { name: displayName(facts), at: placeIn(service, found.at) };
  }
  return undefined;
}
