import type { StringMap } from "../kubernetes/metadata.ts";
import { isAllocationOff } from "../kubernetes/node-port-allocation.ts";
import type { Service } from "../kubernetes/resource.ts";
import { isHeadless, type ServicePort } from "../kubernetes/service.ts";
import { stringField } from "../yaml/field.ts";
import { collectIdentity, collectStrings, knownValue, optional, placed } from "./collect-parts.ts";
import type { ServiceFacts, ServicePortFacts } from "./facts.ts";
import type { PlaceCollector } from "./places.ts";

export function collectService(service: Service, places: PlaceCollector): ServiceFacts {
  const { spec } = service;
  const headless = isHeadless(spec);
  const internalTrafficPolicy = stringField(spec.map, "internalTrafficPolicy");
  return {
    ...collectIdentity(service, places),
    type: "service",
    serviceType:
      spec.type.kind === "absent" || (spec.type.kind === "present" && spec.type.value === "")
        ? "ClusterIP"
        : knownValue(spec.type),
    ...placed("typeAt", spec.type, places),
    ...(headless === undefined ? { headless: { unknown: "…" } } : headless ? { headless } : {}),
    ...(spec.selector.field.kind === "absent" ? {} : { selector: collectStrings(spec.selector) }),
    ...placed("selectorAt", spec.selector.field, places, "key"),
    ...placedValues(spec.selector, places),
    ...optional("externalTrafficPolicy", spec.externalTrafficPolicy),
    ...placed("externalTrafficPolicyAt", spec.externalTrafficPolicy, places),
    ...optional("internalTrafficPolicy", internalTrafficPolicy),
    ...placed("internalTrafficPolicyAt", internalTrafficPolicy, places),
    ...optional("healthCheckNodePort", spec.healthCheckNodePort),
    ...placed("healthCheckNodePortAt", spec.healthCheckNodePort, places),
    ...(isAllocationOff(spec) ? { allocationOff: true as const } : {}),
    ports: spec.ports.map((port) =>
      collectServicePort(port, places, (port.node.branch?.length ?? 0) !== (service.root.branch?.length ?? 0)),
    ),
    ...(spec.portsComplete ? {} : { portsOpen: true as const }),
  };
}

function placedValues({ entries }: StringMap, places: PlaceCollector): Pick<ServiceFacts, "selectorValuesAt"> {
  const written = entries.flatMap(({ key, value }) =>
    value.kind === "present" ? [[key, places.add(value.node)] as const] : [],
  );
  return written.length === 0 ? {} : { selectorValuesAt: Object.fromEntries(written) };
}

function collectServicePort(port: ServicePort, places: PlaceCollector, conditional: boolean): ServicePortFacts {
  return {
    ...optional("name", port.name),
    protocol:
      port.protocol.kind === "absent" || (port.protocol.kind === "present" && port.protocol.value === "")
        ? "TCP"
        : knownValue(port.protocol),
    ...optional("port", port.port),
    ...optional("targetPort", port.targetPort),
    ...optional("nodePort", port.nodePort),
    ...(conditional ? { conditional: true as const } : {}),
    at: places.add(port.port.kind === "present" ? port.port.node : port.node),
    ...placed("targetPortAt", port.targetPort, places),
    ...placed("nodePortAt", port.nodePort, places),
  };
}
