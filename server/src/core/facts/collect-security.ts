import { containerName, storedHostPort } from "../kubernetes/declared-ports.ts";
import { handlersOf } from "../kubernetes/handlers.ts";
import { allContainers, type Container, type PodSpec } from "../kubernetes/pod-spec.ts";
import type { Workload } from "../kubernetes/resource.ts";
import { readStringItems, type StringItems } from "../kubernetes/string-items.ts";
import { booleanField, known, mapField, seqField, stringField } from "../yaml/field.ts";
import { mapsIn } from "./collect-parts.ts";
import type { HostPortFacts, SecurityFacts, WorkloadFacts } from "./facts.ts";
import type { PlaceCollector } from "./places.ts";

/**
 * What Pod Security's checks of ports and hosts read; nothing for a pod that they have no objection to.
 * Source: k8s.io/pod-security-admission/policy check_capabilities_baseline.go, check_hostNamespaces.go,
 * check_hostPathVolumes.go, check_hostPorts.go, check_hostProbesAndhostLifecycle.go.
 * @param isOpen whether a template may add containers or ports
 */
export function collectSecurity(
  workload: Workload,
  isOpen: boolean,
  places: PlaceCollector,
): Pick<WorkloadFacts, "security"> {
  const { pod } = workload;
  if (!pod) return {};
  const hostPorts = collectHostPorts(workload, pod, places);
  const probeHosts = collectProbeHosts(pod, places);
  const usesHost = known(pod.hostNetwork) === true;
  if (hostPorts.length === 0 && probeHosts.length === 0 && !usesHost) return {};
  const hostNamespaces = ["hostPID", "hostIPC"].filter((key) => known(booleanField(pod.map, key)) === true);
  const hostPathVolumes = mapsIn(seqField(pod.map, "volumes")).flatMap((volume) =>
    mapField(volume, "hostPath").kind === "present" ? [known(stringField(volume, "name")) ?? ""] : [],
  );
  const capabilities = collectCapabilities(pod);
  return {
    security: {
      ...(capabilities.length > 0 ? { capabilities } : {}),
      ...(hostNamespaces.length > 0 ? { hostNamespaces } : {}),
      ...(hostPathVolumes.length > 0 ? { hostPathVolumes } : {}),
      hostPorts,
      probeHosts,
      ...(isOpen || workload.partial || hasUnknownPart(workload, pod) ? { open: true as const } : {}),
    },
  };
}

/** What containers may add under the baseline level. Source: check_capabilities_baseline.go. */
const DEFAULT_CAPABILITIES = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

function collectCapabilities(pod: PodSpec): NonNullable<SecurityFacts["capabilities"]> {
  return allContainers(pod).flatMap((container) => {
    const added = addedCapabilities(container).items.map(({ text }) => text);
    const names = added.filter((name) => !DEFAULT_CAPABILITIES.includes(name));
    return names.length > 0 ? [{ container: containerName(container), names }] : [];
  });
}

function addedCapabilities({ map }: Container): StringItems {
  const context = known(mapField(map, "securityContext"));
  return readStringItems(known(mapField(context, "capabilities")), "add");
}

function collectHostPorts(workload: Workload, pod: PodSpec, places: PlaceCollector): HostPortFacts[] {
  return allContainers(pod).flatMap((container) =>
    container.ports.flatMap((port) => {
      const stored = storedHostPort(workload, port);
      if (stored === undefined || stored === 0) return [];
      const written = port.hostPort.kind === "present" && port.hostPort.value !== 0 ? port.hostPort.node : undefined;
      const implied = port.containerPort.kind === "present" ? port.containerPort.node : port.node;
      return [
        {
          container: containerName(container),
          port: stored,
          ...(written ? {} : { implied: true as const }),
          at: places.add(written ?? implied),
        },
      ];
    }),
  );
}

function collectProbeHosts(pod: PodSpec, places: PlaceCollector): SecurityFacts["probeHosts"] {
  return allContainers(pod).flatMap((container) =>
    handlersOf(container).flatMap(({ map }) => {
      const host = stringField(map, "host");
      return host.kind === "present" && host.value !== ""
        ? [{ container: containerName(container), host: host.value, at: places.add(host.node) }]
        : [];
    }),
  );
}

/** Whether a template decides about something that the server's message would name. */
function hasUnknownPart(workload: Workload, pod: PodSpec): boolean {
  return (
    pod.hostNetwork.kind === "opaque" ||
    ["hostPID", "hostIPC"].some((key) => booleanField(pod.map, key).kind === "opaque") ||
    seqField(pod.map, "volumes").kind === "opaque" ||
    setsAppArmor(workload, pod) ||
    allContainers(pod).some(
      (container) =>
        container.name.kind !== "present" ||
        !addedCapabilities(container).complete ||
        container.ports.some((port) => storedHostPort(workload, port) === undefined) ||
        handlersOf(container).some(({ map }) => stringField(map, "host").kind === "opaque"),
    )
  );
}

/** Whether the message may begin with a word about AppArmor, which only some profiles deserve. */
function setsAppArmor({ podMetadata }: Workload, pod: PodSpec): boolean {
  return (
    podMetadata.annotations.entries.some(({ key }) =>
      key.startsWith("container.apparmor.security.beta.kubernetes.io/"),
    ) ||
    [pod, ...allContainers(pod)].some(
      ({ map }) => mapField(known(mapField(map, "securityContext")), "appArmorProfile").kind !== "absent",
    )
  );
}
