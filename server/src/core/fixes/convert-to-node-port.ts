import { serviceTypeOf } from "../kubernetes/service.ts";
import { known } from "../yaml/field.ts";
import { type ExistingService, mayOpen, opensNodePorts } from "./existing-services.ts";
import { applyExposure, type Exposure, type ExposureWish, notesOn, planExposure, serviceKey } from "./expose.ts";
import { defineFix } from "./fix.ts";
import { hostPortEdits, isAtHostPorts, listOf, withNotes } from "./host-port-lines.ts";
import { chooseNodePorts, clientsNote, hasChoice } from "./node-port-numbers.ts";
import { planHostPorts } from "./service-ports.ts";

/**
 * `local` keeps the client's address and answers on the nodes of the pods alone; `pinned` names the node ports, which the
 * API server chooses otherwise. In a fix's argument the Service to be changed may follow, where there are several.
 */
type Variant = "" | "local" | "pinned";

/**
 * Replaces the host ports of a workload by a NodePort Service: one Service for the workload, a port for each host port.
 * The Service's port is the old hostPort, so that callers inside the cluster change the host name alone. A Service that
 * stands in front of the pods already is changed rather than doubled, and left as it is where it opens the ports.
 */
export const convertToNodePort = defineFix<string>({
  id: "convert-to-node-port",
  title(arg, target) {
    const { variant, via } = readArg(arg);
    const plan = planExposure(target, wishOf(variant), via);
    if ("refused" in plan) return "Expose by a NodePort Service";
    const lost = plan.ports
      .map(({ source }) => known(source.hostIP) ?? "")
      .find((address) => !["", "0.0.0.0", "::"].includes(address));
    return withNotes(outcomeOf(plan, variant), [
      clientsNote(plan, chooseNodePorts(plan, variant === "pinned")),
      ...(variant === "local" ? ["client address kept, only nodes with a pod answer"] : []),
      ...(lost === undefined ? [] : [`on all addresses, not just ${lost}`]),
      ...notesOn(plan),
    ]);
  },
  apply(target, arg) {
    const { variant, via } = readArg(arg);
    const wish = wishOf(variant);
    const plan = planExposure(target, wish, via);
    if ("refused" in plan) return plan;
    return applyExposure(target, plan, wish, {
      podEdits: hostPortEdits(plan),
      label: `Remove hostPort ${listOf(plan.ports.map(({ port }) => port))}`,
      nodePortOf: chooseNodePorts(plan, variant === "pinned"),
    });
  },
  variants(target, arg) {
    const { variant } = readArg(arg);
    const plan = planExposure(target, wishOf(variant), undefined);
    if ("refused" in plan) return [arg];
    if (variant === "pinned" && (plan.way.kind === "served" || !hasChoice(plan))) return [];
    return plan.way.kind === "choice" ? plan.way.services.map((service) => `${variant} ${serviceKey(service)}`) : [arg];
  },
  // As a host port does: only the pods' own nodes answer, and the client's address is kept.
  announces: ["external-traffic-policy-local-tradeoffs"],
  refactoring: { kind: "expose", args: ["", "local", "pinned"], isMeantAt: isAtHostPorts },
});

function readArg(arg: string): { readonly variant: Variant; readonly via: string | undefined } {
  const [, word = "", via] = /^(\w*)(?: (.*))?$/.exec(arg) ?? [];
  return { variant: word === "local" || word === "pinned" ? word : "", via };
}

function wishOf(variant: Variant): ExposureWish {
  const isLocal = variant === "local";
  // A door that others use keeps its traffic policy.
  const fits = ({ service }: ExistingService): boolean =>
    !isLocal || serviceTypeOf(service.spec) === "ClusterIP" || known(service.spec.externalTrafficPolicy) === "Local";
  return {
    type: "NodePort",
    isLocal,
    suffix: "nodeport",
    planPorts: (target, pod) => planHostPorts(target, pod, false),
    serves: (service) => opensNodePorts(service) && fits(service),
    mayChange: (service) => mayOpen(service) && fits(service),
  };
}

/** What tells the variants apart stands in front: a narrow menu cuts the notes. */
function outcomeOf({ way, ports }: Exposure, variant: Variant): string {
  const wanted = variant === "local" ? "Local NodePort Service" : "NodePort Service";
  const numbers = listOf(ports.map(({ port }) => port));
  if (way.kind === "new") return `Expose ${numbers} by ${wanted} "${way.name}"`;
  if (way.kind === "choice") return `Expose ${numbers} by one of ${way.services.length} Services`;
  const type = serviceTypeOf(way.service.service.spec);
  if (way.kind === "served")
    return `Remove hostPort ${numbers}: ${type} Service "${way.service.name}" opens node ports`;
  return type === "ClusterIP"
    ? `Expose ${numbers} by Service "${way.service.name}", made a ${wanted}`
    : `Expose ${numbers} by ${wanted} "${way.service.name}"`;
}
