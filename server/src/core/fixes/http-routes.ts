import { mapsIn } from "../facts/collect-parts.ts";
import type { OtherFacts } from "../facts/facts.ts";
import { displayName } from "../facts/unit-view.ts";
import { groupOf } from "../kubernetes/kinds.ts";
import { known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import type { Content } from "../yaml/write.ts";
import type { NewObject } from "./add-objects.ts";
import { entriesAfter } from "./existing-services.ts";
import { type Exposure, metadataContent } from "./expose.ts";
import type { Refusal } from "./fix.ts";
import { objectsOf } from "./found-objects.ts";
import { namesOf, type PlannedPort } from "./service-ports.ts";

/** An object that leads HTTP from outside to a Service. */
export interface Route {
  readonly content: NewObject["content"];
  readonly name: string;
  /** The planned port that it leads to. */
  readonly port: PlannedPort;
  /** What the title says of it. */
  readonly text: string;
}

/** An Ingress for the one port of an exposure that evidently speaks HTTP: for every host, with the class that the unit's others have. */
export function planIngress(plan: Exposure): Route | Refusal {
  const backend = backendOf(plan);
  if ("refused" in backend) return backend;
  const ingresses = objectsOf(plan.target, isIngress);
  const rules = ingresses.flatMap((own) => mapsIn(seqField(own.spec, "rules")).map((rule) => ({ own, rule })));
  const catchAll = rules.find(({ rule }) => (known(stringField(rule, "host")) ?? "") === "");
  if (catchAll) return { refused: `${displayName(catchAll.own.member.facts)} answers for every host already.` };
  if (ingresses.some(({ member }) => member.facts.name === backend.service))
    return { refused: `There is an Ingress ${backend.service} already.` };
  const classes = new Set(ingresses.map(({ spec }) => known(stringField(spec, "ingressClassName"))));
  const [ingressClassName] = classes;
  const port: Content = backend.portName === undefined ? { number: backend.port } : { name: backend.portName };
  const path = { path: "/", pathType: "Prefix", backend: { service: { name: backend.service, port } } };
  return {
    name: backend.service,
    port: backend.planned,
    text: `Ingress "${backend.service}"`,
    content: {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: metadataContent(plan.workload, backend.service),
      spec: {
        ...(classes.size === 1 && ingressClassName !== undefined ? { ingressClassName } : {}),
        rules: [{ http: { paths: [path] } }],
      },
    },
  };
}

/** An HTTPRoute for the one port of an exposure that evidently speaks HTTP, on the only Gateway of the unit. */
export function planHttpRoute(plan: Exposure): Route | Refusal {
  const backend = backendOf(plan);
  if ("refused" in backend) return backend;
  const routes = objectsOf(plan.target, isHttpRoute);
  if (routes.some(({ member }) => member.facts.name === backend.service))
    return { refused: `There is an HTTPRoute ${backend.service} already.` };
  const [gateway, ...others] = objectsOf(plan.target, isGateway);
  if (!gateway || others.length > 0)
    return { refused: `An HTTPRoute names its Gateway, and there ${gateway ? "are several" : "is none"} here.` };
  const { name } = gateway.resource.metadata;
  // Kustomize changes names, and knows nothing of those that an HTTPRoute holds.
  if (name.kind !== "present" || name.value !== gateway.member.facts.name || isRenamed(plan))
    return { refused: "The kustomization changes names, and not those in an HTTPRoute." };
  const listeners = mapsIn(seqField(gateway.spec, "listeners")).filter((listener) =>
    ["HTTP", "HTTPS"].includes(known(stringField(listener, "protocol")) ?? ""),
  );
  if (listeners.length === 0) return { refused: `Gateway ${name.value} has no listener for HTTP.` };
  const { namespace } = gateway.member.facts;
  const isBeside = namespace === plan.member.facts.namespace;
  if (!isBeside && (typeof namespace !== "string" || !listeners.some(takesAll)))
    return { refused: `Gateway ${name.value} takes routes from its own namespace alone, or from chosen ones.` };
  const parent = { name: name.value, ...(isBeside ? {} : { namespace: `${namespace}` }) };
  return {
    name: backend.service,
    port: backend.planned,
    text: `HTTPRoute "${backend.service}" on Gateway "${name.value}"`,
    content: {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: metadataContent(plan.workload, backend.service),
      spec: {
        parentRefs: [parent],
        rules: [
          {
            matches: [{ path: { type: "PathPrefix", value: "/" } }],
            backendRefs: [{ name: backend.service, port: backend.port }],
          },
        ],
      },
    },
  };
}

function takesAll(listener: YamlMap): boolean {
  const namespaces = known(mapField(known(mapField(listener, "allowedRoutes")), "namespaces"));
  return known(stringField(namespaces, "from")) === "All";
}

function isRenamed({ workload, member }: Exposure): boolean {
  return known(workload.metadata.name) !== member.facts.name;
}

const PROXIES = /^(?:contour|envoy|traefik|haproxy|kong|emissary|skipper|proxyv2|cilium-envoy)(?:-|$)|gateway/;

/** Whether the pods evidently run a controller of Ingresses or Gateways, or the proxy of one. */
function routesHttp({ pod }: Exposure): boolean {
  return pod.containers.items.some(({ map }) => {
    const image = (known(stringField(map, "image")) ?? "").replace(/[:@][^/]*$/, "");
    const name = image.slice(image.lastIndexOf("/") + 1);
    return /ingress/.test(image) || PROXIES.test(name);
  });
}

interface Backend {
  readonly service: string;
  readonly planned: PlannedPort;
  readonly port: number;
  readonly portName: string | undefined;
}

/** The port of the exposure's Service that HTTP is to be led to. */
function backendOf(plan: Exposure): Backend | Refusal {
  const { way, ports } = plan;
  if (routesHttp(plan)) return { refused: "It evidently routes HTTP itself: its own routes would lead back to it." };
  if (way.kind === "choice") return { refused: "Several Services select these pods." };
  const service = way.kind === "new" ? undefined : way.service;
  const speaking = ports.filter(
    (port) => port.protocol === "TCP" && speaksHttp(port, appProtocolOf(service?.covered.get(port)?.map)),
  );
  const [planned, ...others] = speaking;
  if (!planned) return { refused: "No port says by its name that it speaks HTTP." };
  if (others.length > 0) return { refused: "Several ports speak HTTP." };
  if (way.kind === "new")
    return { service: way.name, planned, port: planned.port, portName: namesOf(ports).get(planned) };
  const covering = way.service.covered.get(planned);
  const after = entriesAfter(way.service, ports);
  if ("refused" in after) return after;
  const added = after.added.find((entry) => entry.planned === planned);
  const port = covering ? known(covering.port) : added?.port;
  const portName = covering ? known(covering.name) || after.names.get(covering) : added?.name;
  return port === undefined
    ? { refused: "The Service's port is unknown." }
    : { service: way.service.name, planned, port, portName };
}

function appProtocolOf(map: YamlMap | undefined): string | undefined {
  return known(stringField(map, "appProtocol"));
}

/** Whether a port evidently serves a site or an API over plain HTTP, and not what only the cluster itself asks for. */
function speaksHttp({ label = "" }: PlannedPort, appProtocol: string | undefined): boolean {
  if (/metric|prom|health|probe|ready|live|admin|debug|stat|monitor/.test(label)) return false;
  return appProtocol?.toLowerCase() === "http" || /^(?:http|web|www)(?:-|$)|-(?:http|web)$/.test(label);
}

export function isIngress({ kind, apiVersion }: OtherFacts): boolean {
  return kind === "Ingress" && ["networking.k8s.io", "extensions"].includes(groupOf(apiVersion));
}

export function isGateway({ kind, apiVersion }: OtherFacts): boolean {
  return kind === "Gateway" && groupOf(apiVersion) === "gateway.networking.k8s.io";
}

function isHttpRoute({ kind, apiVersion }: OtherFacts): boolean {
  return kind === "HTTPRoute" && groupOf(apiVersion) === "gateway.networking.k8s.io";
}
