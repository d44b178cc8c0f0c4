import { qualifiedNameProblems } from "../kubernetes/names.ts";
import { nodePortClashes } from "../kubernetes/node-port-clashes.ts";
import { isHeadless, type ServiceSpec, serviceTypeOf } from "../kubernetes/service.ts";
import type { TextEdit } from "../text/edit.ts";
import { insertEntryBefore, removeFromMaps, replaceScalar } from "../yaml/edit.ts";
import { booleanField, known, knownOr, stringField } from "../yaml/field.ts";
import { entryOf, type YamlEntry, type YamlMap } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { isAtKindOr } from "./host-port-lines.ts";
import { memberOf } from "./member-of.ts";
import { whyFixed } from "./place.ts";
import { type Demand, whyOverQuota } from "./quota.ts";

type Type = "ClusterIP" | "NodePort" | "LoadBalancer";
const TYPES: readonly Type[] = ["ClusterIP", "NodePort", "LoadBalancer"];

/** Gives a Service another type, and takes away what the API server would refuse, or ignore, beside it. */
export const setServiceType = defineFix<Type>({
  id: "set-service-type",
  title: (type, target) => `Set type to ${type}: ${outcomeOf(type, target)}`,
  apply(target, type) {
    const { resource, text } = target;
    const spec = resource.type === "service" ? resource.spec : undefined;
    if (!spec?.map || spec.type.kind === "opaque") return { refused: "The Service's type is not known." };
    if (serviceTypeOf(spec) === type) return { refused: `The type is ${type} already.` };
    const obstacle = obstacleTo(target, spec, spec.map, type);
    if (obstacle !== undefined) return { refused: obstacle };
    const removed = removedEntries(spec, spec.map, type);
    const entries = removed.flatMap((own) => own.entries);
    if (entries.some(({ conditional }) => conditional))
      return { refused: "A template decides about parts of the Service." };
    if (removed.some(({ map, entries: own }) => own.some((entry) => isFixed(target, map, entry))))
      return { refused: "The place is shared by a YAML anchor." };
    const written = typeEdit(target, spec.map, type, entries);
    if ("refused" in written) return written;
    return inSection(target, [written, ...removeFromMaps(text, removed)]);
  },
  variants: ({ resource }, type) =>
    resource.type === "service" && serviceTypeOf(resource.spec) === type ? [] : [type],
  refactoring: {
    kind: "service-type",
    args: TYPES,
    isMeantAt: (target) => target.resource.type === "service" && isAtKindOr(target, "type", "ports"),
  },
});

/**
 * Writes the type over the old one, or first of all.
 * @param removed entries that go with the old type: the new one is not written at their place
 */
export function typeEdit(
  { text, tree }: FixTarget,
  map: YamlMap,
  type: Type,
  removed: readonly YamlEntry[],
): TextEdit | Refusal {
  const entry = entryOf(map, "type");
  const place = entry ?? map.entries.find((own) => !own.merged && !removed.includes(own));
  const refused = { refused: "The place is shared by a YAML anchor." };
  if (!place || place.merged || map.alias || isShared(tree, place)) return refused;
  if (!entry) return insertEntryBefore(text, map, place, "type", type);
  if (entry.value.kind !== "scalar" || entry.value.alias || isShared(tree, entry.value)) return refused;
  return replaceScalar(text, entry.value, type);
}

const LOAD_BALANCER_FIELDS = [
  "allocateLoadBalancerNodePorts",
  "loadBalancerClass",
  "loadBalancerIP",
  "loadBalancerSourceRanges",
];
const RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

/** The fields that go with the old type. With externalIPs a Service of any type is reached from outside, by its policy. */
function removedEntries({ ports }: ServiceSpec, map: YamlMap, type: Type) {
  const isReached = type !== "ClusterIP" || entryOf(map, "externalIPs") !== undefined;
  const fields =
    type === "LoadBalancer"
      ? []
      : [...LOAD_BALANCER_FIELDS, "healthCheckNodePort", ...(isReached ? [] : ["externalTrafficPolicy"])];
  const entriesIn = (
    own: YamlMap,
    keys: readonly string[],
  ): { readonly map: YamlMap; readonly entries: YamlEntry[] } => ({
    map: own,
    entries: own.entries.filter(({ key }) => keys.includes(key.text)),
  });
  const numbers =
    type === "ClusterIP" ? ports.flatMap((port) => (port.map ? [entriesIn(port.map, ["nodePort"])] : [])) : [];
  return [entriesIn(map, fields), ...numbers].filter(({ entries }) => entries.length > 0);
}

function isFixed({ tree }: FixTarget, map: YamlMap, entry: YamlEntry): boolean {
  return map.merges === true || whyFixed(tree, { map, entry, onKey: true }) !== undefined;
}

/** What the API server would refuse beside the new type, and nobody can take away for the author. */
export function obstacleTo(target: FixTarget, spec: ServiceSpec, map: YamlMap, type: Type): string | undefined {
  const { resource, unit } = target;
  if (serviceTypeOf(spec) === "ExternalName") return "An alias in DNS becomes another thing altogether.";
  if (map.open || !spec.portsComplete) return "A template decides about parts of the Service.";
  if (type !== "LoadBalancer" && resource.metadata.annotations.entries.some(({ key }) => key === RANGES))
    return "The annotation with source ranges is for load balancers.";
  if (type === "ClusterIP") return undefined;
  const member = memberOf(target, unit.services);
  const overQuota = member && whyOverQuota(target, member, demandOf(spec, type));
  if (overQuota !== undefined) return overQuota;
  if (isHeadless(spec) !== false || entryOf(map, "clusterIPs"))
    return "A headless Service stays one: its clusterIP cannot be changed later.";
  if (spec.ports.length === 0) return "A Service without ports opens none.";
  const policy = spec.externalTrafficPolicy;
  if (policy.kind !== "absent" && !["Cluster", "Local"].includes(known(policy) ?? ""))
    return "externalTrafficPolicy says neither Cluster nor Local.";
  if (type === "LoadBalancer" && entryOf(map, "healthCheckNodePort") && known(policy) !== "Local")
    return "healthCheckNodePort does not go without externalTrafficPolicy Local.";
  const className = type === "LoadBalancer" ? known(stringField(map, "loadBalancerClass")) : undefined;
  if (className !== undefined && qualifiedNameProblems(className).length > 0)
    return `loadBalancerClass ${className} is no name for a class.`;
  const { from, to } = unit.nodePortRange;
  const wrong = spec.ports.find(({ nodePort }) => {
    const number = knownOr(nodePort, 0);
    return number === undefined || (number !== 0 && (number < from || number > to));
  });
  if (wrong) return `nodePort ${known(wrong.nodePort) ?? "of a template"} is none of ${from}-${to}.`;
  const [clash] = nodePortClashes(spec, type);
  return clash && `nodePort ${clash.number} is named twice.`;
}

/** What the new type asks for beside what the Service has already. */
function demandOf(spec: ServiceSpec, type: Type): Demand {
  const isOff = known(booleanField(spec.map, "allocateLoadBalancerNodePorts")) === false;
  const isOpen = serviceTypeOf(spec) === "NodePort" || (serviceTypeOf(spec) === "LoadBalancer" && !isOff);
  const isOpening = !isOpen && (type === "NodePort" || !isOff);
  return { services: 0, nodePorts: isOpening ? spec.ports.length : 0, loadBalancers: type === "LoadBalancer" ? 1 : 0 };
}

function outcomeOf(type: Type, { resource, unit }: FixTarget): string {
  const spec = resource.type === "service" ? resource.spec : undefined;
  const ports = spec?.ports ?? [];
  const named = ports.flatMap(({ nodePort }) => known(nodePort) || []);
  if (type === "ClusterIP") {
    const closes = named.length > 0 ? `; ${named.join(", ")} closes on the nodes` : "";
    return `reached inside the cluster alone${closes}`;
  }
  const { from, to } = unit.nodePortRange;
  const unnamed = ports.filter(({ nodePort }) => (known(nodePort) ?? 0) === 0).flatMap(({ port }) => known(port) ?? []);
  const opened = [...named, ...(unnamed.length > 0 ? [`a port in ${from}-${to} for ${unnamed.join(", ")}`] : [])];
  const opens = `every node opens ${opened.join(" and ") || "its ports"}`;
  if (type === "LoadBalancer") {
    const isOff = known(booleanField(spec?.map, "allocateLoadBalancerNodePorts")) === false;
    return `a load balancer is asked for${isOff ? "" : `, and ${opens}`}`;
  }
  return spec && serviceTypeOf(spec) === "LoadBalancer" ? `no load balancer, ${opens}` : opens;
}
