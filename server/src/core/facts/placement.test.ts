import assert from "node:assert/strict";
import { test } from "node:test";
import { affinity, factsOf, pod } from "../testing/unit-of.ts";
import type { NodeFacts, WorkloadFacts } from "./facts.ts";
import { mayRunOn, mayShareNode, runsWherever } from "./placement.ts";

function workload(spec: string, kind = "Pod", more = ""): WorkloadFacts {
  const [facts] = factsOf(pod(spec, kind, more));
  assert.ok(facts?.type === "workload");
  return facts;
}

function node(text: string): NodeFacts {
  const [facts] = factsOf(`apiVersion: v1\nkind: Node\n${text}\n`);
  assert.ok(facts?.type === "node");
  return facts;
}

const LABELLED = "metadata: {name: n1, labels: {kubernetes.io/hostname: n1, pool: a, cores: '8'}}";
const TAINTED = `${LABELLED}\nspec: {taints: [{key: dedicated, value: db, effect: NoSchedule}]}`;
const DRAINED = `${LABELLED}\nspec: {taints: [{key: gone, effect: NoExecute}]}`;
const CORDONED = `${LABELLED}\nspec: {unschedulable: true}`;

const RUNS: readonly (readonly [
  title: string,
  pod: string,
  node: string,
  expected: boolean | undefined,
  kind?: string,
])[] = [
  ["a pod that asks for nothing", "", LABELLED, true],
  ["a matching selector", "nodeSelector: {pool: a}", LABELLED, true],
  ["another value", "nodeSelector: {pool: b}", LABELLED, false],
  ["a label that the node has not", "nodeSelector: {gpu: 'true'}", LABELLED, false],
  ["a templated value", "nodeSelector: {pool: '{{ .Values.pool }}'}", LABELLED, undefined],
  ["a label that kubelet writes", "nodeSelector: {kubernetes.io/os: linux}", LABELLED, undefined],
  ["the host name", "nodeSelector: {kubernetes.io/hostname: n1}", LABELLED, true],
  ["another host name", "nodeSelector: {kubernetes.io/hostname: n2}", LABELLED, false],
  [
    "the host name of a node without that label",
    "nodeSelector: {kubernetes.io/hostname: n1}",
    "metadata: {name: n1}",
    true,
  ],
  [
    "a host name on a node without that label",
    "nodeSelector: {kubernetes.io/hostname: n2}",
    "metadata: {name: n1}",
    undefined,
  ],
  ["the node's name", "nodeName: n1", LABELLED, true],
  ["another node's name", "nodeName: n2", LABELLED, false],
  ["In", affinity("{matchExpressions: [{key: pool, operator: In, values: [a, b]}]}"), LABELLED, true],
  ["NotIn", affinity("{matchExpressions: [{key: pool, operator: NotIn, values: [a]}]}"), LABELLED, false],
  [
    "NotIn without the label",
    affinity("{matchExpressions: [{key: gpu, operator: NotIn, values: [x]}]}"),
    LABELLED,
    true,
  ],
  ["Exists", affinity("{matchExpressions: [{key: pool, operator: Exists}]}"), LABELLED, true],
  ["DoesNotExist", affinity("{matchExpressions: [{key: pool, operator: DoesNotExist}]}"), LABELLED, false],
  ["Gt", affinity("{matchExpressions: [{key: cores, operator: Gt, values: ['4']}]}"), LABELLED, true],
  ["Lt", affinity("{matchExpressions: [{key: cores, operator: Lt, values: ['8']}]}"), LABELLED, false],
  ["Gt of a word", affinity("{matchExpressions: [{key: pool, operator: Gt, values: ['4']}]}"), LABELLED, false],
  [
    "one of two terms",
    affinity(
      "{matchExpressions: [{key: pool, operator: In, values: [b]}]}",
      "{matchExpressions: [{key: pool, operator: Exists}]}",
    ),
    LABELLED,
    true,
  ],
  ["a field", affinity("{matchFields: [{key: metadata.name, operator: In, values: [n1]}]}"), LABELLED, true],
  [
    "another name in the field",
    affinity("{matchFields: [{key: metadata.name, operator: NotIn, values: [n1]}]}"),
    LABELLED,
    false,
  ],
  ["an empty term", affinity("{}"), LABELLED, false],
  [
    "a templated requirement",
    affinity("{matchExpressions: [{key: pool, operator: In, values: ['{{ .Values.pool }}']}]}"),
    LABELLED,
    undefined,
  ],
  [
    "selector and affinity",
    `nodeSelector: {pool: b}, ${affinity("{matchExpressions: [{key: cores, operator: Exists}]}")}`,
    LABELLED,
    false,
  ],
  ["a taint", "", TAINTED, false],
  [
    "a taint, tolerated",
    "tolerations: [{key: dedicated, operator: Equal, value: db, effect: NoSchedule}]",
    TAINTED,
    true,
  ],
  ["a taint, its value not tolerated", "tolerations: [{key: dedicated, value: web}]", TAINTED, false],
  ["a taint, all tolerated", "tolerations: [{operator: Exists}]", TAINTED, true],
  [
    "a taint, another effect tolerated",
    "tolerations: [{key: dedicated, operator: Exists, effect: NoExecute}]",
    TAINTED,
    false,
  ],
  [
    "a taint, a toleration templated",
    "tolerations: [{key: '{{ .Values.key }}', operator: Exists}]",
    TAINTED,
    undefined,
  ],
  ["a taint, past the scheduler", "nodeName: n1", TAINTED, true],
  ["NoExecute, past the scheduler", "nodeName: n1", DRAINED, false],
  ["a taint that only discourages", "", `${LABELLED}\nspec: {taints: [{key: slow, effect: PreferNoSchedule}]}`, true],
  [
    "a taint of the node's condition",
    "",
    `${LABELLED}\nspec: {taints: [{key: node.kubernetes.io/not-ready, effect: NoExecute}]}`,
    true,
  ],
  ["a cordoned node", "", CORDONED, false],
  [
    "a cordoned node, tolerated",
    "tolerations: [{key: node.kubernetes.io/unschedulable, operator: Exists}]",
    CORDONED,
    true,
  ],
  ["a DaemonSet on a cordoned node", "", CORDONED, true, "DaemonSet"],
  ["a DaemonSet on a tainted node", "", TAINTED, false, "DaemonSet"],
];

for (const [title, spec, on, expected, kind] of RUNS)
  test(`may run on: ${title}`, () => assert.equal(mayRunOn(workload(spec, kind), node(on)), expected));

const POOL_A = "nodeSelector: {pool: a}";
const IN = (values: string): string => affinity(`{matchExpressions: [{key: pool, operator: In, values: [${values}]}]}`);

const SHARES: readonly (readonly [title: string, a: string, b: string, expected: boolean])[] = [
  ["nothing asked", "", "", true],
  ["one node's name twice", "nodeName: n1", "nodeName: n1", true],
  ["two nodes' names", "nodeName: n1", "nodeName: n2", false],
  [
    "a node's name and a host name: they may differ",
    "nodeName: n1",
    "nodeSelector: {kubernetes.io/hostname: n2}",
    true,
  ],
  ["selectors with different values", POOL_A, "nodeSelector: {pool: b}", false],
  ["selectors with different keys", POOL_A, "nodeSelector: {zone: b}", true],
  [
    "an old label and its successor",
    "nodeSelector: {beta.kubernetes.io/arch: arm64}",
    "nodeSelector: {kubernetes.io/arch: amd64}",
    false,
  ],
  ["a selector and In without it", POOL_A, IN("b, c"), false],
  ["a selector and In with it", POOL_A, IN("a, b"), true],
  ["disjoint In", IN("a"), IN("b"), false],
  ["In and NotIn", POOL_A, affinity("{matchExpressions: [{key: pool, operator: NotIn, values: [a]}]}"), false],
  ["a selector and DoesNotExist", POOL_A, affinity("{matchExpressions: [{key: pool, operator: DoesNotExist}]}"), false],
  [
    "Exists and DoesNotExist",
    affinity("{matchExpressions: [{key: pool, operator: Exists}]}"),
    affinity("{matchExpressions: [{key: pool, operator: DoesNotExist}]}"),
    false,
  ],
  [
    "NotIn and DoesNotExist",
    affinity("{matchExpressions: [{key: pool, operator: NotIn, values: [a]}]}"),
    affinity("{matchExpressions: [{key: pool, operator: DoesNotExist}]}"),
    true,
  ],
  [
    "bounds that leave a number",
    affinity("{matchExpressions: [{key: cores, operator: Gt, values: ['4']}]}"),
    affinity("{matchExpressions: [{key: cores, operator: Lt, values: ['6']}]}"),
    true,
  ],
  [
    "bounds that leave none",
    affinity("{matchExpressions: [{key: cores, operator: Gt, values: ['4']}]}"),
    affinity("{matchExpressions: [{key: cores, operator: Lt, values: ['5']}]}"),
    false,
  ],
  [
    "one of several terms fits",
    affinity(
      "{matchExpressions: [{key: pool, operator: In, values: [b]}]}",
      "{matchExpressions: [{key: zone, operator: Exists}]}",
    ),
    POOL_A,
    true,
  ],
  ["a templated value excludes nothing", "nodeSelector: {pool: '{{ .Values.pool }}'}", POOL_A, true],
  ["a taint is tolerated by one alone", "tolerations: [{operator: Exists}]", "", true],
];

for (const [title, a, b, expected] of SHARES)
  test(`may share a node: ${title}`, () => {
    assert.equal(mayShareNode(workload(a).placement, workload(b).placement), expected);
    assert.equal(mayShareNode(workload(b).placement, workload(a).placement), expected);
  });

const DEDICATED = "tolerations: [{key: dedicated, operator: Exists}]";

const EVERYWHERE: readonly (readonly [
  title: string,
  daemon: string,
  other: string,
  kind: string,
  expected: boolean,
])[] = [
  ["beside a Deployment", "", "", "Deployment", true],
  ["beside a Deployment on a pool", "", POOL_A, "Deployment", true],
  ["not from a pool", POOL_A, "", "Deployment", false],
  ["not on nodes that only the other tolerates", "", DEDICATED, "Deployment", false],
  ["with the same toleration", DEDICATED, DEDICATED, "Deployment", true],
  ["with a toleration for all", "tolerations: [{operator: Exists}]", DEDICATED, "Deployment", true],
  ["two DaemonSets share the untainted nodes", "", DEDICATED, "DaemonSet", true],
];

for (const [title, daemon, other, kind, expected] of EVERYWHERE)
  test(`runs wherever: ${title}`, () =>
    assert.equal(runsWherever(workload(daemon, "DaemonSet"), workload(other, kind)), expected));
