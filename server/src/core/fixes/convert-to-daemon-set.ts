import { mapsIn } from "../facts/collect-parts.ts";
import { claimsOf } from "../kubernetes/claims.ts";
import type { PodSpec } from "../kubernetes/pod-spec.ts";
import type { Workload } from "../kubernetes/resource.ts";
import type { TextEdit } from "../text/edit.ts";
import { removeEntries, renameKey, replaceScalar } from "../yaml/edit.ts";
import { booleanField, integerOrStringField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import { entryOf, type YamlEntry, type YamlMap } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { isAtKindOr } from "./host-port-lines.ts";
import { memberOf } from "./member-of.ts";
import { whyFixed } from "./place.ts";

/**
 * Makes a Deployment or a ReplicaSet a DaemonSet: a pod on each node, for which a host port is the usual way. What a
 * DaemonSet has no field for goes, and how pods are replaced is said in its words.
 */
export const convertToDaemonSet = defineFix({
  id: "convert-to-daemon-set",
  title(_, { resource }) {
    if (resource.type !== "workload") return "Make it a DaemonSet";
    const { kind, replicas } = resource;
    const pods = replicas.kind === "absent" ? 1 : known(replicas);
    const instead = pods === undefined ? "" : ` instead of ${pods} ${pods === 1 ? "pod" : "pods"} in all`;
    return `Make it a DaemonSet: a pod on each node${instead} (a ${kind} that exists has to be deleted)`;
  },
  apply(target) {
    const { resource, text } = target;
    if (resource.type !== "workload" || !resource.pod || !resource.spec) return { refused: "There are no pods here." };
    const refused = whyNot(target, resource, resource.pod, resource.spec);
    if (refused !== undefined) return { refused };
    const kind = entryOf(resource.root, "kind");
    if (kind?.value.kind !== "scalar") return { refused: "The kind is not written here." };
    const { spec } = resource;
    const strategy = strategyEdits(target, spec);
    if ("refused" in strategy) return strategy;
    const gone = spec.entries.filter(({ key }) => GONE.includes(key.text) || strategy.removed.includes(key.text));
    if (gone.some((entry) => whyFixed(target.tree, { map: spec, entry, onKey: true }) !== undefined))
      return { refused: "The place is shared by a YAML anchor." };
    return inSection(target, [
      replaceScalar(text, kind.value, "DaemonSet"),
      ...removeEntries(text, spec, gone),
      ...strategy.edits,
    ]);
  },
  refactoring: {
    kind: "controller",
    args: [""],
    isMeantAt: (target) =>
      target.resource.type === "workload" &&
      isConvertible(target.resource) &&
      target.resource.pod !== undefined &&
      claimsOf(target.resource.pod).length > 0 &&
      isAtKindOr(target, "ports", "replicas"),
  },
});

/** Fields of a Deployment's spec that a DaemonSet's has not. Source: k8s.io/api/apps/v1 types.go. */
const GONE = ["replicas", "progressDeadlineSeconds", "paused"];

function isConvertible({ kind, apiVersion }: Workload): boolean {
  return apiVersion === "apps/v1" && (kind === "Deployment" || kind === "ReplicaSet");
}

function whyNot(target: FixTarget, workload: Workload, pod: PodSpec, spec: YamlMap): string | undefined {
  const { tree, unit } = target;
  const { kind, conditional, replicas, root } = workload;
  if (kind === "StatefulSet") return "The pods of a StatefulSet have names, and volumes, of their own.";
  if (!isConvertible(workload)) return `A ${kind} of ${workload.apiVersion} is no Deployment of apps/v1.`;
  if (conditional || root.open || spec.open) return "A template decides about parts of the object.";
  const own = [root, spec, ...spec.entries.filter(({ key }) => GONE.includes(key.text))];
  if (own.some((node) => isShared(tree, node)) || spec.alias || spec.merges)
    return "The place is shared by a YAML anchor.";
  if (replicas.kind === "opaque") return "A template decides about replicas.";
  const paused = booleanField(spec, "paused");
  if (paused.kind === "opaque" || known(paused)) return "A DaemonSet cannot be paused.";
  const volume = mapsIn(seqField(pod.map, "volumes")).find((map) => entryOf(map, "persistentVolumeClaim"));
  if (volume)
    return `The pods of all nodes would share the volume claim of ${known(stringField(volume, "name")) ?? "one volume"}.`;
  const member = memberOf(target, unit.workloads);
  if (!member) return "Only a part of the object stands here.";
  const autoscaler = unit.autoscalerOf(member);
  if (autoscaler) return "A HorizontalPodAutoscaler sets the number of its pods.";
  const isTaken = unit
    .workloadsBeside(member)
    .some(({ facts }) => facts.kind === "DaemonSet" && facts.name === member.facts.name);
  if (isTaken) return "There is a DaemonSet of that name already.";
  const { name, namespace } = member.facts;
  const isLent = unit.partialWorkloads.some(
    ({ facts: { workloadRef, namespace: own } }) =>
      own === namespace && workloadRef?.kind === kind && workloadRef.name === name,
  );
  if (isLent) return "A Rollout borrows its pods.";
  // Patches and replacements name the objects that they change by their kind.
  return unit.tool === "kustomize" || unit.tool === "cluster"
    ? "Kustomizations may name the object by its kind."
    : undefined;
}

interface StrategyEdits {
  readonly edits: readonly TextEdit[];
  /** Entries of the spec that go as a whole. */
  readonly removed: readonly string[];
}

/**
 * `strategy` as `updateStrategy`. A surge would wait for the host port of the pod that it replaces, and a DaemonSet takes
 * only one of the two numbers: maxSurge goes, and with it a maxUnavailable of 0.
 * Source: kubernetes pkg/apis/apps/validation `ValidateRollingUpdateDaemonSet`.
 */
function strategyEdits({ text, tree }: FixTarget, spec: YamlMap): StrategyEdits | Refusal {
  const field = mapField(spec, "strategy");
  if (field.kind === "absent") return { edits: [], removed: field.entry ? ["strategy"] : [] };
  if (field.kind === "opaque" || field.value.open) return { refused: "A template decides about the strategy." };
  const strategy = field.value;
  const isFixed = whyFixed(tree, { map: spec, entry: field.entry, onKey: true }) !== undefined;
  if (isFixed || strategy.merges) return { refused: "The strategy is shared by a YAML anchor." };
  const type = stringField(strategy, "type");
  if (type.kind === "opaque" || (known(type) ?? "RollingUpdate") !== "RollingUpdate")
    return { refused: `A DaemonSet has no strategy ${known(type) ?? "of that type"}.` };
  const parameters = mapField(strategy, "rollingUpdate");
  if (parameters.kind === "opaque") return { refused: "A template decides about rollingUpdate." };
  const rename = renameKey(text, field.entry.key, "updateStrategy");
  if (parameters.kind === "absent") {
    const empty = parameters.entry ? [parameters.entry] : [];
    return isAllOf(strategy, empty)
      ? { edits: [], removed: ["strategy"] }
      : { edits: [rename, ...removeEntries(text, strategy, empty)], removed: [] };
  }
  const map = parameters.value;
  if (map.open || map.alias || map.merges) return { refused: "A template or an anchor decides about rollingUpdate." };
  const unavailable = integerOrStringField(map, "maxUnavailable");
  if (unavailable.kind === "opaque") return { refused: "A template decides about maxUnavailable." };
  const isNone = ["0", "0%"].includes(`${known(unavailable) ?? 0}`);
  const gone = map.entries.filter(({ key }) => key.text === "maxSurge" || (isNone && key.text === "maxUnavailable"));
  if (!isAllOf(map, gone)) return { edits: [rename, ...removeEntries(text, map, gone)], removed: [] };
  return isAllOf(strategy, [parameters.entry])
    ? { edits: [], removed: ["strategy"] }
    : { edits: [rename, ...removeEntries(text, strategy, [parameters.entry])], removed: [] };
}

function isAllOf(map: YamlMap, entries: readonly YamlEntry[]): boolean {
  return map.entries.every((entry) => entries.includes(entry));
}
