import { type ClaimFacts, type PlacementFacts, valueOrUndefined, type WorkloadFacts } from "../../facts/facts.ts";
import { termsOf } from "../../facts/node-requirements.ts";
import { isStaticPod } from "../../facts/static-pod.ts";
import { placeIn } from "../../facts/unit-view.ts";
import { chooseHostPort } from "../../fixes/choose-host-port.ts";
import { convertToNodePort } from "../../fixes/convert-to-node-port.ts";
import { removeHostPort } from "../../fixes/remove-host-port.ts";
import { type ReservedPort, reservedPortsAt } from "../../kubernetes/reserved-ports.ts";
import type { Settings, Severity } from "../../settings/settings.ts";
import { defineRule } from "../rule.ts";

/** Namespaces that hold the node's own software alone. kube-system is among those of `isNodeAgent`. */
const SYSTEM_NAMESPACE = /^(?:calico-.*|tigera-.*|cilium(?:-.*)?|kube-flannel|kube-proxy)$/;
const COMPONENT = /^(?:etcd|kube-apiserver|kube-controller-manager|kube-scheduler|cloud-controller-manager)$/;
const SYSTEM_APP = /^(?:kube-proxy|calico-.*|cilium.*|canal|flannel)$/;
const CONTROL_PLANE = /^node-role\.kubernetes\.io\/(?:control-plane|master)$/;

const WORKER = "node-role.kubernetes.io/worker";

export const hostPortReserved = defineRule({
  id: "host-port-reserved",
  severity: "warning",
  levels: ["warning", "information"],
  summary: "The port on the node belongs to software of the node itself",
  messages: {
    captures: ({ port, owner }: { port: number; owner: string }) =>
      `New connections to ${owner} on port ${port} of the node reach this pod instead.`,
    cannotBind: ({ port, owner }: { port: number; owner: string }) =>
      `Where ${owner} listens on port ${port} of the node, this pod's process cannot bind it and fails.`,
    pends: ({ port, owner }: { port: number; owner: string }) =>
      `On control-plane nodes ${owner} has port ${port}: under kubeadm this pod stays Pending there.`,
    shared: ({ port, owner }: { port: number; owner: string }) =>
      `Where ${owner} runs, it usually takes port ${port}: one of the two pods then stays Pending.`,
  },
  workloadInUnit({ subject, unit }, report) {
    const { facts } = subject;
    if (isNodeSoftware(facts) || isStaticPod(subject)) return;
    for (const claim of facts.claims) {
      const found = ownerOf(claim, facts, unit.settings);
      if (!found) continue;
      const { owner, level, message } = found;
      const isBound = facts.hostNetwork === true;
      report({
        at: placeIn(subject, claim.at),
        message: message ?? (isBound ? "cannotBind" : "captures"),
        data: { port: claim.port, owner },
        level,
        fixes: isBound ? [] : [convertToNodePort.with(""), chooseHostPort.with(""), removeHostPort.with("")],
      });
    }
  },
});

interface Owner {
  readonly owner: string;
  readonly level: Severity;
  /** Where what happens does not depend on how the pod takes the port: the scheduler knows of both. */
  readonly message?: "pends" | "shared";
}

function ownerOf({ port, protocol }: ClaimFacts, facts: WorkloadFacts, settings: Settings): Owner | undefined {
  const configured = protocol === undefined ? undefined : settings.reservedPorts[`${port}/${protocol}`];
  if (configured !== undefined) return { owner: configured, level: "warning" };
  const row = reservedPortsAt(protocol, port).find(
    ({ cni, words }) =>
      (cni === undefined || settings.cni === undefined || settings.cni.includes(cni)) &&
      !(words && namesOf(facts).some((name) => words.test(name))),
  );
  if (!row) return undefined;
  return {
    owner: row.owner,
    level: levelOf(row, facts.placement, settings),
    ...(row.optional ? { message: "shared" as const } : row.declared ? { message: "pends" as const } : {}),
  };
}

function levelOf(
  { cni, controlPlane, optional }: ReservedPort,
  placement: PlacementFacts,
  settings: Settings,
): Severity {
  // Which network plugin runs is a guess until somebody says so.
  if (optional || (cni !== undefined && settings.cni === undefined)) return "information";
  return controlPlane && avoidsControlPlane(placement) ? "information" : "warning";
}

/** Whether the workload is part of the node or of the control plane: the port is then its own. */
function isNodeSoftware({ isNodeAgent, namespace, labels }: WorkloadFacts): boolean {
  const { tier, component, "k8s-app": app } = labels.strings;
  return (
    isNodeAgent === true ||
    (typeof namespace === "string" && SYSTEM_NAMESPACE.test(namespace)) ||
    tier === "control-plane" ||
    COMPONENT.test(component ?? "") ||
    SYSTEM_APP.test(app ?? "")
  );
}

/** The words that say what the workload is. */
function namesOf({ name, labels }: WorkloadFacts): readonly string[] {
  const own = name === undefined ? undefined : valueOrUndefined(name);
  const values = ["app", "k8s-app", "component", "name", "app.kubernetes.io/name", "app.kubernetes.io/component"];
  return [own, ...values.map((key) => labels.strings[key])].filter((word) => word !== undefined);
}

/** Whether the manifest keeps the pods on workers. */
function avoidsControlPlane(placement: PlacementFacts): boolean {
  const terms = termsOf(placement);
  return (
    terms.length > 0 &&
    terms.every((term) =>
      term.some(({ key, operator }) =>
        operator === "DoesNotExist" ? CONTROL_PLANE.test(key) : key === WORKER && operator !== "NotIn",
      ),
    )
  );
}
