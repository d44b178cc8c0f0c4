import { setHostNetwork } from "../../fixes/set-host-network.ts";
import { setValue } from "../../fixes/set-value.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { containerName } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import { allContainers, type Container, type PodSpec } from "../../kubernetes/pod-spec.ts";
import { hostProcessOf, isHostProcess, runsHostProcess } from "../../kubernetes/windows.ts";
import type { Span } from "../../text/span.ts";
import { standTogether } from "../../yaml/branch.ts";
import { known } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const hostProcessRequiresHostNetwork = defineRule({
  id: "host-process-requires-host-network",
  severity: "error",
  summary: "Windows HostProcess containers have to be on the host network",
  needsWholeObject: true,
  messages: {
    refused: ({ refused }: { refused: string }) =>
      `The API server refuses the ${refused}: HostProcess containers need hostNetwork true.`,
    mixed: ({ refused, container }: { refused: string; container: string }) =>
      `The API server refuses the ${refused}: container ${container} is no HostProcess container, and another one is.`,
    contradicts: ({ refused, container, own }: { refused: string; container: string; own: boolean }) =>
      `The API server refuses the ${refused}: hostProcess is ${own} in container ${container} and ${!own} in its pod.`,
  },
  // kubernetes: pkg/apis/core/validation validateWindowsHostProcessPod.
  pod({ pod, workload }, report) {
    const { hostNetwork, path } = pod;
    const refused = refusedFor(workload);
    const isMissing = hostNetwork.kind === "absent" || known(hostNetwork) === false;
    const contradictory = contradictions(pod);
    const odd = containerBeside(pod);
    const api = [
      ...contradictory.map(({ text }) => text),
      ...(odd
        ? [
            invalidValue(
              path,
              "",
              "If pod contains any hostProcess containers then all containers must be HostProcess containers",
            ),
          ]
        : []),
    ];
    const [first] = contradictory;
    if (isMissing && runsHostProcess(pod))
      report({
        at: hostNetwork.kind === "present" ? hostNetwork.node : (hostNetwork.entry ?? pod.entry).key,
        message: "refused",
        data: { refused },
        api: [
          ...api,
          invalidValue(
            `${path}.hostNetwork`,
            false,
            "hostNetwork must be true if pod contains any hostProcess containers",
          ),
        ],
        fixes: [setHostNetwork.with("true")],
      });
    else if (first)
      report({
        at: first.at,
        message: "contradicts",
        data: { refused, container: containerName(first.container), own: first.own },
        api,
        fixes: [setValue.with(String(!first.own))],
      });
    else if (odd)
      report({ at: placeOfContainer(odd), message: "mixed", data: { refused, container: containerName(odd) }, api });
  },
});

/** A container that is certainly no HostProcess container, and is there together with one. */
function containerBeside(pod: PodSpec): Container | undefined {
  const containers = allContainers(pod);
  const onHost = containers.filter((container) => isHostProcess(pod, container) === true);
  return containers.find(
    (container) =>
      isHostProcess(pod, container) === false &&
      onHost.some((other) => standTogether(other.map.branch, container.map.branch)),
  );
}

interface Contradiction {
  readonly container: Container;
  readonly own: boolean;
  readonly at: Span;
  readonly text: string;
}

/** The containers that say something else than the pod, which the server refuses whatever the others do. */
function contradictions(pod: PodSpec): Contradiction[] {
  const all = known(hostProcessOf(pod.map));
  if (all === undefined) return [];
  return allContainers(pod).flatMap((container) => {
    const own = hostProcessOf(container.map);
    if (own.kind !== "present" || own.value === all) return [];
    const field = `${container.path}.securityContext.windowsOptions.hostProcess`;
    const detail = `pod hostProcess value must be identical if both are specified, was ${all}`;
    return [{ container, own: own.value, at: own.node, text: invalidValue(field, own.value, detail) }];
  });
}

/** What a container does not say is missing from it: its name, or its first key, holds the place. */
function placeOfContainer({ name, map }: Container): Span {
  if (name.kind === "present") return name.node;
  return map.entries.find(({ merged }) => !merged)?.key ?? map;
}
