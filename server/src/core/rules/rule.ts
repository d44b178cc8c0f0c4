import type { ServiceFacts, WorkloadFacts } from "../facts/facts.ts";
import type { Member, Place, UnitView } from "../facts/unit-view.ts";
import type { FixCall } from "../fixes/fix-call.ts";
import type { PodSpec } from "../kubernetes/pod-spec.ts";
import type { OtherResource, Service, Workload } from "../kubernetes/resource.ts";
import type { Settings, Severity } from "../settings/settings.ts";
import type { Span } from "../text/span.ts";

/** Each message is a function of this manifest's numbers: one plain line, the consequence first. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where messages of different data meet; each rule's own are checked.
export type Messages = Record<string, (data: any) => string>;

/** A message id with the data that this message wants. */
export type MessageOf<M extends Messages> = {
  [Id in keyof M & string]: Parameters<M[Id]> extends []
    ? { readonly message: Id; readonly data?: undefined }
    : { readonly message: Id; readonly data: Parameters<M[Id]>[0] };
}[keyof M & string];

interface ReportBase<At> {
  /** The offending scalar, or the key of the nearest parent of what is missing. */
  readonly at: At;
  /** Where it differs from the rule's own. */
  readonly level?: Severity;
  /** The API server's words, from the field path on; they are appended to the message. */
  readonly api?: string | readonly string[];
  readonly related?: readonly Related<At>[];
  readonly fixes?: readonly FixCall[];
}

/** A second place that is involved, with a word about it. */
export interface Related<At> {
  readonly at: At;
  readonly text: string;
}

export type Report<M extends Messages, At> = ReportBase<At> & MessageOf<M>;

/** Reports at a node or an entry of the section that is being checked. */
export type LocalReporter<M extends Messages> = (report: Report<M, Span>) => void;
/** Reports at a place of any object of the unit. */
export type UnitReporter<M extends Messages> = (report: Report<M, Place>) => void;

export interface PodContext {
  readonly pod: PodSpec;
  readonly workload: Workload;
  readonly settings: Settings;
}

export interface WorkloadContext {
  readonly workload: Workload;
  readonly settings: Settings;
}

export interface ServiceContext {
  readonly service: Service;
  readonly settings: Settings;
}

export interface ObjectContext {
  readonly object: OtherResource;
  readonly settings: Settings;
}

export interface UnitContext<F extends WorkloadFacts | ServiceFacts> {
  readonly subject: Member<F>;
  readonly unit: UnitView;
}

/**
 * A rule: what it is called, what it says, and its checks. Local checks see one object as written; unit checks see the
 * facts of everything that is deployed together, from the point of view of one workload or Service.
 */
export interface RuleDefinition<M extends Messages> {
  /** Kebab-case, names the problem; also the diagnostic's code, the settings key and the name of its files. */
  readonly id: string;
  /** The level where a report does not say another; the first word of its documentation. */
  readonly severity: Severity;
  /** All levels that it may report at, the strongest first, where there is more than one. */
  readonly levels?: readonly Severity[];
  /** Off until somebody asks for it. */
  readonly optIn?: true;
  /** Of a rule that is off by default: whether settings say what it waits for, which turns it on as well. */
  readonly onWhen?: (settings: Settings) => boolean;
  /** The heading of its page: one sentence without a full stop. */
  readonly summary: string;
  /** What it looks at, in a few words, where its checks alone do not tell: `DaemonSets`. */
  readonly kinds?: string;
  /** The first Kubernetes minor version to which it applies. */
  readonly since?: number;
  /** Says something of what is absent or of other objects: silent about patches and other partial documents. */
  readonly needsWholeObject?: true;
  /** Rules whose findings on the same scalar this one replaces, whatever their level. */
  readonly supersedes?: readonly string[];
  readonly messages: M;
  /** Once for each pod spec. */
  pod?(context: PodContext, report: LocalReporter<M>): void;
  /** Once for each object that makes pods, also one without a pod spec. */
  workload?(context: WorkloadContext, report: LocalReporter<M>): void;
  service?(context: ServiceContext, report: LocalReporter<M>): void;
  /** Once for each object that is neither. */
  object?(context: ObjectContext, report: LocalReporter<M>): void;
  workloadInUnit?(context: UnitContext<WorkloadFacts>, report: UnitReporter<M>): void;
  serviceInUnit?(context: UnitContext<ServiceFacts>, report: UnitReporter<M>): void;
}

/** A rule as the engine runs it, whatever its messages. */
export type Rule = RuleDefinition<Messages>;

/** Declares a rule: checks its reports against its messages, and forgets their types. */
export function defineRule<const M extends Messages>(rule: RuleDefinition<M>): Rule {
  return rule as unknown as Rule;
}
