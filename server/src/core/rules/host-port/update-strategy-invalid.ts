import type { FixCall } from "../../fixes/fix-call.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { setRolloutStrategy } from "../../fixes/set-rollout-strategy.ts";
import { setValue } from "../../fixes/set-value.ts";
import { claimsOf } from "../../kubernetes/claims.ts";
import type { Workload } from "../../kubernetes/resource.ts";
import { type StrategyError, strategyErrors, strategyTypes } from "../../kubernetes/update-strategy.ts";
import { known, mapField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

interface Refused {
  readonly kind: string;
  readonly value: number | string;
  readonly types: readonly string[];
}

export const updateStrategyInvalid = defineRule({
  id: "update-strategy-invalid",
  severity: "error",
  summary: "The pods are to be replaced in a way that the API server refuses",
  messages: {
    type: ({ kind, value, types }: Refused) =>
      `The API server refuses the ${kind}: it replaces its pods by ${types.join(" or ")}, not by "${value}".`,
    block: ({ kind, value }: Refused) =>
      `The API server refuses the ${kind}: strategy ${value} has no rolling update to configure.`,
    twoZeros: ({ kind }: Refused) =>
      `The API server refuses the ${kind}: with two zeros no pod could ever be replaced.`,
    zero: ({ kind }: Refused) => `The API server refuses the ${kind}: with a zero here no pod could ever be replaced.`,
    over100: ({ kind, value }: Refused) => `The API server refuses the ${kind}: ${value} is more than all of its pods.`,
    negative: ({ kind, value }: Refused) => `The API server refuses the ${kind}: there are no ${value} pods.`,
    noPercent: ({ kind, value }: Refused) =>
      `The API server refuses the ${kind}: the text "${value}" is neither a number nor a percentage.`,
    policy: ({ kind, value }: Refused) =>
      `The API server refuses the ${kind}: it starts its pods OrderedReady or Parallel, not "${value}".`,
  },
  workload({ workload, settings }, report) {
    const { pod, kind } = workload;
    const types = strategyTypes(workload);
    // Without ports on nodes it is not this rule's business how pods are replaced.
    if (!pod || !types || claimsOf(pod).length === 0) return;
    for (const error of strategyErrors(workload, settings.kubernetesMinor)) {
      const { at, problem, value, api } = error;
      report({
        at,
        message: problem,
        data: { kind, value, types },
        ...(api === undefined ? {} : { api }),
        fixes: fixesOf(error, workload, types),
      });
    }
  },
});

function fixesOf({ problem, value }: StrategyError, workload: Workload, types: readonly string[]): readonly FixCall[] {
  const surgeNone = workload.kind === "StatefulSet" ? [] : [setRolloutStrategy.with("surge-none")];
  switch (problem) {
    case "type":
      return typeFixes(value, workload, types);
    case "policy":
      return sameWord(value, ["OrderedReady", "Parallel"]).map((policy) => setValue.safely(JSON.stringify(policy)));
    case "block":
      return [removeField.with("")];
    case "noPercent":
      return typeof value === "string" && /^(?:0|[1-9]\d*)$/.test(value)
        ? [setValue.safely(value), ...surgeNone]
        : surgeNone;
    case "over100":
      return [setValue.with('"100%"'), ...surgeNone];
    case "zero":
      return [setValue.with("1")];
    case "negative":
    case "twoZeros":
      return surgeNone;
  }
}

/** The type that was meant, where only its spelling is wrong; else any that the kind knows. */
function typeFixes(value: number | string, workload: Workload, types: readonly string[]): readonly FixCall[] {
  const meant = sameWord(value, types);
  const strategy = known(mapField(workload.spec, "strategy"));
  const hasBlock = mapField(strategy, "rollingUpdate").kind !== "absent";
  return (meant.length > 0 ? meant : types).map((type) => {
    // A Deployment's rolling update would be refused beside it.
    if (type === "Recreate" && hasBlock) return setRolloutStrategy.with("recreate");
    return meant.length > 0 ? setValue.safely(JSON.stringify(type)) : setValue.with(JSON.stringify(type));
  });
}

/** The words that differ from a text in case and punctuation alone. */
function sameWord(text: number | string, words: readonly string[]): string[] {
  const letters = `${text}`.toLowerCase().replace(/[^a-z]/g, "");
  return words.filter((word) => word.toLowerCase() === letters);
}
