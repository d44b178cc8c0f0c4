/** A port that software of the node itself listens on. */
export interface ReservedPort {
  readonly from: number;
  readonly to: number;
  readonly protocol: "TCP" | "UDP";
  readonly owner: string;
  /** Found on control-plane nodes alone. */
  readonly controlPlane?: true;
  /** A container port of one of kubeadm's static pods: the scheduler knows of it. */
  readonly declared?: true;
  /** The network plugin that opens it. */
  readonly cni?: "calico" | "cilium";
  /** Not part of a cluster, only usual. */
  readonly optional?: true;
  /** Words in the names and labels of objects that are this software. */
  readonly words?: RegExp;
}

const CALICO = { cni: "calico", words: /calico|canal|flannel/ } as const;
const CILIUM = { cni: "cilium", words: /cilium|hubble|flannel|canal/ } as const;

/**
 * Sources: kubernetes pkg/cluster/ports/ports.go; cmd/kubeadm/app/constants and app/phases/controlplane/manifests.go (the
 * static pods and what they declare); website reference/networking/ports-and-protocols; Calico's system requirements and
 * the failsafe ports of its host protection; Cilium's system requirements; kube-prometheus' manifests.
 */
export const RESERVED_PORTS: readonly ReservedPort[] = [
  tcp(22, "SSH"),
  udp(68, "the DHCP client"),
  tcp(179, "Calico's BGP", { cni: "calico", words: /calico|bird|bgp|metallb|frr|kube-router|cilium/ }),
  { ...tcp(2379, "etcd", { controlPlane: true, words: /etcd/ }), to: 2380 },
  tcp(2381, "etcd's metrics", { controlPlane: true, declared: true, words: /etcd/ }),
  tcp(4240, "Cilium's health checks", CILIUM),
  tcp(4244, "Hubble", CILIUM),
  tcp(4245, "the Hubble relay", CILIUM),
  tcp(4250, "Cilium's mutual authentication", CILIUM),
  { ...tcp(9962, "Cilium's metrics", CILIUM), to: 9964 },
  udp(8472, "Cilium's VXLAN", CILIUM),
  udp(6081, "Cilium's Geneve", CILIUM),
  udp(51871, "Cilium's WireGuard", CILIUM),
  udp(4789, "Calico's VXLAN", CALICO),
  tcp(5473, "Calico's Typha", CALICO),
  { ...udp(51820, "Calico's WireGuard", CALICO), to: 51821 },
  tcp(6443, "kube-apiserver", { controlPlane: true, declared: true, words: /apiserver/ }),
  tcp(10248, "the kubelet's health check"),
  tcp(10249, "kube-proxy's metrics", { words: /kube-proxy/ }),
  tcp(10250, "the kubelet"),
  tcp(10255, "the kubelet's read-only port"),
  tcp(10256, "kube-proxy's health check", { words: /kube-proxy/ }),
  tcp(10257, "kube-controller-manager", { controlPlane: true, declared: true, words: /controller-manager/ }),
  tcp(10258, "cloud-controller-manager", { controlPlane: true, words: /cloud-controller|\bccm\b/ }),
  tcp(10259, "kube-scheduler", { controlPlane: true, declared: true, words: /scheduler/ }),
  tcp(9100, "node-exporter", { optional: true, words: /node-exporter|node_exporter/ }),
];

/** The rows of the table that name the port. An unknown protocol is in none. */
export function reservedPortsAt(protocol: string | undefined, port: number): readonly ReservedPort[] {
  return RESERVED_PORTS.filter((row) => row.protocol === protocol && row.from <= port && port <= row.to);
}

type Details = Omit<ReservedPort, "from" | "to" | "protocol" | "owner">;

function tcp(port: number, owner: string, details: Details = {}): ReservedPort {
  return { from: port, to: port, protocol: "TCP", owner, ...details };
}

function udp(port: number, owner: string, details: Details = {}): ReservedPort {
  return { from: port, to: port, protocol: "UDP", owner, ...details };
}
