/** Names of other linters' checks, with the rules that say the same. */
type Equivalents = Readonly<Record<string, readonly string[]>>;

const HOST_NETWORK = ["host-network-used"];
const HOST_PORT = ["host-port-on-non-daemonset"];

const KUBE_LINTER: Equivalents = {
  "host-network": HOST_NETWORK,
  "dangling-service": ["node-port-service-selects-nothing"],
  "invalid-target-ports": ["target-port-invalid"],
  "privileged-ports": ["host-port-privileged"],
  "ssh-port": ["host-port-reserved"],
};
const POLARIS: Equivalents = { hostNetworkSet: HOST_NETWORK, hostPortSet: HOST_PORT };
const CHECKOV: Equivalents = { CKV_K8S_19: HOST_NETWORK, CKV_K8S_26: HOST_PORT };
const KUBESCAPE: Equivalents = { "C-0041": HOST_NETWORK, "C-0044": HOST_PORT };
const KUBE_SCORE: Equivalents = { "service-targets-pod": ["node-port-service-selects-nothing"] };

function named(table: Equivalents, name: string): readonly string[] {
  return Object.hasOwn(table, name) ? (table[name] ?? []) : [];
}

function all(table: Equivalents): readonly string[] {
  return [...new Set(Object.values(table).flat())];
}

function list(table: Equivalents, text: string): readonly string[] {
  return text.split(",").flatMap((name) => named(table, name.trim()));
}

/** For each linter the rules that an annotation of its own suppresses; none for an annotation that is not its own. */
export const FOREIGN_CHECKS: readonly ((key: string, value: string) => readonly string[])[] = [
  (key) =>
    key === "kube-linter.io/ignore-all"
      ? all(KUBE_LINTER)
      : key.startsWith("ignore-check.kube-linter.io/")
        ? named(KUBE_LINTER, key.slice(28))
        : [],
  (key, value) => {
    if (value !== "true" || !key.startsWith("polaris.fairwinds.com/")) return [];
    const check = key.slice(22);
    return check === "exempt" ? all(POLARIS) : check.endsWith("-exempt") ? named(POLARIS, check.slice(0, -7)) : [];
  },
  (key, value) =>
    /^(?:checkov\.io|bridgecrew\.io|cortex\.io)\/skip\d*$/.test(key)
      ? named(CHECKOV, value.split("=")[0]?.trim() ?? "")
      : [],
  (key, value) => (key === "kubescape.io/skip-controls" ? list(KUBESCAPE, value) : []),
  (key, value) => (key === "kube-score/ignore" ? list(KUBE_SCORE, value) : []),
];
