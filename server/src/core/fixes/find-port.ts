import { allContainers, type Container, type ContainerPort, type PodSpec } from "../kubernetes/pod-spec.ts";
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

/** The container port that has an API path, with its container and pod. */
export function portOf(
  resource: Resource,
  path: string,
): { readonly pod: PodSpec; readonly container: Container; readonly port: ContainerPort } | undefined {
  if (resource.type !== "workload" || !resource.pod) return undefined;
  for (const container of allContainers(resource.pod)) {
    const port = container.ports.find((candidate) => candidate.path === path);
    if (port) return { pod: resource.pod, container, port };
  }
  return undefined;
}
