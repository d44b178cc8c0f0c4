import { collectSelector, collectStrings, mapsIn } from "../facts/collect-parts.ts";
import type { OtherFacts, ServiceFacts } from "../facts/facts.ts";
import { displayName, type Member, selectorMatches } from "../facts/unit-view.ts";
import { groupOf } from "../kubernetes/kinds.ts";
import type { Service } from "../kubernetes/resource.ts";
import { booleanField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap, YamlNode } from "../yaml/node.ts";
import type { FixTarget } from "./fix.ts";
import { memberOf } from "./member-of.ts";
import { targetOf } from "./other-target.ts";
import type { NamedPlace } from "./port-referrers.ts";

/** Who asks for a port of a Service by its name. */
export interface ServicePortReferrers {
  readonly places: readonly NamedPlace[];
  /** One of them that asks other Services for a port of that name as well. */
  readonly shared: string | undefined;
}

/** Ports by their names in an object: of a Service that it names, or of all that it selects. */
type NamesIn = (spec: YamlMap | undefined, asked: Asked) => readonly YamlNode[];

interface Asked {
  readonly target: FixTarget;
  readonly service: Service;
  readonly member: Member<ServiceFacts>;
  readonly by: Member<OtherFacts>;
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
  const asking = target.unit.others.flatMap((by) => {
    const namesIn = READERS.get(`${groupOf(by.facts.apiVersion ?? "")}/${by.facts.kind}`);
    const at = namesIn && targetOf(target, by);
    const spec = at && known(mapField(at.resource.root, "spec"));
    const nodes = namesIn?.(spec, { target, service, member, by, port }) ?? [];
    return at && nodes.length > 0 ? [{ by, at, nodes }] : [];
  });
  const shared = asking.find(({ by, at }) => selectsOthers(at, { target, service, member, by, port }));
  return {
    places: asking.flatMap(({ at, nodes }) =>
      nodes.map(({ start, end }) => ({
        name: displayName({ kind: at.resource.kind, name: known(at.resource.metadata.name) ?? "" }),
        at: { uri: at.uri, start: start + at.sectionStart, end: end + at.sectionStart },
      })),
    ),
    shared: shared && displayName(shared.by.facts),
  };
}

const SERVICE_MONITOR = "monitoring.coreos.com/ServiceMonitor";

const READERS: ReadonlyMap<string, NamesIn> = new Map<string, NamesIn>([
  ["networking.k8s.io/Ingress", namesInIngress],
  ["extensions/Ingress", namesInIngress],
  [SERVICE_MONITOR, namesInMonitor],
]);

function namesInIngress(spec: YamlMap | undefined, { member, by, service, port }: Asked): readonly YamlNode[] {
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

function namesInMonitor(spec: YamlMap | undefined, asked: Asked): readonly YamlNode[] {
  const { service, member, by, port } = asked;
  if (!looksInto(spec, by, member.facts.namespace) || !selects(spec, service)) return [];
  return mapsIn(seqField(spec, "endpoints")).flatMap((endpoint) => {
    const name = stringField(endpoint, "port");
    return name.kind === "present" && name.value === port ? [name.node] : [];
  });
}

/** Whether a monitor looks for Services in a namespace: its own, unless it says otherwise. */
function looksInto(spec: YamlMap | undefined, by: Member<OtherFacts>, namespace: ServiceFacts["namespace"]): boolean {
  const selector = known(mapField(spec, "namespaceSelector"));
  if (known(booleanField(selector, "any")) === true) return true;
  const names = seqField(selector, "matchNames");
  if (names.kind !== "present") return by.facts.namespace === namespace;
  return names.value.items.some((item) => item.kind === "scalar" && item.text === namespace);
}

function selects(spec: YamlMap | undefined, { metadata }: Service): boolean {
  const selector = collectSelector(spec, "selector");
  return selector !== undefined && selectorMatches(collectStrings(metadata.labels), selector) === true;
}

/** Whether a monitor finds another Service of the unit that has a port of the name, too. */
function selectsOthers(at: FixTarget, { target, member, by, port }: Asked): boolean {
  if (at.resource.kind !== "ServiceMonitor") return false;
  const spec = known(mapField(at.resource.root, "spec"));
  return target.unit.services.some((other) => {
    if (other === member || !other.facts.ports.some(({ name }) => name === port)) return false;
    const resource = targetOf(target, other)?.resource;
    return resource?.type === "service" && looksInto(spec, by, other.facts.namespace) && selects(spec, resource);
  });
}
