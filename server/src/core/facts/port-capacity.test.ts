import assert from "node:assert/strict";
import { test } from "node:test";
import type { Settings } from "../settings/settings.ts";
import { affinity, CONTAINERS, pod, unitOf } from "../testing/unit-of.ts";
import { eligibleNodes, podCount } from "./placement.ts";
import { overbooked } from "./port-capacity.ts";

const POOL_A = "nodeSelector: {pool: a}";
const IN = (values: string): string => affinity(`{matchExpressions: [{key: pool, operator: In, values: [${values}]}]}`);

const NODES = ["a", "a", "b"]
  .map(
    (pool, index) =>
      `---\napiVersion: v1\nkind: Node\nmetadata: {name: n${index}, labels: {pool: ${pool}, kubernetes.io/hostname: n${index}}}\n`,
  )
  .join("");

const ELIGIBLE: readonly (readonly [
  title: string,
  spec: string,
  nodes: string,
  settings: Partial<Settings>,
  sure: number | undefined,
  possible?: number,
])[] = [
  ["nobody says", "", "", {}, undefined],
  ["named by the pod", "nodeName: n1", "", {}, 1, 1],
  ["named by its host name", "nodeSelector: {kubernetes.io/hostname: n1}", "", {}, 1, 1],
  ["named, and more is asked", "nodeSelector: {kubernetes.io/hostname: n1, disk: ssd}", "", {}, 0, 1],
  [
    "two named",
    affinity(
      "{matchFields: [{key: metadata.name, operator: In, values: [n1]}]}",
      "{matchFields: [{key: metadata.name, operator: In, values: [n2]}]}",
    ),
    "",
    {},
    2,
    2,
  ],
  ["counted", "", "", { nodeCount: 5 }, 5, 5],
  ["counted, some of them", POOL_A, "", { nodeCount: 5 }, 0, 5],
  ["counted, one named", "nodeName: n1", "", { nodeCount: 5 }, 1, 1],
  ["a single node", "", "", { singleNode: true }, 1, 1],
  ["manifests", "", NODES, {}, 3, 3],
  ["manifests beat the count", "", NODES, { nodeCount: 9 }, 3, 3],
  ["manifests of a pool", POOL_A, NODES, {}, 2, 2],
  ["manifests that do not say", "nodeSelector: {kubernetes.io/os: linux}", NODES, {}, 0, 3],
  [
    "workers of kind",
    "",
    "---\napiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: control-plane}, {role: worker}, {role: worker}]\n",
    {},
    2,
    2,
  ],
  [
    "kind, its control plane tolerated",
    "tolerations: [{operator: Exists}]",
    "---\napiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: [{role: control-plane}, {role: worker}]\n",
    {},
    undefined,
  ],
  [
    "servers and agents of k3d",
    "",
    "---\napiVersion: k3d.io/v1alpha5\nkind: Simple\nservers: 1\nagents: 2\n",
    {},
    3,
    3,
  ],
];

for (const [title, spec, nodes, settings, sure, possible] of ELIGIBLE)
  test(`eligible nodes: ${title}`, () => {
    const { unit, workloads } = unitOf(`${pod(spec)}${nodes}`, settings);
    const [member] = workloads;
    assert.ok(member);
    const found = eligibleNodes(member, unit);
    assert.deepEqual(
      found && [found.sure.size, found.possible.size],
      sure === undefined ? undefined : [sure, possible],
    );
  });

const HPA = (minimum: string): string =>
  `---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {scaleTargetRef: {kind: Deployment, name: web}, ${minimum}maxReplicas: 9}\n`;
const WEB = (more: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {${more}template: {spec: {${CONTAINERS}}}}\n`;
const JOB = (more: string): string =>
  `apiVersion: batch/v1\nkind: Job\nmetadata: {name: j}\nspec: {${more}template: {spec: {${CONTAINERS}}}}\n`;

const COUNTS: readonly (readonly [title: string, text: string, expected: number | undefined])[] = [
  ["a Pod", pod(""), 1],
  ["a Deployment without a number", WEB(""), 1],
  ["a Deployment", WEB("replicas: 4, "), 4],
  ["a templated number", WEB("replicas: '{{ .Values.replicas }}', "), undefined],
  ["an autoscaler's minimum", WEB("replicas: 4, ") + HPA("minReplicas: 2, "), 2],
  ["an autoscaler's default", WEB("replicas: 4, ") + HPA(""), 1],
  ["an autoscaler that is switched off", WEB("replicas: 0, ") + HPA("minReplicas: 2, "), 0],
  ["a Job", JOB(""), 1],
  ["a parallel Job", JOB("parallelism: 4, completions: 9, "), 4],
  ["a Job with fewer pods than may run", JOB("parallelism: 4, completions: 3, "), 3],
  ["a work queue", JOB("parallelism: 4, "), 4],
  ["a suspended Job", JOB("suspend: true, parallelism: 4, "), 0],
  ["a DaemonSet", pod("", "DaemonSet"), undefined],
];

for (const [title, text, expected] of COUNTS)
  test(`pod count: ${title}`, () => {
    const { unit, workloads } = unitOf(text);
    const [member] = workloads;
    assert.ok(member);
    assert.equal(podCount(member, unit), expected);
  });

const ON = (index: number): string => `nodeName: n${index}`;
const DEPLOYMENT = (replicas: number, spec = ""): string => pod(spec, "Deployment", `replicas: ${replicas}, `);

/** The first workload beside all others, whose claims conflict with it and with one another. */
const CROWDS: readonly (readonly [
  title: string,
  workloads: readonly string[],
  expected: readonly [number, number] | undefined,
])[] = [
  ["as many pods as nodes", [DEPLOYMENT(1), DEPLOYMENT(2)], undefined],
  ["one pod too many", [DEPLOYMENT(2), DEPLOYMENT(2)], [4, 3]],
  ["two DaemonSets on the same nodes", [pod("", "DaemonSet"), pod("", "DaemonSet")], [6, 3]],
  [
    "two DaemonSets on different pools",
    [pod(POOL_A, "DaemonSet"), pod("nodeSelector: {pool: b}", "DaemonSet")],
    undefined,
  ],
  ["a DaemonSet everywhere and a replica", [DEPLOYMENT(1), pod("", "DaemonSet")], [4, 3]],
  ["a DaemonSet that leaves a node", [DEPLOYMENT(1), pod(POOL_A, "DaemonSet")], undefined],
  ["a DaemonSet that leaves a node for two", [DEPLOYMENT(2), pod(POOL_A, "DaemonSet")], [4, 3]],
  [
    "three objects, of which every two would fit",
    [DEPLOYMENT(1, POOL_A), DEPLOYMENT(1, POOL_A), DEPLOYMENT(1, POOL_A)],
    [3, 2],
  ],
  ["pushed aside by a third", [DEPLOYMENT(1, IN("a")), DEPLOYMENT(2, IN("a, b")), pod(ON(2))], [4, 3]],
  ["pushed aside, but with room", [DEPLOYMENT(1, IN("a")), DEPLOYMENT(1, IN("a, b")), pod(ON(2))], undefined],
  ["not to blame for two others' fight", [DEPLOYMENT(1), pod(ON(0)), pod(`${ON(0)}, priority: 1`)], undefined],
  ["its own excess is not the others' fault", [DEPLOYMENT(5, POOL_A), pod(ON(2))], undefined],
];

for (const [title, texts, expected] of CROWDS)
  test(`overbooked: ${title}`, () => {
    const { unit, workloads } = unitOf(texts.map((text) => `---\n${text}`).join("") + NODES);
    const [subject, ...others] = workloads;
    assert.ok(subject);
    assert.equal(others.length, texts.length - 1);
    const found = overbooked(subject, others, unit);
    assert.deepEqual(found && [found.pods, found.placed], expected);
  });
