import { addedFields, addField } from "../../fixes/add-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { claimsOf } from "../../kubernetes/claims.ts";
import type { Workload } from "../../kubernetes/resource.ts";
import { booleanField, integerField, known, mapField, stringField } from "../../yaml/field.ts";
import type { YamlMap, YamlNode } from "../../yaml/node.ts";
import { entryOf } from "../../yaml/node.ts";
import { defineRule } from "../rule.ts";

export const hostPortParallelJob = defineRule({
  id: "host-port-parallel-job",
  severity: "information",
  summary: "Pods of a Job that run at the same time need a node each for their port",
  messages: {
    parallel: ({ pods, port }: { pods: number; port: number }) =>
      `Up to ${pods} pods run at a time, and each needs a node of its own with port ${port} free; the others wait.`,
    overlap: ({ port }: { port: number }) =>
      `A run that is still busy keeps port ${port} of its node; the next one needs another node or waits.`,
  },
  workload({ workload }, report) {
    const { podKind, pod, spec, kind } = workload;
    // A BroadcastJob runs one pod on each node, as a DaemonSet does.
    if ((podKind.controller !== "job" && podKind.controller !== "cronjob") || kind === "BroadcastJob") return;
    const [claim] = pod ? claimsOf(pod) : [];
    if (!spec || !claim || isSuspended(spec)) return;
    const related = [{ at: claim.node, text: "the port on the node" }];
    const parallel = podsAtATime(jobSpec(workload));
    if (parallel)
      report({
        at: parallel.node,
        message: "parallel",
        data: { pods: parallel.pods, port: claim.port },
        related,
        fixes: [setValue.with("1")],
      });
    if (podKind.controller !== "cronjob") return;
    const policy = stringField(spec, "concurrencyPolicy");
    if (policy.kind === "opaque" || (policy.kind === "present" && policy.value !== "" && policy.value !== "Allow"))
      return;
    const specKey = entryOf(workload.root, "spec")?.key;
    if (policy.kind === "absent" && !specKey) return;
    report({
      at: policy.kind === "present" ? policy.node : (specKey ?? spec),
      message: "overlap",
      data: { port: claim.port },
      related,
      fixes: ["Forbid", "Replace"].map((value) =>
        policy.kind === "present"
          ? setValue.with(JSON.stringify(value))
          : addField.with(addedFields({ where: "inside", fields: { concurrencyPolicy: value } })),
      ),
    });
  },
  needsWholeObject: true,
});

/** The spec of the Job itself, which a CronJob keeps in a template. */
function jobSpec({ podKind, spec }: Workload): YamlMap | undefined {
  return podKind.controller === "job" ? spec : known(mapField(known(mapField(spec, "jobTemplate")), "spec"));
}

/** `paused` is Kruise's word for it. */
function isSuspended(spec: YamlMap): boolean {
  return known(booleanField(spec, "suspend")) === true || known(booleanField(spec, "paused")) === true;
}

/** How many pods run at the same time, where it is more than one: never more than are still to be completed. */
function podsAtATime(job: YamlMap | undefined): { readonly pods: number; readonly node: YamlNode } | undefined {
  const parallelism = integerField(job, "parallelism");
  const completions = integerField(job, "completions");
  if (parallelism.kind !== "present" || completions.kind === "opaque") return undefined;
  const pods = completions.kind === "present" ? Math.min(parallelism.value, completions.value) : parallelism.value;
  return pods > 1 ? { pods, node: parallelism.node } : undefined;
}
