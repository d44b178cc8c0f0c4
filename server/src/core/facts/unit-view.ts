import type { Settings } from "../settings/settings.ts";
import type { Span } from "../text/span.ts";
import type {
  AutoscalerFacts,
  Identity,
  NamespaceFacts,
  NetworkPolicyFacts,
  NodeFacts,
  OtherFacts,
  PlaceId,
  ResourceFacts,
  SelectorFacts,
  ServiceFacts,
  StringsFacts,
  WorkloadFacts,
} from "./facts.ts";

/** An object of a unit: its facts and the source that its places count in. */
export interface Member<F extends ResourceFacts = ResourceFacts> {
  readonly facts: F;
  readonly source: FactsSource;
}

/** Where facts came from: a section of a file, or an object that a kustomization renders. */
export interface FactsSource {
  /** The file of the object; for a rendered object that of its base. */
  readonly uri: string;
  /** Where a place is now: its file and the span in it. */
  locate(id: PlaceId): Location;
}

/** A span in a file. */
export interface Location extends Span {
  readonly uri: string;
}

/** A place that keeps its meaning while the text around it moves. */
export interface Place {
  readonly source: FactsSource;
  readonly id: PlaceId;
}

export function placeIn(member: Member, id: PlaceId): Place {
  return { source: member.source, id };
}

/** What a unit rule may ask of everything that is deployed together. All answers are in the order of files and text. */
export interface UnitView {
  readonly settings: Settings;
  /** How the unit is put together. */
  readonly tool: "file" | "folder" | "kustomize" | "helm" | "cluster";
  readonly workloads: readonly Member<WorkloadFacts>[];
  /** Objects that make pods and of which the text holds a part only: they prove nothing but that something is there. */
  readonly partialWorkloads: readonly Member<WorkloadFacts>[];
  readonly services: readonly Member<ServiceFacts>[];
  readonly others: readonly Member<OtherFacts>[];
  /** Whether both certainly meet in one cluster. Two variants of one object never do. */
  meet(a: Member, b: Member): boolean;
  /**
   * Whether nothing that could bear on `member` is hidden: no file of its unit failed to parse, is excluded or not read
   * yet, and no template decides about objects. "Missing" findings want this.
   */
  isComplete(member: Member): boolean;
  /** Workloads that claim a number for a protocol on their nodes. */
  claimants(protocol: string, port: number): readonly Member<WorkloadFacts>[];
  /** Services that name the number as a nodePort or healthCheckNodePort. */
  servicesOnNodePort(port: number): readonly Member<ServiceFacts>[];
  /** Workloads in the Service's namespace whose pods its selector matches. Empty for a Service without one. */
  selectedBy(service: Member<ServiceFacts>): readonly Member<WorkloadFacts>[];
  /** Services in the workload's namespace whose selector matches its pods. */
  servicesOf(workload: Member<WorkloadFacts>): readonly Member<ServiceFacts>[];
  /** The workloads that stand in the same namespace as `member`. */
  workloadsBeside(member: Member): readonly Member<WorkloadFacts>[];
  /** The Namespace object of `member`. */
  namespaceOf(member: Member): Member<NamespaceFacts> | undefined;
  readonly namespaces: readonly Member<NamespaceFacts>[];
  /** Network policies in the namespace of `member`. */
  policiesBeside(member: Member): readonly Member<NetworkPolicyFacts>[];
  autoscalerOf(workload: Member<WorkloadFacts>): Member<AutoscalerFacts> | undefined;
  /** The nodes that are known by name. */
  readonly nodes: readonly Member<NodeFacts>[];
  /** How many nodes there are, where anybody says so: Node manifests, a cluster's configuration, a setting. */
  readonly nodeCount: number | undefined;
  /** The range that node ports are taken from. */
  readonly nodePortRange: { readonly from: number; readonly to: number };
}

/** Whether labels satisfy a plain selector; undefined where an unknown part decides. */
export function labelsMatch(labels: StringsFacts, selector: StringsFacts): boolean | undefined {
  let unsure = selector.open === true;
  for (const [key, value] of Object.entries(selector.strings)) {
    const label = Object.hasOwn(labels.strings, key) ? labels.strings[key] : undefined;
    if (label === value) continue;
    if (label !== undefined || !labels.open) return false;
    unsure = true;
  }
  return unsure ? undefined : true;
}

/** Whether labels satisfy a LabelSelector; undefined where an unknown part decides. */
export function selectorMatches(labels: StringsFacts, selector: SelectorFacts): boolean | undefined {
  const plain = labelsMatch(labels, selector.matchLabels);
  if (plain === false) return false;
  let unsure = plain === undefined || selector.open === true;
  for (const { key, operator, values } of selector.matchExpressions) {
    const label = Object.hasOwn(labels.strings, key) ? labels.strings[key] : undefined;
    if (label === undefined && labels.open) {
      unsure = true;
      continue;
    }
    const holds =
      operator === "In"
        ? label !== undefined && values.includes(label)
        : operator === "NotIn"
          ? label === undefined || !values.includes(label)
          : operator === "Exists"
            ? label !== undefined
            : operator === "DoesNotExist"
              ? label === undefined
              : undefined;
    if (holds === false) return false;
    if (holds === undefined) unsure = true;
  }
  return unsure ? undefined : true;
}

/** How a person names an object: `Deployment/web`. */
export function displayName({ kind, name }: Pick<Identity, "kind" | "name">): string {
  if (name === undefined) return kind;
  return typeof name === "string" ? `${kind}/${name}` : kind;
}

/** The same as seen from another object: with the namespace where that is a different one. */
export function displayNameFrom(
  from: Pick<Identity, "namespace">,
  other: Pick<Identity, "kind" | "name" | "namespace">,
): string {
  const isElsewhere = typeof other.namespace === "string" && other.namespace !== from.namespace;
  return isElsewhere ? `${displayName(other)} in namespace ${other.namespace}` : displayName(other);
}
