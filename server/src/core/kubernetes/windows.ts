import { known, mapField, stringField } from "../yaml/field.ts";
import { knownStrings, readStringMap } from "./metadata.ts";
import type { PodSpec } from "./pod-spec.ts";

/** Whether the pod asks for Windows nodes, by `os.name` or by a node selector. */
export function targetsWindows(pod: PodSpec): boolean {
  if (known(stringField(known(mapField(pod.map, "os")), "name")) === "windows") return true;
  return knownStrings(readStringMap(pod.map, "nodeSelector"))["kubernetes.io/os"] === "windows";
}
