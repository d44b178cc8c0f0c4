/** The ways to make a pod's port reachable, in the order from the node outwards. */
export const EXPOSURES = ["hostPort", "hostNetwork", "NodePort", "ClusterIP", "LoadBalancer"] as const;
export type Exposure = (typeof EXPOSURES)[number];

/** One question with an answer of at most four words for each way. The rows stand in the order of their weight. */
export interface ComparisonRow {
  readonly question: string;
  readonly answers: Readonly<Record<Exposure, string>>;
  /** Shown in hovers; the page shows all. */
  readonly isEssential?: true;
  /** Where the answers come from. */
  readonly source: string;
}

/**
 * How the ways to expose a port differ, for manifests that set nothing else. A Linux cluster with kube-proxy and the
 * portmap plugin.
 */
export const COMPARISON: readonly ComparisonRow[] = [
  {
    question: "who answers",
    answers: row("pod's node", "pod's node", "every node", "cluster only", "balancer, nodes"),
    isEssential: true,
    source: "measured 1.1, 1.2, 2.1, 3.1, 3.23, 3.31",
  },
  {
    question: "leads to",
    answers: row("that pod", "that pod", "a ready pod", "a ready pod", "a ready pod"),
    isEssential: true,
    source: "measured 1.20, 1.21, 3.10",
  },
  {
    question: "pods",
    answers: row("one per node", "one per node", "any number", "any number", "any number"),
    isEssential: true,
    source: "kubernetes pkg/scheduler/framework/plugins/nodeports",
  },
  {
    question: "port",
    answers: row("any", "what it binds", "30000-32767", "any", "any"),
    isEssential: true,
    source: "kubernetes pkg/kubeapiserver/options",
  },
  {
    question: "client address",
    answers: row("kept", "kept", "kept with Local", "kept from pods", "kept with Local"),
    isEssential: true,
    source: "measured 1.3, 2.2, 3.8, 3.12, 3.33",
  },
  {
    question: "mechanism",
    answers: row(
      "network plugin's NAT",
      "a real socket",
      "kube-proxy's rules",
      "kube-proxy's rules",
      "balancer, then NodePort",
    ),
    source: "measured 1.14, 2.1, 3.3",
  },
  {
    question: "seen in ss -l",
    answers: row("no", "yes", "no", "no", "no"),
    source: "measured 1.14, 2.1, 3.3",
  },
  {
    question: "depends on",
    answers: row("network plugin", "nothing", "kube-proxy", "kube-proxy", "a load balancer controller"),
    source: "measured 1.1, 2.1, 3.1",
  },
  {
    question: "not ready pods",
    answers: row("still get traffic", "still get traffic", "left out", "left out", "left out"),
    source: "measured 1.21, 3.10, 3.18",
  },
  {
    question: "rollout",
    answers: row("may need a node", "may need a node", "free", "free", "free"),
    source: "kubernetes pkg/controller/deployment/util `ResolveFenceposts`",
  },
  {
    question: "second hop",
    answers: row("none", "none", "possible", "possible", "possible"),
    source: "measured 1.2, 2.1, 3.8",
  },
  {
    question: "NetworkPolicy",
    answers: row("applies", "mostly not", "applies", "applies", "applies"),
    source: "kubernetes website: Network Policies",
  },
  {
    question: "closed by INPUT rules",
    answers: row("no", "yes", "no", "not exposed", "no"),
    source: "measured 5.1, 5.2",
  },
  {
    question: "DNS in the pod",
    answers: row("cluster", "node, unless asked", "cluster", "cluster", "cluster"),
    source: "kubernetes pkg/kubelet/network/dns/dns.go `getPodDNSType`",
  },
  {
    question: "Pod Security",
    answers: row("baseline forbids", "baseline forbids", "not covered", "not covered", "not covered"),
    source: "k8s.io/pod-security-admission/policy",
  },
  {
    question: "conflicts found by",
    answers: row("scheduler", "scheduler, if declared", "API server", "API server", "API server, provider"),
    source: "kubernetes pkg/registry/core/service/portallocator",
  },
  {
    question: "typical use",
    answers: row(
      "node agents, edge ingress",
      "network plugins, node agents",
      "behind own balancer",
      "service to service",
      "public TCP, UDP",
    ),
    source: "kubernetes website: Service; Configuration Best Practices",
  },
];

function row(
  hostPort: string,
  hostNetwork: string,
  NodePort: string,
  ClusterIP: string,
  LoadBalancer: string,
): Readonly<Record<Exposure, string>> {
  return { hostPort, hostNetwork, NodePort, ClusterIP, LoadBalancer };
}

export interface ComparisonOptions {
  /** The range of node ports. */
  readonly range: { readonly from: number; readonly to: number };
  /** What stands between columns, for clients that set them close together. */
  readonly gap?: string;
}

/** The table as Markdown, the column of the way at hand first. */
export function comparisonTable(
  current: Exposure,
  rows: readonly ComparisonRow[],
  { range, gap = "" }: ComparisonOptions,
): string {
  const others = EXPOSURES.filter((exposure) => exposure !== current);
  const line = (first: string, cells: readonly string[]): string =>
    `| ${first} | ${cells.map((cell) => gap + cell).join(" | ")} |`;
  const lines = rows.map(({ question, answers }) =>
    line(
      question,
      [current, ...others].map((way) => answers[way].replace("30000-32767", `${range.from}-${range.to}`)),
    ),
  );
  return [line("", [`here: ${current}`, ...others]), `|${"---|".repeat(EXPOSURES.length + 1)}`, ...lines].join("\n");
}
