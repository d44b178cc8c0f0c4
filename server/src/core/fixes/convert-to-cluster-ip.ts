import { serviceTypeOf } from "../kubernetes/service.ts";
import { known, stringField } from "../yaml/field.ts";
import type { ExistingService } from "./existing-services.ts";
import { applyExposure, type Exposure, type ExposureWish, notesOn, planExposure, serviceKey } from "./expose.ts";
import { defineFix, type FixTarget, type Refusal } from "./fix.ts";
import { hostPortEdits, isAtHostPorts, listOf, withNotes } from "./host-port-lines.ts";
import { isGateway, planHttpRoute, planIngress, type Route } from "./http-routes.ts";
import { planHostPorts } from "./service-ports.ts";

/**
 * `node-local`: callers reach the pod of their own node, as an agent's callers did by `status.hostIP`; `ingress` and
 * `http-route` lead HTTP from outside to the Service. In a fix's argument the Service to be changed may follow, where
 * there are several.
 */
type Variant = "" | "node-local" | "ingress" | "http-route";
const VARIANTS: readonly Variant[] = ["", "node-local", "ingress", "http-route"];

/** Replaces the host ports of a workload by a Service that is reached inside the cluster: the nodes open nothing. */
export const convertToClusterIp = defineFix<string>({
  id: "convert-to-cluster-ip",
  title(arg, target) {
    const { variant, via } = readArg(arg);
    const plan = planCall(target, variant, via);
    if ("refused" in plan) return REFUSED_TITLES[variant];
    return withNotes(outcomeOf(plan, variant), [
      ...(variant === "node-local" ? ["callers use its name instead of status.hostIP"] : []),
      ...(plan.route ? ["path /, every host"] : []),
      ...notesOn(plan.exposure),
    ]);
  },
  apply(target, arg) {
    const { variant, via } = readArg(arg);
    const plan = planCall(target, variant, via);
    if ("refused" in plan) return plan;
    const { exposure, route } = plan;
    return applyExposure(target, exposure, wishOf(variant), {
      podEdits: hostPortEdits(exposure),
      label: `Remove hostPort ${numbersOf(exposure)}`,
      nodePortOf: () => undefined,
      more: route ? [{ fileName: `${route.name}-${variant}`, content: route.content }] : [],
    });
  },
  variants(target, arg) {
    const { variant } = readArg(arg);
    if (!isThinkable(target, variant)) return [];
    const exposure = planExposure(target, wishOf(variant), undefined);
    if ("refused" in exposure || exposure.way.kind !== "choice") return [arg];
    return exposure.way.services.map((service) => `${variant} ${serviceKey(service)}`);
  },
  refactoring: { kind: "expose", args: VARIANTS, isMeantAt: isAtHostPorts },
});

/** Whether a variant could be meant at all: a pod on each node is a DaemonSet's, and an HTTPRoute wants a Gateway. */
function isThinkable({ resource, unit }: FixTarget, variant: Variant): boolean {
  if (variant === "node-local")
    return resource.type === "service" || (resource.type === "workload" && resource.podKind.controller === "daemonset");
  return variant !== "http-route" || unit.others.some(({ facts }) => isGateway(facts));
}

const REFUSED_TITLES: Readonly<Record<Variant, string>> = {
  "": "Reach it by a ClusterIP Service",
  "node-local": "Reach it by a ClusterIP Service that answers on the caller's own node",
  ingress: "Route HTTP by an Ingress",
  "http-route": "Route HTTP by an HTTPRoute",
};

function readArg(arg: string): { readonly variant: Variant; readonly via: string | undefined } {
  const [, word, via] = /^([\w-]*)(?: (.*))?$/.exec(arg) ?? [];
  return { variant: VARIANTS.find((variant) => variant === word) ?? "", via };
}

interface Plan {
  readonly exposure: Exposure;
  readonly route: Route | undefined;
}

function planCall(target: FixTarget, variant: Variant, via: string | undefined): Plan | Refusal {
  const exposure = planExposure(target, wishOf(variant), via);
  if ("refused" in exposure) return exposure;
  if (variant === "node-local" && exposure.workload.podKind.controller !== "daemonset")
    return { refused: "Only a DaemonSet has a pod on each node for the callers there." };
  if (variant === "" || variant === "node-local") return { exposure, route: undefined };
  const route = variant === "ingress" ? planIngress(exposure) : planHttpRoute(exposure);
  return "refused" in route ? route : { exposure, route };
}

function wishOf(variant: Variant): ExposureWish {
  const isLocal = variant === "node-local";
  const isLocalService = ({ service }: ExistingService): boolean =>
    known(stringField(service.spec.map, "internalTrafficPolicy")) === "Local";
  return {
    type: "ClusterIP",
    isLocal,
    suffix: isLocal ? "local" : "",
    planPorts: (target, pod) => planHostPorts(target, pod, true),
    serves: (service) => isLocalService(service) === isLocal,
    // A further port of another type of Service would open on the nodes, and a door that others use keeps its traffic policy.
    mayChange: (service) =>
      serviceTypeOf(service.service.spec) === "ClusterIP" &&
      service.covered.size > 0 &&
      isLocalService(service) === isLocal,
  };
}

function outcomeOf({ exposure, route }: Plan, variant: Variant): string {
  const { way, ports } = exposure;
  const numbers = numbersOf(exposure);
  if (way.kind === "choice") return `Reach ${numbers} by one of ${way.services.length} Services`;
  const name = way.kind === "new" ? way.name : way.service.name;
  if (route) {
    const rest =
      ports.length > 1
        ? `; ${listOf(ports.filter((port) => port !== route.port).map(({ port }) => port))} inside the cluster alone`
        : "";
    return `Route HTTP to ${route.port.port} by ${route.text} and Service "${name}"${rest}`;
  }
  if (way.kind === "served") return `Remove hostPort ${numbers}: Service "${name}" answers inside the cluster`;
  const kind = way.kind === "new" ? "ClusterIP Service" : "Service";
  return variant === "node-local"
    ? `Reach ${numbers} by ${kind} "${name}": the pod on the caller's own node answers`
    : `Reach ${numbers} by ${kind} "${name}", inside the cluster alone`;
}

function numbersOf({ ports }: Exposure): string {
  return listOf(ports.map(({ port }) => port));
}
