import type { YamlMap } from "../../yaml/node.ts";
import { textAt } from "./tree.ts";

/**
 * The kinds whose schema kustomize carries: only their lists have merge keys; those of custom resources, and of API
 * versions that are gone, are replaced. Source: kustomize v5.5 kyaml/openapi/kubernetesapi v1_21_2.
 */
const KNOWN = new Set([
  "v1 Pod",
  "v1 PodTemplate",
  "v1 ReplicationController",
  "v1 Service",
  "apps/v1 DaemonSet",
  "apps/v1 Deployment",
  "apps/v1 ReplicaSet",
  "apps/v1 StatefulSet",
  "batch/v1 CronJob",
  "batch/v1 Job",
  "batch/v1beta1 CronJob",
]);

/** Merge keys by the last key of the list's path (`x-kubernetes-patch-merge-key`, `x-kubernetes-list-map-keys`). */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  volumes: ["name"],
  env: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  imagePullSecrets: ["name"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
};

/**
 * The keys by which the items of a list are told apart; undefined for a list that a patch replaces as a whole.
 * @param path keys from the object to the list
 */
export function mergeKeysOf(object: YamlMap, path: readonly string[]): readonly string[] | undefined {
  if (!KNOWN.has(`${textAt(object, "apiVersion")} ${textAt(object, "kind")}`)) return undefined;
  const last = path.at(-1) ?? "";
  if (last !== "ports") return MERGE_KEYS[last];
  if (path.join(".") === "spec.ports") return ["port", "protocol"];
  // The schema gives no key to the ports of ephemeral containers.
  const list = path.at(-2);
  return list === "containers" || list === "initContainers" ? ["containerPort", "protocol"] : undefined;
}
