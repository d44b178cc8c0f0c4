import { type Field, integerField, integerOrStringField, known, mapField, stringField } from "../yaml/field.ts";
import type { YamlMap, YamlNode } from "../yaml/node.ts";
import { forbidden, invalidValue, quoted } from "./api-error.ts";
import { intOrPercentProblem, intOrPercentValue, isMoreThan100Percent } from "./int-or-percent.ts";
import type { Workload } from "./resource.ts";

/**
 * What the API server's validation refuses about how the pods of a Deployment, DaemonSet or StatefulSet are replaced.
 * Source: kubernetes pkg/apis/apps/validation `ValidateDeploymentStrategy`, `ValidateDaemonSetUpdateStrategy`, `ValidateStatefulSetSpec`.
 */
export interface StrategyError {
  readonly problem: "type" | "block" | "twoZeros" | "zero" | "over100" | "negative" | "noPercent" | "policy";
  readonly at: YamlNode;
  /** What is written there, or the type beside it. */
  readonly value: number | string;
  /** The server's words; undefined where they would quote something that a template decides. */
  readonly api: string | undefined;
}

/** What differs between the kinds. */
interface StrategyKind {
  readonly key: "strategy" | "updateStrategy";
  /** In the order in which the server lists them. */
  readonly types: readonly string[];
  /** The members of the server's own RollingUpdate in its order, with the field of each; where `nullable`, an absent one prints as null. */
  readonly members: readonly { readonly member: string; readonly field: string; readonly nullable?: true }[];
}

const MAX_UNAVAILABLE = { member: "MaxUnavailable", field: "maxUnavailable" };
const MAX_SURGE = { member: "MaxSurge", field: "maxSurge" };

const KINDS: Readonly<Record<string, StrategyKind>> = {
  Deployment: { key: "strategy", types: ["Recreate", "RollingUpdate"], members: [MAX_UNAVAILABLE, MAX_SURGE] },
  DaemonSet: { key: "updateStrategy", types: ["RollingUpdate", "OnDelete"], members: [MAX_UNAVAILABLE, MAX_SURGE] },
  StatefulSet: {
    key: "updateStrategy",
    types: ["RollingUpdate", "OnDelete"],
    members: [
      { member: "Partition", field: "partition" },
      { ...MAX_UNAVAILABLE, nullable: true },
    ],
  },
};

const POD_MANAGEMENT = ["OrderedReady", "Parallel"];

/** Since this version a StatefulSet's maxUnavailable is read: gate MaxUnavailableStatefulSet. */
const STATEFUL_MAX_UNAVAILABLE = 35;

/** The types of strategy that the workload's kind knows; undefined for kinds that the API server does not validate. */
export function strategyTypes({ kind, podKind }: Workload): readonly string[] | undefined {
  return podKind.group === "apps" ? KINDS[kind]?.types : undefined;
}

/**
 * @param minor the server's minor version
 * @returns the errors in the order in which the server finds them, except what a DaemonSet's surge and unavailability
 *   mean for one another
 */
export function strategyErrors(workload: Workload, minor: number): StrategyError[] {
  const { kind, podKind, spec } = workload;
  const strategyKind = podKind.group === "apps" ? KINDS[kind] : undefined;
  if (!strategyKind) return [];
  const strategy = known(mapField(spec, strategyKind.key));
  return [
    ...(kind === "StatefulSet" ? podManagementErrors(spec) : []),
    ...(strategy ? errorsIn(kind, strategyKind, strategy, minor) : []),
  ];
}

function podManagementErrors(spec: YamlMap | undefined): StrategyError[] {
  const policy = stringField(spec, "podManagementPolicy");
  if (policy.kind !== "present" || policy.value === "" || POD_MANAGEMENT.includes(policy.value)) return [];
  const [ordered, parallel] = POD_MANAGEMENT;
  const api = invalidValue("spec.podManagementPolicy", policy.value, `must be '${ordered}' or '${parallel}'`);
  return [{ problem: "policy", at: policy.node, value: policy.value, api }];
}

function errorsIn(kind: string, strategyKind: StrategyKind, strategy: YamlMap, minor: number): StrategyError[] {
  const { key, types } = strategyKind;
  const type = stringField(strategy, "type");
  const block = mapField(strategy, "rollingUpdate");
  if (type.kind === "opaque") return [];
  const name = type.kind === "present" && type.value !== "" ? type.value : "RollingUpdate";
  if (name === "RollingUpdate") return block.kind === "present" ? amountErrors(kind, key, block.value, minor) : [];
  if (type.kind !== "present") return [];
  const written = blockAsJson(block, strategyKind);
  if (types.includes(name)) {
    // A DaemonSet's block is ignored.
    if (block.kind !== "present" || kind === "DaemonSet") return [];
    const path = `spec.${key}.rollingUpdate`;
    const api =
      kind === "Deployment"
        ? forbidden(path, `may not be specified when strategy \`type\` is '${name}'`)
        : written && `${path}: Invalid value: ${written}: only allowed for updateStrategy 'RollingUpdate'`;
    return [{ problem: "block", at: block.entry.key, value: name, api }];
  }
  const json = written && `{"Type":${quoted(name)},"RollingUpdate":${written}}`;
  const api =
    kind === "StatefulSet"
      ? json && `spec.${key}: Invalid value: ${json}: must be 'RollingUpdate' or 'OnDelete'`
      : json && `spec.${key}: Unsupported value: ${json}: supported values: ${types.map(quoted).join(", ")}`;
  return [{ problem: "type", at: type.node, value: name, api }];
}

/** The block as the server prints its own, undocumented type; undefined where a template decides about a part of it. */
function blockAsJson(block: Field<YamlMap>, { members }: StrategyKind): string | undefined {
  if (block.kind === "opaque") return undefined;
  if (block.kind === "absent") return "null";
  const parts = members.map(({ member, field, nullable }) => {
    const value = integerOrStringField(block.value, field);
    if (value.kind === "opaque") return undefined;
    return `${quoted(member)}:${value.kind === "present" ? quoted(value.value) : nullable ? "null" : "0"}`;
  });
  return parts.includes(undefined) ? undefined : `{${parts.join(",")}}`;
}

function amountErrors(kind: string, key: string, block: YamlMap, minor: number): StrategyError[] {
  const path = `spec.${key}.rollingUpdate`;
  const maxUnavailable = integerOrStringField(block, "maxUnavailable");
  if (kind === "StatefulSet")
    return [
      ...amountError(integerField(block, "partition"), `${path}.partition`, false),
      ...(minor < STATEFUL_MAX_UNAVAILABLE
        ? []
        : [
            ...amountError(maxUnavailable, `${path}.maxUnavailable`, true),
            ...zeroError(maxUnavailable, `${path}.maxUnavailable`, "zero", "cannot be 0"),
          ]),
    ];
  const maxSurge = integerOrStringField(block, "maxSurge");
  const isWithoutSurge = maxSurge.kind === "present" && intOrPercentValue(maxSurge.value) === 0;
  return [
    ...amountError(maxUnavailable, `${path}.maxUnavailable`, true),
    // A Deployment may surge by more than all of its pods.
    ...amountError(maxSurge, `${path}.maxSurge`, kind === "DaemonSet"),
    ...(kind === "Deployment" && isWithoutSurge
      ? zeroError(maxUnavailable, `${path}.maxUnavailable`, "twoZeros", "may not be 0 when `maxSurge` is 0")
      : []),
  ];
}

/** What is wrong with an amount in itself. */
function amountError(amount: Field<number | string>, path: string, isLimited: boolean): StrategyError[] {
  if (amount.kind !== "present") return [];
  const { value, node } = amount;
  const detail = intOrPercentProblem(value);
  if (detail !== undefined)
    return [
      {
        problem: typeof value === "number" ? "negative" : "noPercent",
        at: node,
        value,
        api: invalidValue(path, value, detail),
      },
    ];
  if (!isLimited || !isMoreThan100Percent(value)) return [];
  return [{ problem: "over100", at: node, value, api: invalidValue(path, value, "must not be greater than 100%") }];
}

function zeroError(
  amount: Field<number | string>,
  path: string,
  problem: "twoZeros" | "zero",
  detail: string,
): StrategyError[] {
  if (amount.kind !== "present" || intOrPercentValue(amount.value) !== 0) return [];
  return [{ problem, at: amount.node, value: amount.value, api: invalidValue(path, amount.value, detail) }];
}
