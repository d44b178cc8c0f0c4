import type { Workload } from "../kubernetes/resource.ts";
import { booleanField, integerOrStringField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import { entryOf, nodeAt, type YamlMap } from "../yaml/node.ts";
import { knownValue, optional } from "./collect-parts.ts";
import type { RolloutFacts, WorkloadFacts } from "./facts.ts";
import type { PlaceCollector, Placed } from "./places.ts";

/** How the object replaces its pods; nothing for kinds that never run old and new pods side by side. */
export function collectRollout(workload: Workload, places: PlaceCollector): Pick<WorkloadFacts, "rollout"> {
  const { spec, podKind, kind } = workload;
  if (!spec || podKind.controller !== "deployment") return {};
  if (kind === "Rollout") return argoRollout(workload, places);
  const key = kind === "CloneSet" ? "updateStrategy" : "strategy";
  const strategy = mapField(spec, key);
  if (strategy.kind === "opaque")
    return {
      rollout: {
        strategy: knownValue(strategy) as { unknown: string },
        at: places.add(entryOf(spec, key)?.key ?? spec),
      },
    };
  const map = known(strategy);
  const type = stringField(map, "type");
  // A CloneSet has the numbers in the strategy itself.
  const parameters =
    kind === "CloneSet" ? strategy : mapField(map, kind === "DeploymentConfig" ? "rollingParams" : "rollingUpdate");
  const name = type.kind === "absent" ? "RollingUpdate" : knownValue(type);
  return {
    rollout: {
      strategy: name === "Rolling" ? "RollingUpdate" : name,
      ...surge(parameters.kind === "opaque" ? undefined : known(parameters)),
      ...(parameters.kind === "opaque" ? { maxSurge: { unknown: "…" }, maxUnavailable: { unknown: "…" } } : {}),
      ...(known(booleanField(spec, "paused")) === true ? { paused: true as const } : {}),
      at: places.add(decidingPlace(workload, map, known(parameters))),
    },
  };
}

function argoRollout(workload: Workload, places: PlaceCollector): { readonly rollout: RolloutFacts } {
  const { spec } = workload;
  const strategy = known(mapField(spec, "strategy"));
  const blueGreen = strategy && entryOf(strategy, "blueGreen");
  const canary = known(mapField(strategy, "canary"));
  const steps = seqField(canary, "steps");
  return {
    rollout: {
      strategy: blueGreen ? "blueGreen" : "canary",
      ...surge(canary),
      ...(known(booleanField(spec, "paused")) === true ? { paused: true as const } : {}),
      ...(steps.kind === "absent" ? {} : { steps: true as const }),
      at: places.add(blueGreen?.key ?? decidingPlace(workload, strategy, canary)),
    },
  };
}

function surge(map: YamlMap | undefined): Pick<RolloutFacts, "maxSurge" | "maxUnavailable"> {
  return {
    ...optional("maxSurge", integerOrStringField(map, "maxSurge")),
    ...optional("maxUnavailable", integerOrStringField(map, "maxUnavailable")),
  };
}

/** The scalar that a reader would change: maxSurge, maxUnavailable, the strategy's type, the number of replicas; else the key that lacks them. */
function decidingPlace(
  { root, spec }: Workload,
  strategy: YamlMap | undefined,
  parameters: YamlMap | undefined,
): Placed {
  return (
    (parameters && (nodeAt(parameters, "maxSurge") ?? nodeAt(parameters, "maxUnavailable"))) ??
    (strategy && nodeAt(strategy, "type")) ??
    (spec && (entryOf(spec, "strategy")?.key ?? nodeAt(spec, "replicas"))) ??
    entryOf(root, "spec")?.key ??
    root
  );
}
