import {
  isUnknown,
  type Known,
  type PortFacts,
  type ServiceFacts,
  type Unknown,
  type WorkloadFacts,
} from "../facts/facts.ts";
import { labelsMatch, type Member } from "../facts/unit-view.ts";
import { isWithin } from "../units/paths.ts";
import type { AssembledUnit } from "../workspace/workspace.ts";

/** What the engine believes each unit deploys. An unknown value is `{ unknown: … }`; what may not exist is not certain. */
export interface MappedUnit {
  readonly unit: string;
  readonly tool: string;
  /** Why it may deploy more, or other things: what is not there, is made elsewhere, or ends kustomize's build. */
  readonly unknown?: readonly string[];
  readonly workloads: readonly MappedWorkload[];
  readonly services: readonly MappedService[];
}

export interface MappedWorkload {
  readonly kind: string;
  readonly namespace?: Known<string>;
  readonly name: Known<string>;
  readonly replicas?: Known<number>;
  readonly hostNetwork?: Known<boolean>;
  readonly certain?: false;
  readonly ports: readonly MappedPort[];
}

export interface MappedPort {
  readonly container: Known<string>;
  readonly name?: Known<string>;
  readonly containerPort?: Known<number>;
  readonly hostPort?: Known<number>;
  readonly hostIP?: Known<string>;
  readonly protocol?: Known<string>;
  readonly certain?: false;
}

export interface MappedService {
  readonly namespace?: Known<string>;
  readonly name: Known<string>;
  readonly type: Known<string>;
  readonly certain?: false;
  readonly ports: readonly MappedServicePort[];
  readonly selector?: Readonly<Record<string, string>>;
  readonly selects: readonly string[] | Unknown;
}

export interface MappedServicePort {
  readonly name?: Known<string>;
  readonly port?: Known<number>;
  readonly targetPort?: Known<number | string>;
  readonly nodePort?: Known<number>;
  readonly protocol: Known<string>;
  readonly certain?: false;
}

/** @param unitName how the unit is called for the reader, given its directory's URI */
export function mapUnit({ plan, unit, view }: AssembledUnit, unitName: (uri: string) => string): MappedUnit {
  const isCertain = ({ facts, source }: Member): boolean =>
    !facts.conditional && !isWithin(`${plan.directory}/charts`, source.uri);
  const workloads = view.workloads.map((workload) => mapWorkload(workload.facts, view.tool, isCertain(workload)));
  const services = view.services.map((service) =>
    mapService(service.facts, view.workloads, view.tool, isCertain(service)),
  );
  return {
    unit: unitName(plan.directory),
    tool: view.tool,
    ...(unit.unknown.length > 0 ? { unknown: unit.unknown } : {}),
    workloads: sureOnesFirst(
      workloads.map((workload) =>
        whatIsShared(
          workload,
          workloads.filter(({ kind }) => kind === workload.kind),
          ["replicas", "hostNetwork"],
        ),
      ),
    ),
    services: sureOnesFirst(services.map((service) => whatIsShared(service, services, ["type"]))),
  };
}

function sureOnesFirst<T extends { readonly certain?: false }>(objects: readonly T[]): readonly T[] {
  return [...objects.filter(({ certain }) => certain !== false), ...objects.filter(({ certain }) => certain === false)];
}

/**
 * Objects whose names are unknown cannot be told apart by anyone who knows the names: of these, only what they have in
 * common is stated.
 */
function whatIsShared<T extends { readonly name: Known<string> }>(
  object: T,
  objects: readonly T[],
  keys: readonly (keyof T)[],
): T {
  if (!isUnknown(object.name)) return object;
  const nameless = objects.filter(({ name }) => isUnknown(name));
  const differing = keys.filter((key) =>
    nameless.some((other) => JSON.stringify(other[key]) !== JSON.stringify(object[key])),
  );
  return { ...object, ...Object.fromEntries(differing.map((key) => [key, { unknown: textOf(object[key]) }])) };
}

function textOf(value: unknown): string {
  if (isUnknown(value)) return value.unknown;
  return value === undefined ? "…" : String(value);
}

/** A release's namespace is given when a chart is installed. */
function namespaceOf(namespace: Known<string> | undefined, tool: string): { readonly namespace?: Known<string> } {
  if (namespace !== undefined) return { namespace };
  return tool === "helm" ? { namespace: { unknown: "the release's namespace" } } : {};
}

function mapWorkload(facts: WorkloadFacts, tool: string, isCertain: boolean): MappedWorkload {
  return {
    kind: facts.kind,
    ...namespaceOf(facts.namespace, tool),
    name: facts.name ?? { unknown: "generateName" },
    ...(facts.replicasAt === undefined || facts.replicas === undefined || facts.controller === "job"
      ? {}
      : { replicas: facts.replicas }),
    ...(facts.hostNetwork === false ? {} : { hostNetwork: facts.hostNetwork }),
    ...(isCertain ? {} : { certain: false as const }),
    ports: facts.ports.map((port) => mapPort(port, facts.portsOpen === true)),
  };
}

function mapPort(port: PortFacts, isOpen: boolean): MappedPort {
  const { container, name, containerPort, hostPort, hostIP, protocol, conditional } = port;
  return {
    container,
    ...(name === undefined ? {} : { name }),
    ...(containerPort === undefined ? {} : { containerPort }),
    ...(hostPort === undefined || hostPort === 0 ? {} : { hostPort }),
    ...(hostIP === undefined ? {} : { hostIP }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(conditional || isOpen ? { certain: false as const } : {}),
  };
}

function mapService(
  facts: ServiceFacts,
  workloads: readonly Member<WorkloadFacts>[],
  tool: string,
  isCertain: boolean,
): MappedService {
  return {
    ...namespaceOf(facts.namespace, tool),
    name: facts.name ?? { unknown: "generateName" },
    type: facts.serviceType,
    ...(isCertain ? {} : { certain: false as const }),
    ports: facts.ports.map(({ name, port, targetPort, nodePort, protocol, conditional }) => ({
      ...(name === undefined ? {} : { name }),
      ...(port === undefined ? {} : { port }),
      ...(targetPort === undefined ? {} : { targetPort }),
      ...(nodePort === undefined || nodePort === 0 ? {} : { nodePort }),
      protocol,
      ...(conditional || facts.portsOpen ? { certain: false as const } : {}),
    })),
    ...(facts.selector ? { selector: facts.selector.strings } : {}),
    selects: selectedNames(facts, workloads, tool),
  };
}

/** The workloads that a Service selects, or that this is unknown where a template decides about one of them. */
function selectedNames(
  service: ServiceFacts,
  workloads: readonly Member<WorkloadFacts>[],
  tool: string,
): readonly string[] | Unknown {
  const { selector } = service;
  if (!selector || Object.keys(selector.strings).length === 0) return selector?.open ? { unknown: "the selector" } : [];
  if (tool === "helm") return { unknown: "templates" };
  const names: string[] = [];
  for (const { facts } of workloads) {
    if (facts.namespace !== service.namespace && !isUnknown(facts.namespace) && !isUnknown(service.namespace)) continue;
    const matches =
      isUnknown(facts.namespace) || isUnknown(service.namespace) ? undefined : labelsMatch(facts.labels, selector);
    if (matches === undefined) return { unknown: "labels" };
    if (matches) names.push(`${facts.kind}/${typeof facts.name === "string" ? facts.name : "…"}`);
  }
  return names;
}
