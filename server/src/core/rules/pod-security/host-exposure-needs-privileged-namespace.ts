import { valueOrUndefined, type WorkloadFacts } from "../../facts/facts.ts";
import { namespacePolicy, namespaceVariants } from "../../facts/pod-security.ts";
import { type Member, placeIn, type UnitView } from "../../facts/unit-view.ts";
import { levelLabel } from "../../kubernetes/pod-security-labels.ts";
import { defineRule } from "../rule.ts";

interface Exposure {
  /** `hostPort 8080`, or the host network. */
  readonly use: string;
  readonly namespace: string;
}

export const hostExposureNeedsPrivilegedNamespace = defineRule({
  id: "host-exposure-needs-privileged-namespace",
  severity: "hint",
  levels: ["warning", "hint"],
  summary: "Host ports and the host network work only in namespaces at the privileged level",
  needsWholeObject: true,
  messages: {
    unlabelled: ({ use, namespace }: Exposure) =>
      `${use} is refused once namespace ${namespace}, which says no level yet, enforces baseline.`,
    unseen: ({ use, namespace }: Exposure) =>
      `${use} is refused if namespace ${namespace}, whose manifest is not here, enforces baseline.`,
    unseenDefault: ({ use, namespace, level }: Exposure & { level: string }) =>
      `${use} is refused unless namespace ${namespace} says privileged: the cluster enforces ${level}.`,
  },
  workloadInUnit({ subject, unit }, report) {
    const exposure = exposureOf(subject.facts);
    const namespace = subject.facts.namespace && valueOrUndefined(subject.facts.namespace);
    // Clusters that enforce a level exempt their own namespace.
    if (!exposure || namespace === undefined || namespace === "kube-system") return;
    const { podSecurityDefault } = unit.settings;
    const at = placeIn(subject, exposure.at);
    const data = { use: exposure.use, namespace };
    const isDefaultStrict = podSecurityDefault !== "privileged";
    if (isSeen(subject, unit)) {
      if (!isDefaultStrict && isUnlabelled(subject, unit)) report({ at, message: "unlabelled", data });
    } else if (isDefaultStrict)
      report({ at, message: "unseenDefault", data: { ...data, level: podSecurityDefault }, level: "warning" });
    // Somebody who keeps Namespaces elsewhere, or none, has no use for the reminder; and it may lie in a file that is not
    // certainly part of this.
    else if (unit.namespaces.length > 0 && unit.isComplete(subject)) report({ at, message: "unseen", data });
  },
});

/** The first thing of the node's that the pods use, and the place that says so. */
function exposureOf({ hostNetwork, hostNetworkAt, security }: WorkloadFacts) {
  if (hostNetwork === true && hostNetworkAt !== undefined) return { use: "The host network", at: hostNetworkAt };
  const written = security?.hostPorts.find(({ implied }) => !implied);
  return written && { use: `hostPort ${written.port}`, at: written.at };
}

function isSeen({ facts }: Member<WorkloadFacts>, unit: UnitView): boolean {
  return unit.namespaces.some((namespace) => namespace.facts.name === facts.namespace);
}

/** Whether the Namespace object is there, in full, and leaves the level to the cluster, as do all variants of it. */
function isUnlabelled(subject: Member<WorkloadFacts>, unit: UnitView): boolean {
  if (!namespacePolicy(subject, unit)) return false;
  return namespaceVariants(subject, unit).every(
    ({ facts: { labels, partial } }) =>
      !partial && !labels.open && !Object.hasOwn(labels.strings, levelLabel("enforce")),
  );
}
