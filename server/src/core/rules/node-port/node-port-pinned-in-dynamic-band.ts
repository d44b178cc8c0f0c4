import { namedNodePorts } from "../../facts/node-ports.ts";
import { placeIn } from "../../facts/unit-view.ts";
import { pickNodePort } from "../../fixes/pick-node-port.ts";
import { staticBand } from "../../kubernetes/node-port-band.ts";
import { defineRule } from "../rule.ts";

export const nodePortPinnedInDynamicBand = defineRule({
  id: "node-port-pinned-in-dynamic-band",
  severity: "hint",
  // kubernetes: ServiceNodePortStaticSubrange is on by default since then.
  since: 28,
  summary: "A node port outside the static band may be handed to another Service first",
  messages: {
    dynamic: ({ number, from, to }: { number: number; from: number; to: number }) =>
      `${number} may be taken before this Service is created: only ${from}-${to} is left to Services that choose.`,
  },
  serviceInUnit({ subject, unit }, report) {
    const band = staticBand(unit.nodePortRange);
    if (!band) return;
    const reported = new Set<number>();
    for (const { number, at } of namedNodePorts(subject.facts)) {
      // Two protocols of one port share their number.
      if (number <= band.to || number > unit.nodePortRange.to || reported.has(number)) continue;
      reported.add(number);
      report({
        at: placeIn(subject, at),
        message: "dynamic",
        data: { number, ...band },
        fixes: [pickNodePort.with("static-band"), pickNodePort.with("unset")],
      });
    }
  },
});
