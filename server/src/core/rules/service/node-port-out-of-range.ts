import { valueOrUndefined } from "../../facts/facts.ts";
import { takingEntry } from "../../facts/node-ports.ts";
import { placeIn } from "../../facts/unit-view.ts";
import { pickNodePort } from "../../fixes/pick-node-port.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { DEFAULT_NODE_PORT_RANGE } from "../../settings/settings.ts";
import { defineRule } from "../rule.ts";

interface OutOfRange {
  readonly number: number;
  readonly range: string;
}

export const nodePortOutOfRange = defineRule({
  id: "node-port-out-of-range",
  severity: "error",
  summary: "A nodePort lies outside the cluster's range",
  messages: {
    nodePort: ({ number, range }: OutOfRange) =>
      `The API server refuses the Service: node port ${number} is not in ${range}; a dry run does not check that.`,
    healthCheck: ({ number, range }: OutOfRange) =>
      `The API server refuses the Service: healthCheckNodePort ${number} is not in ${range}; a dry run does not check that.`,
  },
  // kubernetes: pkg/registry/core/service/portallocator `Allocate`. validateService does not look at the number.
  serviceInUnit({ subject, unit }, report) {
    const { serviceType, ports, externalTrafficPolicy } = subject.facts;
    const { healthCheckNodePort, healthCheckNodePortAt } = subject.facts;
    if (serviceType !== "NodePort" && serviceType !== "LoadBalancer") return;
    const { from, to } = unit.nodePortRange;
    const isDefault = from === DEFAULT_NODE_PORT_RANGE.from && to === DEFAULT_NODE_PORT_RANGE.to;
    const range = `the ${isDefault ? "default " : "cluster's "}range ${from}-${to}`;
    const isOutside = (number: number): boolean => number !== 0 && (number < from || number > to);
    const detail = `provided port is not in the valid range. The range of valid ports is ${from}-${to}`;
    const fixes = [pickNodePort.with("unset"), pickNodePort.with("static-band")];
    ports.forEach(({ nodePort, nodePortAt: at }, index) => {
      const number = (nodePort && valueOrUndefined(nodePort)) ?? 0;
      if (!isOutside(number) || at === undefined) return;
      report({
        at: placeIn(subject, at),
        message: "nodePort",
        data: { number, range },
        api: invalidValue(`spec.ports[${takingEntry(subject.facts, index)}].nodePort`, number, detail),
        fixes,
      });
    });
    const health = healthCheckNodePort === undefined ? undefined : valueOrUndefined(healthCheckNodePort);
    if (health === undefined || !isOutside(health) || healthCheckNodePortAt === undefined) return;
    if (serviceType !== "LoadBalancer" || externalTrafficPolicy !== "Local") return;
    report({
      at: placeIn(subject, healthCheckNodePortAt),
      message: "healthCheck",
      data: { number: health, range },
      api: [
        `failed to allocate requested HealthCheck NodePort ${health}: ${detail}`,
        // What a dry run says instead.
        ...(health < 1 || health > 65535
          ? [invalidValue("spec.healthCheckNodePort", health, "must be between 1 and 65535, inclusive")]
          : []),
      ],
      fixes,
    });
  },
});
