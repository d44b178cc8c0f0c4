import { allContainers, type ContainerPort, type PodSpec } from "../kubernetes/pod-spec.ts";
import type { Resource } from "../kubernetes/resource.ts";
import { encloses, type Span } from "../text/span.ts";

/** The pod of the object, with the container port that the place lies in. */
export function portAt(
  resource: Resource,
  at: Span,
): { readonly pod: PodSpec; readonly port: ContainerPort } | undefined {
  if (resource.type !== "workload" || !resource.pod) return undefined;
  const port = allContainers(resource.pod)
    .flatMap(({ ports }) => ports)
    .find(({ node }) => encloses(node, at));
  return port && { pod: resource.pod, port };
}
