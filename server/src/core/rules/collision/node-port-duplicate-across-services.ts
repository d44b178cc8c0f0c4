import type { ServiceFacts } from "../../facts/facts.ts";
import { type NamedNodePort, namedNodePorts, takingEntry } from "../../facts/node-ports.ts";
import { mayBeOneObject } from "../../facts/rivals.ts";
import { displayName, displayNameFrom, placeIn } from "../../facts/unit-view.ts";
import { pickNodePort } from "../../fixes/pick-node-port.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { defineRule } from "../rule.ts";

export const nodePortDuplicateAcrossServices = defineRule({
  id: "node-port-duplicate-across-services",
  severity: "error",
  summary: "Two Services name the same node port",
  messages: {
    taken: ({ number, other }: { number: number; other: string }) =>
      `The API server refuses whichever comes second: ${other} names node port ${number} as well.`,
    takenForAll: ({ number, other }: { number: number; other: string }) =>
      `The API server refuses whichever comes second: ${other} names node port ${number} as well, and no protocol has numbers of its own.`,
    own: ({ number }: { number: number }) =>
      `The API server refuses this Service: its health check wants node port ${number}, which one of its ports names.`,
  },
  // kubernetes: pkg/registry/core/service/portallocator: one number is one bit, for all namespaces and protocols.
  serviceInUnit({ subject, unit }, report) {
    const { from, to } = unit.nodePortRange;
    const own = namedNodePorts(subject.facts);
    for (const port of own) {
      const { number, at, index } = port;
      // The range is checked first, and has a rule of its own.
      if (number < from || number > to) continue;
      const common = {
        at: placeIn(subject, at),
        api: refusal(subject.facts, port),
        fixes: [pickNodePort.with("static-band"), pickNodePort.with("unset")],
      };
      const sibling = index === undefined ? own.find((other) => other !== port && other.number === number) : undefined;
      if (sibling)
        report({
          ...common,
          message: "own",
          data: { number },
          related: [{ at: placeIn(subject, sibling.at), text: "the port that names it" }],
        });
      const rivals = unit.servicesOnNodePort(number).flatMap((member) => {
        if (!unit.meet(subject, member) || mayBeOneObject(subject.facts, member.facts)) return [];
        const theirs = namedNodePorts(member.facts).find((other) => other.number === number);
        return theirs ? [{ member, theirs }] : [];
      });
      const [first, ...more] = rivals;
      if (!first) continue;
      const name = displayNameFrom(subject.facts, first.member.facts);
      report({
        ...common,
        message: rivals.every(({ theirs }) => theirs.protocol === port.protocol) ? "taken" : "takenForAll",
        data: { number, other: more.length === 0 ? name : `${name} (and ${more.length} more)` },
        related: rivals.map(({ member, theirs }) => ({
          at: placeIn(member, theirs.at),
          text: `named by ${displayName(member.facts)}`,
        })),
      });
    }
  },
});

/** The server's words when the number is taken. Source: kubernetes pkg/registry/core/service/storage/alloc.go. */
function refusal(service: ServiceFacts, { number, index }: NamedNodePort): string {
  const taken = "provided port is already allocated";
  return index === undefined
    ? `failed to allocate requested HealthCheck NodePort ${number}: ${taken}`
    : invalidValue(`spec.ports[${takingEntry(service, index)}].nodePort`, number, taken);
}
