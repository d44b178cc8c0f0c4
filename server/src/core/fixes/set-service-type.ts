import { qualifiedNameProblems } from "../kubernetes/names.ts";
import { nodePortClashes } from "../kubernetes/node-port-clashes.ts";
import { type ServiceSpec, serviceTypeOf } from "../kubernetes/service.ts";
import { insertEntryBefore, replaceScalar } from "../yaml/edit.ts";
import { known, knownOr, stringField } from "../yaml/field.ts";
import { entryOf, type YamlMap } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, type FixTarget, inSection } from "./fix.ts";

type Type = "ClusterIP" | "NodePort" | "LoadBalancer";

const OUTCOMES: Readonly<Record<Type, string>> = {
  ClusterIP: "reached inside the cluster alone",
  NodePort: "every node opens the port",
  LoadBalancer: "a load balancer is asked for, and every node opens the port",
};

/** Gives a Service another type, where nothing else in it would then be refused. */
export const setServiceType = defineFix<Type>({
  id: "set-service-type",
  title: (type) => `Set type to ${type}: ${OUTCOMES[type]}`,
  apply(target, type) {
    const { resource, text, tree } = target;
    const spec = resource.type === "service" ? resource.spec : undefined;
    if (!spec?.map || spec.type.kind === "opaque") return { refused: "The Service's type is not known." };
    if (serviceTypeOf(spec) === type) return { refused: `The type is ${type} already.` };
    if (serviceTypeOf(spec) === "ExternalName") return { refused: "An alias in DNS becomes another thing altogether." };
    const obstacle = obstacleTo(target, spec.map, type);
    if (obstacle !== undefined) return { refused: `${obstacle} does not go with type ${type}.` };
    const entry = entryOf(spec.map, "type");
    const place = entry ?? spec.map.entries.find(({ merged }) => !merged);
    if (!place || place.merged || spec.map.alias || isShared(tree, place))
      return { refused: "The place is shared by a YAML anchor." };
    if (!entry) return inSection(target, [insertEntryBefore(text, spec.map, place, "type", type)]);
    if (entry.value.kind !== "scalar" || entry.value.alias)
      return { refused: "The type is an alias of another place." };
    return inSection(target, [replaceScalar(text, entry.value, type)]);
  },
});

/** What the API server would refuse beside the new type, as a person names it. */
function obstacleTo({ resource, unit }: FixTarget, map: YamlMap, type: Type): string | undefined {
  const spec = resource.type === "service" ? resource.spec : undefined;
  if (!spec) return "The object";
  const fields = [
    ...(type === "LoadBalancer" ? [] : LOAD_BALANCER_FIELDS),
    ...(type !== "ClusterIP" && hasPolicy(spec) ? [] : ["externalTrafficPolicy"]),
    "healthCheckNodePort",
    "clusterIPs",
  ];
  const field = fields.find((key) => map.open || entryOf(map, key) !== undefined);
  if (field !== undefined) return field;
  const className = known(stringField(map, "loadBalancerClass"));
  if (className !== undefined && qualifiedNameProblems(className).length > 0) return `loadBalancerClass ${className}`;
  if (type === "ClusterIP") {
    const named = spec.ports.find(({ nodePort }) => knownOr(nodePort, 0) !== 0);
    return named && "A nodePort";
  }
  if (!spec.portsComplete || spec.ports.length === 0) return "A Service without ports";
  if (spec.clusterIP.kind === "opaque" || known(spec.clusterIP) === "None") return "clusterIP None";
  const { from, to } = unit.nodePortRange;
  const wrong = spec.ports.find(({ nodePort }) => {
    const number = knownOr(nodePort, 0);
    return number === undefined || (number !== 0 && (number < from || number > to));
  });
  if (wrong) return `nodePort ${known(wrong.nodePort) ?? ""}`;
  const [clash] = nodePortClashes(spec, type);
  return clash && `The second nodePort ${clash.number}`;
}

const LOAD_BALANCER_FIELDS = ["allocateLoadBalancerNodePorts", "loadBalancerClass", "loadBalancerSourceRanges"];

function hasPolicy({ externalTrafficPolicy }: ServiceSpec): boolean {
  const policy = known(externalTrafficPolicy);
  return policy === "Cluster" || policy === "Local";
}
