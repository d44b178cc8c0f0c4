import fc from "fast-check";
import { type Content, writeFlow, writeScalar } from "../../server/src/core/yaml/write.ts";

/** Manifests as different people write them: files by their URIs. */
export interface Written {
  readonly texts: ReadonlyMap<string, string>;
}

type Fields = { readonly [key: string]: Content };

/** What stands only where it is chosen. */
function chosen<T extends Content>(key: string, value: T | undefined): Fields {
  return value === undefined ? {} : { [key]: value };
}

const maybe = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

const port = fc
  .record({
    name: maybe("http", "metrics", "dns", "web-ui"),
    containerPort: fc.constantFrom(80, 8080, 53, 9100),
    hostPort: maybe(80, 8080, 53, 31000, 0),
    hostIP: maybe("10.0.0.1", "127.0.0.1", "0.0.0.0", "::1"),
    protocol: maybe("UDP", "TCP", "SCTP"),
    isHostPortFirst: fc.boolean(),
  })
  .map(({ name, containerPort, hostPort, hostIP, protocol, isHostPortFirst }): Fields => {
    const published = { ...chosen("hostPort", hostPort), ...(hostPort ? chosen("hostIP", hostIP) : {}) };
    const rest = { ...chosen("name", name), containerPort, ...chosen("protocol", protocol) };
    return isHostPortFirst ? { ...published, ...rest } : { ...rest, ...published };
  });

const ports = fc.uniqueArray(port, {
  minLength: 1,
  maxLength: 3,
  selector: (own) => JSON.stringify([own.containerPort, own.protocol ?? "TCP"]),
});

const podSpec = fc
  .record({
    ports,
    hostNetwork: maybe(true),
    dnsPolicy: maybe("ClusterFirstWithHostNet", "Default"),
    sidecarPort: maybe(7000),
  })
  .map(({ ports: own, hostNetwork, dnsPolicy, sidecarPort }): Fields => {
    const written = hostNetwork ? own.map(({ hostPort: _, hostIP: __, ...rest }) => rest) : own;
    const sidecar = {
      name: "side",
      image: "side:1",
      restartPolicy: "Always",
      ports: [{ containerPort: sidecarPort ?? 0, hostPort: sidecarPort ?? 0 }],
    };
    return {
      ...chosen("hostNetwork", hostNetwork),
      ...chosen("dnsPolicy", hostNetwork && dnsPolicy),
      ...(sidecarPort === undefined || hostNetwork ? {} : { initContainers: [sidecar] }),
      containers: [{ name: "app", image: "app:1", ports: written }],
    };
  });

const KINDS: readonly (readonly [kind: string, apiVersion: string])[] = [
  ["Deployment", "apps/v1"],
  ["ReplicaSet", "apps/v1"],
  ["DaemonSet", "apps/v1"],
  ["StatefulSet", "apps/v1"],
  ["Rollout", "argoproj.io/v1alpha1"],
  ["CloneSet", "apps.kruise.io/v1alpha1"],
  ["ReplicationController", "v1"],
  ["DeploymentConfig", "apps.openshift.io/v1"],
  ["Job", "batch/v1"],
  ["CronJob", "batch/v1"],
  ["Pod", "v1"],
  ["PodTemplate", "v1"],
];

const STRATEGIES: readonly Fields[] = [
  { type: "RollingUpdate" },
  { type: "Recreate" },
  { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 2, maxSurge: "25%" } },
];

const workload = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    name: fc.constantFrom("web", "9to5", `a${"-very".repeat(14)}-long-name`),
    isGenerated: fc.boolean(),
    namespace: maybe("shop"),
    labels: fc.constantFrom("both", "both", "both", "more", "none"),
    replicas: maybe(1, 3),
    strategy: maybe(...STRATEGIES),
    pod: podSpec,
  })
  .map(({ kind: [kind, apiVersion], name, isGenerated, namespace, labels, replicas, strategy, pod }): Fields => {
    const isLabelled = labels !== "none" || !["Job", "CronJob", "Pod", "PodTemplate"].includes(kind);
    const own = labels === "more" ? { app: "web", version: "1.0" } : { app: "web" };
    const podMetadata = isLabelled ? { metadata: { labels: own } } : {};
    const metadata = {
      ...(isGenerated && kind !== "Pod" ? { generateName: `${name}-` } : { name }),
      ...chosen("namespace", namespace),
    };
    const template = { ...podMetadata, spec: { ...pod, ...(kind.endsWith("Job") ? { restartPolicy: "Never" } : {}) } };
    const head = { apiVersion, kind };
    const isPlain = kind === "ReplicationController" || kind === "DeploymentConfig";
    const selector = { selector: isPlain ? { app: "web" } : { matchLabels: { app: "web" } } };
    const scaled = kind === "DaemonSet" ? {} : chosen("replicas", replicas);
    switch (kind) {
      case "Pod":
        return { ...head, metadata: { ...metadata, ...(isLabelled ? { labels: own } : {}) }, spec: pod };
      case "PodTemplate":
        return { ...head, metadata, template };
      case "Job":
        return { ...head, metadata, spec: { template } };
      case "CronJob":
        return { ...head, metadata, spec: { schedule: "0 * * * *", jobTemplate: { spec: { template } } } };
      case "StatefulSet":
        return { ...head, metadata, spec: { ...scaled, serviceName: "web", ...selector, template } };
      case "Deployment":
        return { ...head, metadata, spec: { ...scaled, ...selector, ...chosen("strategy", strategy), template } };
      default:
        return { ...head, metadata, spec: { ...scaled, ...selector, template } };
    }
  });

const service = fc
  .record({
    name: fc.constantFrom("web", "front"),
    type: maybe("ClusterIP", "NodePort", "LoadBalancer"),
    isHeadless: fc.boolean(),
    selects: fc.constantFrom("web", "web", "other"),
    ports: fc.uniqueArray(
      fc.record({
        name: maybe("a", "b"),
        port: fc.constantFrom(80, 8080, 443),
        targetPort: maybe<Content>(80, "http", 8080),
        nodePort: maybe(30080, 31000),
      }),
      { minLength: 1, maxLength: 2, selector: (own) => own.port },
    ),
    policy: maybe("Local"),
  })
  .map(({ name, type, isHeadless, selects, ports: own, policy }): Fields => {
    const isOpen = type === "NodePort" || type === "LoadBalancer";
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name },
      spec: {
        ...chosen("type", type),
        ...(isHeadless && !isOpen ? { clusterIP: "None" } : {}),
        selector: { app: selects },
        ports: own.map(({ name: portName, port: number, targetPort, nodePort }) => ({
          ...chosen("name", portName),
          port: number,
          ...chosen("targetPort", targetPort),
          ...(isOpen ? chosen("nodePort", nodePort) : {}),
        })),
        ...(isOpen ? chosen("externalTrafficPolicy", policy) : {}),
      },
    };
  });

const services = fc.uniqueArray(service, {
  maxLength: 2,
  selector: ({ metadata }) => JSON.stringify(metadata),
});

/** How somebody writes YAML. */
interface Style {
  readonly step: number;
  readonly indentsLists: boolean;
  /** From this depth on a document is in flow style; from 0 on all of it. */
  readonly flowFrom: number;
  readonly isJson: boolean;
  readonly comments: readonly ("none" | "above" | "behind")[];
  readonly isCrLf: boolean;
  readonly hasMark: boolean;
  readonly endsLine: boolean;
  readonly layout: "documents" | "list" | "files";
}

const style: fc.Arbitrary<Style> = fc.record({
  step: fc.constantFrom(2, 2, 4),
  indentsLists: fc.boolean(),
  flowFrom: fc.constantFrom(99, 99, 99, 0, 1, 4, 7),
  isJson: fc.constantFrom(false, false, false, true),
  comments: fc.array(fc.constantFrom("none", "none", "above", "behind"), { minLength: 1, maxLength: 7 }),
  isCrLf: fc.boolean(),
  hasMark: fc.boolean(),
  endsLine: fc.constantFrom(true, true, false),
  layout: fc.constantFrom("documents", "list", "files"),
});

/** A workload with host ports or on the host network, beside Services, in some style. */
export const manifests: fc.Arbitrary<Written> = fc
  .record({ workload, services, style, isFirst: fc.boolean() })
  .map(({ workload: own, services: beside, style: how, isFirst }) => {
    const objects = isFirst ? [own, ...beside] : [...beside, own];
    return { texts: write(objects, how) };
  });

const FOLDER = "file:///manifests-of-somebody/app";

function write(objects: readonly Fields[], how: Style): ReadonlyMap<string, string> {
  const ending = how.isJson ? "json" : "yaml";
  if (how.layout === "files")
    return new Map(
      objects.map((object, index) => [`${FOLDER}/${index}.${ending}`, ended([document(object, how)], how)]),
    );
  if (how.layout === "list" || how.isJson) {
    const list = { apiVersion: "v1", kind: "List", items: objects };
    return new Map([[`${FOLDER}/all.${ending}`, ended([document(list, how)], how)]]);
  }
  return new Map([
    [
      `${FOLDER}/all.yaml`,
      ended(
        objects.map((object) => document(object, how)),
        how,
      ),
    ],
  ]);
}

function document(object: Fields, how: Style): string {
  if (how.isJson) return JSON.stringify(object, undefined, how.step);
  const lines = how.flowFrom === 0 ? [writeFlow(object, false)] : block(object, how, 0, 1);
  return lines
    .flatMap((line, index) => {
      const comment = how.comments[index % how.comments.length];
      const indent = /^ */.exec(line)?.[0] ?? "";
      if (comment === "above") return [`${indent}# kept line${index}`, line];
      return [comment === "behind" ? `${line} # line${index}` : line];
    })
    .join("\n");
}

function ended(documents: readonly string[], how: Style): string {
  const text = documents.join("\n--- # about next\n") + (how.endsLine ? "\n" : "");
  return (how.hasMark && !how.isJson ? "\uFEFF" : "") + (how.isCrLf ? text.replaceAll("\n", "\r\n") : text);
}

function block(content: Content, how: Style, column: number, depth: number): string[] {
  const indent = " ".repeat(column);
  if (Array.isArray(content)) {
    return (content as readonly Content[]).flatMap((item) => {
      if (typeof item !== "object" || depth >= how.flowFrom) return [`${indent}- ${writeFlow(item, false)}`];
      const [first = "", ...rest] = block(item, how, column + 2, depth + 1);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  return Object.entries(content as Fields).flatMap(([key, value]) => {
    if (typeof value !== "object" || depth >= how.flowFrom)
      return [`${indent}${writeScalar(key)}: ${writeFlow(value, false)}`];
    const isList = Array.isArray(value);
    return [
      `${indent}${writeScalar(key)}:`,
      ...block(value, how, isList && !how.indentsLists ? column : column + how.step, depth + 1),
    ];
  });
}
