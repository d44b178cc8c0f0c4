import type { WorkloadFacts } from "../facts/facts.ts";
import { isStaticPod } from "../facts/static-pod.ts";
import type { Member } from "../facts/unit-view.ts";
import type { PodSpec } from "../kubernetes/pod-spec.ts";
import type { Workload } from "../kubernetes/resource.ts";
import { serviceTypeOf } from "../kubernetes/service.ts";
import type { TextEdit } from "../text/edit.ts";
import { known } from "../yaml/field.ts";
import type { Content } from "../yaml/write.ts";
import { addObjects, type NewObject } from "./add-objects.ts";
import { changeService, type ExistingService, entriesAfter, servicesInFront } from "./existing-services.ts";
import { type FixTarget, inSection, type Refusal, type WorkspaceChange } from "./fix.ts";
import { memberOf } from "./member-of.ts";
import { fileNameOf, joinChanges, targetOf } from "./other-target.ts";
import { type Demand, whyOverQuota } from "./quota.ts";
import { serviceNameFor } from "./service-name.ts";
import { namesOf, type PlannedPort, type PlannedPorts, portContent } from "./service-ports.ts";
import { type PlannedSelector, planSelector, writeLabels } from "./service-selector.ts";

/** How a Service is to stand in front of a workload's pods. */
export interface ExposureWish {
  readonly type: "NodePort" | "ClusterIP";
  /** Only pods on the node that was asked answer: of outside callers for a NodePort, of callers on the node for a ClusterIP. */
  readonly isLocal: boolean;
  /** What the name of a new Service ends in. */
  readonly suffix: string;
  planPorts(target: FixTarget, pod: PodSpec): PlannedPorts | Refusal;
  /** Whether an existing Service serves for the ports that it leads to, as it is. */
  serves(service: ExistingService): boolean;
  /** Whether an existing Service may be given further ports, and another type where the wish has one. */
  mayChange(service: ExistingService): boolean;
}

/** What is to be done so that a Service stands in front of a workload's pods. */
export interface Exposure {
  /** The target at the workload, which may be another object than the fix's own. */
  readonly target: FixTarget;
  readonly workload: Workload;
  readonly pod: PodSpec;
  readonly member: Member<WorkloadFacts>;
  readonly ports: readonly PlannedPort[];
  readonly notes: readonly string[];
  readonly way: Way;
}

export type Way =
  /** A Service leads to all the ports already. */
  | { readonly kind: "served"; readonly service: ExistingService }
  | { readonly kind: "changed"; readonly service: ExistingService }
  /** Several Services could be changed: somebody has to choose. */
  | { readonly kind: "choice"; readonly services: readonly ExistingService[] }
  | { readonly kind: "new"; readonly name: string; readonly selector: PlannedSelector };

/**
 * Plans a Service for the pods of the target's workload.
 * @param via which of several Services is to be changed, as {@link serviceKey} names it
 */
export function planExposure(target: FixTarget, wish: ExposureWish, via: string | undefined): Exposure | Refusal {
  const at = workloadTarget(target);
  if ("refused" in at) return at;
  const { resource } = at;
  if (resource.type !== "workload" || !resource.pod || resource.bestEffort)
    return { refused: "This is no object whose pods a Service could select." };
  if (resource.podKind.controller === "knative") return { refused: "Knative makes the Service itself." };
  if (resource.conditional) return { refused: "A template decides whether the object is there." };
  if (resource.metadata.namespace.kind === "opaque") return { refused: "A template decides about the namespace." };
  const { pod } = resource;
  const planned = wish.planPorts(at, pod);
  if ("refused" in planned) return planned;
  const { name, generateName } = resource.metadata;
  if (name.kind === "opaque" || (name.kind === "absent" && generateName.kind !== "present"))
    return { refused: "The object has no name that is known here." };
  const member = memberOf(at, at.unit.workloads);
  if (!member) return { refused: "Only a part of the object stands here; a Service belongs beside the whole of it." };
  if (isStaticPod(member))
    return { refused: "The kubelet runs what lies in a folder `manifests`, and reads no Service there." };
  const way = wayTo(at, wish, via, resource, member, planned.ports);
  if ("refused" in way) return way;
  const overQuota = whyOverQuota(at, member, demandOf(way, wish, planned.ports));
  if (overQuota !== undefined) return { refused: overQuota };
  return { target: at, workload: resource, pod, member, ...planned, way };
}

function wayTo(
  target: FixTarget,
  wish: ExposureWish,
  via: string | undefined,
  workload: Workload,
  member: Member<WorkloadFacts>,
  ports: readonly PlannedPort[],
): Way | Refusal {
  const existing = servicesInFront(target, member, ports);
  const serving = existing.find((service) => service.covered.size === ports.length && wish.serves(service));
  if (serving) return { kind: "served", service: serving };
  const mayChange = existing.filter((service) => wish.mayChange(service));
  const complete = mayChange.filter((service) => service.covered.size === ports.length);
  const changeable = complete.length > 0 ? complete : mayChange;
  const chosen = via === undefined ? undefined : changeable.find((service) => serviceKey(service) === via);
  const [only, ...others] = changeable;
  if (via !== undefined && !chosen) return { refused: "The Service is not there any more." };
  if (chosen) return { kind: "changed", service: chosen };
  if (only) return others.length > 0 ? { kind: "choice", services: changeable } : { kind: "changed", service: only };
  const selector = planSelector(target, workload, member);
  if ("refused" in selector) return selector;
  const name = serviceNameFor(target, member, wish.suffix);
  return name === undefined
    ? { refused: "No name for the Service can be made of the object's." }
    : { kind: "new", name, selector };
}

function demandOf(way: Way, { type }: ExposureWish, ports: readonly PlannedPort[]): Demand {
  const nothing = { services: 0, nodePorts: 0, loadBalancers: 0 };
  const isOpening = type === "NodePort";
  if (way.kind === "new") return { ...nothing, services: 1, nodePorts: isOpening ? ports.length : 0 };
  if (way.kind !== "changed" || !isOpening) return nothing;
  const { service, covered } = way.service;
  const isOpen = serviceTypeOf(service.spec) === "NodePort";
  return { ...nothing, nodePorts: ports.length - covered.size + (isOpen ? 0 : service.spec.ports.length) };
}

/** Names one of several Services in a fix's argument. */
export function serviceKey({ name, target: { uri } }: ExistingService): string {
  return `${name} ${uri}`;
}

/**
 * The target at the workload that a fix is about: its own object; of a Rollout that borrows its pods the object that lends
 * them; of a Service the only workload that it selects.
 */
export function workloadTarget(target: FixTarget): FixTarget | Refusal {
  const { resource, unit } = target;
  if (resource.type === "service") {
    const service = memberOf(target, unit.services);
    const [workload, ...others] = service ? unit.selectedBy(service) : [];
    if (!workload || others.length > 0) return { refused: "The Service does not select the pods of one workload." };
    return targetOf(target, workload) ?? { refused: "The workload's file cannot be read." };
  }
  // What borrows its pods has none of its own: it counts as a part of an object.
  const rollout = resource.type === "workload" && !resource.pod ? memberOf(target, unit.partialWorkloads) : undefined;
  const reference = rollout?.facts.workloadRef;
  if (!rollout || !reference) return target;
  const lender = unit
    .workloadsBeside(rollout)
    .find(({ facts }) => facts.kind === reference.kind && facts.name === reference.name);
  return (
    (lender && targetOf(target, lender)) ?? {
      refused: `${reference.kind}/${reference.name}, which has the pods, is not here.`,
    }
  );
}

/** What is written for an exposure, beside the edits of the pods themselves. */
export interface ExposureEdits {
  /** Of the workload's section. */
  readonly podEdits: readonly TextEdit[];
  /** What they do, for the preview of a file that is not in front of the user. */
  readonly label: string;
  nodePortOf(port: PlannedPort): number | undefined;
  /** Objects that go with the Service. */
  readonly more?: readonly NewObject[];
}

/** The change that makes an exposure: edits of the pods, and the Service's. */
export function applyExposure(
  asked: FixTarget,
  exposure: Exposure,
  wish: ExposureWish,
  { podEdits, label, nodePortOf, more = [] }: ExposureEdits,
): WorkspaceChange | Refusal {
  const { target, way, workload, ports } = exposure;
  if (way.kind === "choice") return { refused: "Several Services select these pods." };
  const labels = way.kind === "new" && way.selector.isNew ? writeLabels(target, workload, way.selector.labels) : [];
  if ("refused" in labels) return labels;
  const pods = inSection(target, [...podEdits, ...labels]);
  const isElsewhere = target.uri !== asked.uri;
  const own = isElsewhere ? { edits: pods.edits.map((file) => ({ ...file, label, needsConfirmation: true })) } : pods;
  const service =
    way.kind === "changed"
      ? changeService(way.service, { type: wish.type, isLocal: wish.isLocal, ports, nodePortOf })
      : { edits: [] };
  if ("refused" in service) return service;
  const created =
    way.kind === "new" ? [{ fileName: way.name, content: serviceContent(exposure, wish, way, nodePortOf) }] : [];
  const objects = [...created, ...more];
  const added = objects.length > 0 ? addObjects(target, objects) : { edits: [] };
  return "refused" in added ? added : joinChanges([own, service, added]);
}

function serviceContent(
  { workload, ports }: Exposure,
  { type, isLocal }: ExposureWish,
  { name, selector }: Extract<Way, { kind: "new" }>,
  nodePortOf: (port: PlannedPort) => number | undefined,
): NewObject["content"] {
  const names = namesOf(ports);
  const isNodePort = type === "NodePort";
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataContent(workload, name),
    spec: {
      ...(isNodePort ? { type } : {}),
      ...(isLocal ? { [isNodePort ? "externalTrafficPolicy" : "internalTrafficPolicy"]: "Local" } : {}),
      selector: selector.labels,
      ports: ports.map((port) => portContent(port, names.get(port), nodePortOf(port))),
    },
  };
}

/** The metadata of an object beside a workload: a name, and its namespace where the manifest says it. */
export function metadataContent({ metadata }: Workload, name: string): { readonly [key: string]: Content } {
  const namespace = known(metadata.namespace) ?? "";
  return { name, ...(namespace === "" ? {} : { namespace }) };
}

/** What a reader has to know beside what the title says, however the Service is made. */
export function notesOn({ workload: { podKind, kind }, way, notes, ports, target }: Exposure): string[] {
  const { controller } = podKind;
  const service = way.kind === "served" || way.kind === "changed" ? way.service : undefined;
  const after = way.kind === "changed" ? entriesAfter(way.service, ports) : undefined;
  const names = after && !("refused" in after) ? [...after.names.values()] : [];
  return [
    ...notes,
    ...(way.kind === "new"
      ? way.selector.mayAlsoSelect.map((other) => `${other} is selected too, if it runs beside`)
      : []),
    ...names.map((name) => `its port is named ${name}`),
    ...(service && service.target.uri !== target.uri ? [`in ${fileNameOf(service.target.uri)}`] : []),
    ...(controller === "job" || controller === "cronjob" ? ["answers while the Job runs"] : []),
    // Ports of a running Pod and a Job's template are immutable. Source: kubernetes pkg/apis/core/validation, pkg/apis/batch/validation.
    ...(kind === "Pod" || controller === "job" ? [`a ${kind} that exists has to be made anew`] : []),
  ];
}
