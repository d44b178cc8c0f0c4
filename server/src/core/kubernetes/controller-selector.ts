import { known, mapField } from "../yaml/field.ts";
import type { YamlMap } from "../yaml/node.ts";
import type { Workload } from "./resource.ts";

/** Kinds whose selector is a map of labels; that of all others is a LabelSelector. Source: core/v1 and apps.openshift.io/v1 types. */
const PLAIN = new Set(["ReplicationController", "DeploymentConfig"]);

/** Whether an object says whom it selects: a pod is its own, and a Job's selector is its controller's own business. */
export function hasSelector({ podKind: { controller } }: Workload): boolean {
  return controller !== "pod" && controller !== "job" && controller !== "cronjob";
}

/** Where the labels stand that an object's controller selects its pods by: the key of a map, which may be missing. */
export function controllerSelector({ kind, spec }: Workload): {
  readonly map: YamlMap | undefined;
  readonly key: string;
} {
  if (PLAIN.has(kind)) return { map: spec, key: "selector" };
  return { map: known(mapField(spec, "selector")), key: "matchLabels" };
}
