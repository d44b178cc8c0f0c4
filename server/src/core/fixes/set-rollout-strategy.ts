import { groupOf } from "../kubernetes/kinds.ts";
import type { Workload } from "../kubernetes/resource.ts";
import type { TextEdit } from "../text/edit.ts";
import { appendEntry, insertEntryAfter, insertEntryBefore, isJsonKey, removeEntries, setEntry } from "../yaml/edit.ts";
import { type Field, integerOrStringField, known, mapField, stringField } from "../yaml/field.ts";
import { entryOf, type YamlEntry, type YamlMap } from "../yaml/node.ts";
import { isShared, type YamlTree } from "../yaml/parse.ts";
import { type Content, writeFlow, writeScalar } from "../yaml/write.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";

/** `surge-none`: an old pod goes before its successor comes; `recreate`: all old pods go first. */
type Variant = "surge-none" | "recreate";

/** Where a kind keeps how it replaces its pods. */
interface StrategyKeys {
  readonly strategy: "strategy" | "updateStrategy";
  readonly parameters: "rollingUpdate" | "rollingParams" | "canary";
  /** What `type` says of a rolling update, which is also its default; undefined where the kind has no such field. */
  readonly rolling: "RollingUpdate" | "Rolling" | undefined;
  readonly canRecreate: boolean;
}

/**
 * Lets old pods give up their ports before new ones ask for them. What the author wrote beside it stays, and
 * `maxUnavailable` where it is more than 0: the API server refuses two zeros.
 */
export const setRolloutStrategy = defineFix<Variant>({
  id: "set-rollout-strategy",
  title(variant, { resource }) {
    if (variant === "recreate") return "Replace all pods at once: strategy Recreate stops the old ones first";
    const written = resource.type === "workload" ? keptUnavailable(resource) : undefined;
    return `Replace pods in place: maxSurge 0, maxUnavailable ${written ?? 1}`;
  },
  apply(target, variant) {
    const { resource, text, tree } = target;
    const keys = resource.type === "workload" ? strategyKeys(resource) : undefined;
    if (resource.type !== "workload" || !keys || !resource.spec)
      return { refused: "This object does not replace its pods by a rolling update." };
    if (variant === "recreate" && !keys.canRecreate) return { refused: `A ${resource.kind} has no strategy Recreate.` };
    if (resource.spec.alias || isShared(tree, resource.spec)) return { refused: "spec is shared by a YAML anchor." };
    const strategy = ownMap(mapField(resource.spec, keys.strategy), keys.strategy, tree);
    if (strategy && "refused" in strategy) return strategy;
    const edits =
      variant === "recreate" ? recreate(target, strategy, keys) : withoutSurge(target, resource, strategy, keys);
    if ("refused" in edits) return edits;
    if (strategy) return inSection(target, edits);
    const content: Content =
      variant === "recreate"
        ? { type: "Recreate" }
        : {
            ...(keys.rolling === undefined ? {} : { type: keys.rolling }),
            [keys.parameters]: { maxSurge: 0, maxUnavailable: 1 },
          };
    return inSection(target, [writeStrategy(text, resource.spec, keys.strategy, content)]);
  },
});

function strategyKeys({ kind, apiVersion, podKind }: Workload): StrategyKeys | undefined {
  if (podKind.controller === "daemonset")
    return { strategy: "updateStrategy", parameters: "rollingUpdate", rolling: "RollingUpdate", canRecreate: false };
  if (kind === "Deployment")
    return { strategy: "strategy", parameters: "rollingUpdate", rolling: "RollingUpdate", canRecreate: true };
  if (kind === "DeploymentConfig")
    return { strategy: "strategy", parameters: "rollingParams", rolling: "Rolling", canRecreate: true };
  if (kind === "Rollout" && groupOf(apiVersion) === "argoproj.io")
    return { strategy: "strategy", parameters: "canary", rolling: undefined, canRecreate: false };
  return undefined;
}

/** The field's map where its text may be edited; undefined where the field is not written or null. */
function ownMap(field: Field<YamlMap>, key: string, tree: YamlTree): YamlMap | Refusal | undefined {
  if (field.kind === "opaque") return { refused: `A template decides about ${key}.` };
  const { entry } = field;
  if (!entry) return undefined;
  if (entry.merged || entry.value.alias || isShared(tree, entry.value))
    return { refused: `${key} is shared by a YAML anchor.` };
  if (field.kind === "absent") return undefined;
  if (field.value.open || field.value.merges || field.value.entries.some((own) => own.conditional))
    return { refused: `A template or a merge key adds to ${key}.` };
  return field.value;
}

function withoutSurge(
  { text, tree }: FixTarget,
  workload: Workload,
  strategy: YamlMap | undefined,
  { parameters, rolling }: StrategyKeys,
): readonly TextEdit[] | Refusal {
  if (!strategy) return [];
  const type = stringField(strategy, "type");
  if (type.kind === "opaque") return { refused: "A template decides about the strategy's type." };
  if (rolling !== undefined && type.kind === "present" && type.value !== "" && type.value !== rolling)
    return { refused: `The strategy is ${type.value}.` };
  if (rolling === undefined && entryOf(strategy, "blueGreen"))
    return { refused: "A blue-green rollout always starts its new pods beside the old ones." };
  const map = ownMap(mapField(strategy, parameters), parameters, tree);
  if (map && "refused" in map) return map;
  if (!map || map.entries.length === 0)
    return [setEntry(text, strategy, parameters, { maxSurge: 0, maxUnavailable: 1 })];
  if (["maxSurge", "maxUnavailable"].some((field) => integerOrStringField(map, field).kind === "opaque"))
    return { refused: "A template decides about maxSurge or maxUnavailable." };
  return [
    ...(known(integerOrStringField(map, "maxSurge")) === 0 ? [] : [setEntry(text, map, "maxSurge", 0)]),
    ...(keptUnavailable(workload) === undefined ? [setEntry(text, map, "maxUnavailable", 1)] : []),
  ];
}

function recreate(
  { text, tree }: FixTarget,
  strategy: YamlMap | undefined,
  { parameters }: StrategyKeys,
): readonly TextEdit[] | Refusal {
  if (!strategy) return [];
  const type = stringField(strategy, "type");
  if (type.kind === "opaque") return { refused: "A template decides about the strategy's type." };
  const map = ownMap(mapField(strategy, parameters), parameters, tree);
  if (map && "refused" in map) return map;
  // OpenShift keeps lifecycle hooks beside the numbers; they would be lost.
  if (map && (entryOf(map, "pre") || entryOf(map, "post"))) return { refused: `${parameters} holds hooks.` };
  const block = entryOf(strategy, parameters);
  if (!block) return [setEntry(text, strategy, "type", "Recreate")];
  if (entryOf(strategy, "type"))
    return [setEntry(text, strategy, "type", "Recreate"), ...removeEntries(text, strategy, [block])];
  return [{ span: block, newText: `${keyLike(text, block, "type")}: ${valueLike(text, block, "Recreate")}` }];
}

/** A written maxUnavailable that lets at least one pod go, and that the API server accepts. */
function keptUnavailable(workload: Workload): number | string | undefined {
  const keys = strategyKeys(workload);
  const strategy = keys && known(mapField(workload.spec, keys.strategy));
  const value = strategy && known(integerOrStringField(known(mapField(strategy, keys.parameters)), "maxUnavailable"));
  if (typeof value === "number") return value > 0 ? value : undefined;
  return value !== undefined && /^(?:[1-9]\d?|100)%$/.test(value) ? value : undefined;
}

/** Writes the whole block: where a null one stands, else behind the number of replicas or in front of the pods. */
function writeStrategy(text: string, spec: YamlMap, key: string, content: Content): TextEdit {
  if (entryOf(spec, key)) return setEntry(text, spec, key, content);
  const replicas = entryOf(spec, "replicas");
  // Behind a conditional entry the text is still the condition's.
  if (isOwn(replicas) && !replicas.conditional) return insertEntryAfter(text, spec, replicas, key, content);
  const template = entryOf(spec, "template");
  return isOwn(template)
    ? insertEntryBefore(text, spec, template, key, content)
    : appendEntry(text, spec, key, content);
}

function isOwn(entry: YamlEntry | undefined): entry is YamlEntry {
  return entry !== undefined && !entry.merged;
}

function keyLike(text: string, entry: YamlEntry, key: string): string {
  return isJsonKey(text, entry) ? JSON.stringify(key) : writeScalar(key);
}

/** The value on one line, in the style of the entry that stands in its place. */
function valueLike(text: string, entry: YamlEntry, value: Content): string {
  return isJsonKey(text, entry) ? JSON.stringify(value) : writeFlow(value, false);
}
