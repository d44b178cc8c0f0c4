import type { LevelPlace } from "./level-places.ts";
import { allContainers } from "./pod-spec.ts";
import type { Resource, Workload } from "./resource.ts";

/** Where a field about ports belongs. */
export interface Home {
  /** For a person. */
  readonly name: string;
  /** The API's path of the map, where there is exactly one. */
  readonly path?: string;
}

/** Where a field belongs that stands at a place whose level does not have it; undefined for one that fits in many places. */
export function homeOf(resource: Resource, place: LevelPlace, field: string): Home | undefined {
  if (resource.type === "workload") return homeInWorkload(resource, place, field);
  switch (field) {
    case "hostPort":
    case "hostIP":
    case "containerPort":
    case "hostNetwork":
    case "dnsPolicy":
      return { name: "the pods that the Service selects" };
    case "nodePort":
    case "targetPort": {
      const ports = resource.type === "service" ? resource.spec.ports : [];
      return { name: "an entry of spec.ports", ...onlyPath(ports) };
    }
    default:
      return { name: "spec", path: "spec" };
  }
}

function homeInWorkload({ pod, podKind }: Workload, place: LevelPlace, field: string): Home | undefined {
  switch (field) {
    case "hostNetwork":
    case "dnsPolicy":
      return pod ? { name: pod.path, path: pod.path } : { name: "the pod's spec" };
    case "hostPort":
    case "hostIP":
    case "containerPort": {
      const containers = pod?.containers.items ?? [];
      const around = (pod ? allContainers(pod) : []).find(({ path }) => path === place.path);
      return {
        name: "an entry of a container's ports",
        ...onlyPath((around ? [around] : containers).flatMap(({ ports }) => ports)),
      };
    }
    case "ports":
      return { name: "a container", ...onlyPath(pod?.containers.items ?? []) };
    case "nodePort":
    case "targetPort":
    case "externalTrafficPolicy":
      return { name: "a Service" };
    case "selector": {
      const path = podKind.template.slice(0, -1).join(".");
      return path === "" || path === place.path ? undefined : { name: path, path };
    }
    default:
      return undefined;
  }
}

function onlyPath(candidates: readonly { readonly path: string }[]): { readonly path?: string } {
  const [first] = candidates;
  return first && candidates.length === 1 ? { path: first.path } : {};
}
