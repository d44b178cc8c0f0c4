import { collectSelector, collectStrings, mapsIn } from "../facts/collect-parts.ts";
import type { OtherFacts, ServiceFacts } from "../facts/facts.ts";
import { displayName, type Member, selectorMatches } from "../facts/unit-view.ts";
import { groupOf } from "../kubernetes/kinds.ts";
import type { Service } from "../kubernetes/resource.ts";
import { shift } from "../text/span.ts";
import { booleanField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlNode } from "../yaml/node.ts";
import type { FixTarget } from "./fix.ts";
import { type FoundObject, objectsOf } from "./found-objects.ts";
import { isIngress } from "./http-routes.ts";
import { memberOf } from "./member-of.ts";
import { targetOf } from "./other-target.ts";
import type { NamedPlace } from "./port-referrers.ts";

/** Who asks for a port of a Service by its name. */
export interface ServicePortReferrers {
  readonly places: readonly NamedPlace[];
  /** One of them that asks other Services for a port of that name as well. */
  readonly shared: string | undefined;
}

interface Asked {
  readonly target: FixTarget;
  readonly service: Service;
  readonly member: Member<ServiceFacts>;
  readonly port: string;
}

/**
 * The places of the unit that ask for a port of the target's Service by its name: backends of Ingresses, and endpoints of
 * the Prometheus operator's ServiceMonitors. Routes of a Gateway ask for numbers.
 * Source: kubernetes staging/src/k8s.io/api/networking/v1 `ServiceBackendPort`; prometheus-operator ServiceMonitor `endpoints[].port`.
 */
export function servicePortReferrers(target: FixTarget, service: Service, port: string): ServicePortReferrers {
  const member = memberOf(target, target.unit.services);
  if (!member) return { places: [], shared: undefined };
  const asked = { target, service, member, port };
  const asking = [
    ...objectsOf(target, isIngress).map((found) => ({ found, nodes: namesInIngress(asked, found) })),
    ...objectsOf(target, isMonitor).map((found) => ({ found, nodes: namesInMonitor(asked, found) })),
  ].filter(({ nodes }) => nodes.length > 0);
  const shared = asking.find(({ found }) => isMonitor(found.member.facts) && selectsOthers(asked, found));
  return {
    places: asking.flatMap(({ found, nodes }) =>
      nodes.map((node) => ({ name: nameOf(found), at: { uri: found.at.uri, ...shift(node, found.at.sectionStart) } })),
    ),
    shared: shared && nameOf(shared.found),
  };
}

/** As written: of an object that is not read in full there is no name among the facts. */
function nameOf({ resource: { kind, metadata } }: FoundObject): string {
  return displayName({ kind, name: known(metadata.name) ?? "" });
}

function isMonitor({ kind, apiVersion }: OtherFacts): boolean {
  return kind === "ServiceMonitor" && groupOf(apiVersion) === "monitoring.coreos.com";
}

function namesInIngress({ member, service, port }: Asked, { member: by, spec }: FoundObject): readonly YamlNode[] {
  if (by.facts.namespace !== member.facts.namespace) return [];
  const paths = mapsIn(seqField(spec, "rules")).flatMap((rule) =>
    mapsIn(seqField(known(mapField(rule, "http")), "paths")),
  );
  const backends = [
    ...["defaultBackend", "backend"].map((key) => known(mapField(spec, key))),
    ...paths.map((path) => known(mapField(path, "backend"))),
  ];
  const name = known(service.metadata.name);
  return backends.flatMap((backend) => {
    const named = known(mapField(backend, "service"));
    // The two forms: of networking.k8s.io/v1, and of all before.
    const isIts = name !== undefined && known(stringField(named ?? backend, named ? "name" : "serviceName")) === name;
    const asked = named ? stringField(known(mapField(named, "port")), "name") : stringField(backend, "servicePort");
    return isIts && asked.kind === "present" && asked.value === port ? [asked.node] : [];
  });
}

function namesInMonitor({ service, port }: Asked, monitor: FoundObject): readonly YamlNode[] {
  if (!finds(monitor, service)) return [];
  return mapsIn(seqField(monitor.spec, "endpoints")).flatMap((endpoint) => {
    const name = stringField(endpoint, "port");
    return name.kind === "present" && name.value === port ? [name.node] : [];
  });
}

/** Whether a monitor finds another Service of the unit that has a port of the name, too. */
function selectsOthers({ target, member, port }: Asked, monitor: FoundObject): boolean {
  return target.unit.services.some((other) => {
    if (other === member || !other.facts.ports.some(({ name }) => name === port)) return false;
    const resource = targetOf(target, other)?.resource;
    return resource?.type === "service" && finds(monitor, resource);
  });
}

/** Whether a monitor looks into a Service's namespace, its own unless it says otherwise, and selects the Service there. */
function finds({ spec, resource }: FoundObject, { metadata }: Service): boolean {
  const namespace = known(metadata.namespace);
  const namespaces = known(mapField(spec, "namespaceSelector"));
  const names = seqField(namespaces, "matchNames");
  const isLookedInto =
    known(booleanField(namespaces, "any")) === true ||
    (names.kind === "present"
      ? names.value.items.some((item) => item.kind === "scalar" && item.text === namespace)
      : known(resource.metadata.namespace) === namespace);
  const selector = collectSelector(spec, "selector");
  return isLookedInto && selector !== undefined && selectorMatches(collectStrings(metadata.labels), selector) === true;
}
