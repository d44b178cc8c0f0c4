import type { PlacementFacts, WorkloadFacts } from "../../facts/facts.ts";
import { namedNodes, termsOf } from "../../facts/node-requirements.ts";
import { podCount } from "../../facts/placement.ts";
import { isStaticPod } from "../../facts/static-pod.ts";
import { type Member, placeIn, type UnitView } from "../../facts/unit-view.ts";
import { convertToClusterIp } from "../../fixes/convert-to-cluster-ip.ts";
import { convertToDaemonSet } from "../../fixes/convert-to-daemon-set.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { defineRule } from "../rule.ts";

export const hostPortOnNonDaemonset = defineRule({
  id: "host-port-on-non-daemonset",
  severity: "warning",
  levels: ["error", "warning", "information"],
  summary: "A hostPort ties pods that are no DaemonSet to single nodes",
  messages: {
    controller: ({ ports }: { ports: readonly number[] }) =>
      `Each of these pods takes ${listed(ports)} of its node: no two fit on one, and clients have to know the nodes.`,
    single: ({ ports }: { ports: readonly number[] }) =>
      `This pod takes ${listed(ports)} of whichever node it lands on; clients have to know the node.`,
    knative: ({ ports }: { ports: readonly number[] }) =>
      `Knative refuses the object: it routes to its pods itself and takes no hostPort, here ${listed(ports)}.`,
  },
  workloadInUnit({ subject, unit }, report) {
    const { facts } = subject;
    const written = facts.claims.filter(({ via, conditional }) => via === "hostPort" && !conditional);
    const [first, ...others] = written;
    if (!first || facts.bestEffort || isExpected(subject, unit)) return;
    const ports = [...new Set(written.map(({ port }) => port))];
    const at = placeIn(subject, first.at);
    const related = others.map((claim) => ({ at: placeIn(subject, claim.at), text: `and port ${claim.port}` }));
    // knative: pkg/apis/serving/fieldmask.go ContainerPortMask.
    if (facts.controller === "knative") {
      report({ at, related, message: "knative", data: { ports }, level: "error", fixes: [removeHostPort.with("")] });
      return;
    }
    const isSingle = facts.controller === "pod" || facts.controller === "job" || facts.controller === "cronjob";
    report({
      at,
      related,
      message: isSingle ? "single" : "controller",
      data: { ports },
      // Who keeps the pods on different nodes has thought of it.
      level: isSingle || facts.placement.spreads ? "information" : "warning",
      fixes: [
        convertToNodePort.with(""),
        convertToNodePort.with("local"),
        convertToClusterIp.with(""),
        convertToClusterIp.with("ingress"),
        convertToClusterIp.with("http-route"),
        convertToDaemonSet.with(""),
        removeHostPort.with(""),
      ],
    });
  },
  needsWholeObject: true,
});

/** Whether a hostPort is the usual way for these pods, or costs nothing where they run. */
function isExpected(subject: Member<WorkloadFacts>, unit: UnitView): boolean {
  const { facts } = subject;
  const { controller, kind, placement } = facts;
  if (controller === "daemonset" || kind === "BroadcastJob" || kind === "PodTemplate") return true;
  if (controller === "knative") return false;
  if (facts.isNodeAgent || facts.isForDevelopment || isStaticPod(subject)) return true;
  if (unit.settings.singleNode || unit.nodeCount === 1) return true;
  return isPinned(placement) && (podCount(subject, unit) ?? Infinity) <= 1;
}

/** Whether the pods can run on one node only, which is named, if by a template. */
function isPinned(placement: PlacementFacts): boolean {
  const terms = termsOf(placement).map(namedNodes);
  return placement.nodeName !== undefined || (terms.length > 0 && terms.every((nodes) => nodes?.length === 1));
}

function listed(ports: readonly number[]): string {
  return ports.length === 1 ? `port ${ports[0]}` : `ports ${ports.slice(0, -1).join(", ")} and ${ports.at(-1)}`;
}
