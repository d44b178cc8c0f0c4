import { known, mapField, seqField, stringField } from "../yaml/field.ts";
import { knownStrings, readStringMap } from "./metadata.ts";
import { allContainers, type PodSpec } from "./pod-spec.ts";

/** Labels by which kind and minikube mark the one node whose ports the developer's machine forwards. */
const NODE_LABEL = /^(?:ingress-ready|minikube\.k8s\.io\/.*)$/;
/** An ingress controller that publishes this as its address is reached from the machine alone. */
const LOCAL_ADDRESS = /^--publish-status-address=(?:localhost|127\.0\.0\.1)$/;

/** Whether a pod is evidently made for a cluster on a developer's machine, whose nodes nobody else reaches. */
export function isForDevelopmentCluster(pod: PodSpec): boolean {
  if (Object.keys(knownStrings(readStringMap(pod.map, "nodeSelector"))).some((key) => NODE_LABEL.test(key)))
    return true;
  const volumes = known(seqField(pod.map, "volumes"))?.items ?? [];
  if (
    volumes.some((volume) => {
      const hostPath = volume.kind === "map" ? known(mapField(volume, "hostPath")) : undefined;
      return known(stringField(hostPath, "path"))?.startsWith("/var/lib/minikube/");
    })
  )
    return true;
  return allContainers(pod).some(({ map }) =>
    known(seqField(map, "args"))?.items.some((item) => item.kind === "scalar" && LOCAL_ADDRESS.test(item.text)),
  );
}
