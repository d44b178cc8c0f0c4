import assert from "node:assert/strict";
import { test } from "node:test";
import { RULES } from "../rules/registry.generated.ts";
import type { Rule } from "../rules/rule.ts";
import { DEFAULT_SETTINGS, type Settings } from "../settings/settings.ts";
import { clustersOf } from "../units/clusters.ts";
import type { Finding } from "./finding.ts";
import { createWorkspace } from "./workspace.ts";

const URI = "file:///shop/web.yaml";

/** Two containers, each with a host port in a namespace that forbids it, and a probe with a host. */
const MANIFEST = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels: {pod-security.kubernetes.io/enforce: baseline}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
    - name: front
      image: front:1
      ports: [{containerPort: 80, hostPort: 30080}]
      livenessProbe: {httpGet: {host: 127.0.0.1, port: 80}}
    - name: back
      image: back:1
      ports: [{containerPort: 81, hostPort: 81}]
`;

function findings(settings: Partial<Settings>, rules: readonly Rule[] = RULES): readonly Finding[] {
  const workspace = createWorkspace({ rules, settings: { ...DEFAULT_SETTINGS, ...settings } });
  workspace.update(URI, MANIFEST, true);
  return workspace.findings(URI);
}

/** Whether a rule finds anything, whatever others would say of the same places. */
function has(rule: string, settings: Partial<Settings>): boolean {
  return (
    findings(
      settings,
      RULES.filter(({ id }) => id === rule),
    ).length > 0
  );
}

function rulesOf(found: readonly Finding[]): string[] {
  return [...new Set(found.map(({ rule }) => rule))].sort();
}

test("a severity replaces all levels of a rule; off silences it, and what it had replaced comes back", () => {
  const levels = (rule: string, found: readonly Finding[]): string[] =>
    found.filter((finding) => finding.rule === rule).map(({ level }) => level);
  const hinted = findings({ rules: { "psa-host-port-forbidden": "hint" } });
  assert.deepEqual(new Set(levels("psa-host-port-forbidden", hinted)), new Set(["hint"]));
  const off = findings({ rules: { "psa-host-port-forbidden": "off" } });
  assert.ok(!rulesOf(off).includes("psa-host-port-forbidden"));
  assert.ok(!rulesOf(findings({})).includes("host-port-in-node-port-range"));
  assert.ok(rulesOf(off).includes("host-port-in-node-port-range"));
  assert.ok(!has("host-port-cni-dependent", {}));
  assert.ok(has("host-port-cni-dependent", { rules: { "host-port-cni-dependent": "information" } }));
});

test("an exemption wants all of its members to match, exactly or by a glob", () => {
  const all = rulesOf(findings({}));
  assert.ok(all.includes("psa-host-port-forbidden") && all.includes("psa-probe-host-forbidden"));
  for (const exemption of [
    { name: "web" },
    { namespace: "sho?" },
    { kind: "Po*", name: "w*b" },
    { rule: "*", kind: "Pod", namespace: "shop", name: "web" },
  ])
    assert.deepEqual(rulesOf(findings({ exempt: [exemption] })), [], JSON.stringify(exemption));
  for (const exemption of [{ name: "we" }, { namespace: "shop", name: "db" }, { kind: "pod" }, { rule: "psa" }])
    assert.deepEqual(rulesOf(findings({ exempt: [exemption] })), all, JSON.stringify(exemption));
  const noPorts = rulesOf(findings({ exempt: [{ rule: "psa-host-port-*" }] }));
  assert.ok(!noPorts.includes("psa-host-port-forbidden") && noPorts.includes("psa-probe-host-forbidden"));
});

test("an exemption of a container leaves the others, in what looks at the namespace as well", () => {
  const found = findings({ exempt: [{ container: "front" }] });
  assert.ok(found.length > 0);
  assert.deepEqual([...new Set(found.map(({ object }) => object.container))], ["back"]);
  assert.deepEqual(findings({ exempt: [{ container: "front" }, { container: "back" }] }), []);
});

test("what the cluster is like decides about ports", () => {
  assert.ok(has("host-port-in-node-port-range", {}));
  assert.ok(!has("host-port-in-node-port-range", { nodePortRange: { from: 31000, to: 32767 } }));
  assert.ok(!has("host-port-reserved", {}));
  assert.ok(has("host-port-reserved", { reservedPorts: { "81/TCP": "our router" } }));
  assert.ok(!has("host-port-reserved", { reservedPorts: { "81/UDP": "our router" } }));
  assert.ok(!has("psa-probe-host-forbidden", { kubernetesMinor: 33 }));
  assert.ok(has("host-port-managed-platform", { platform: "eks-fargate" }));
});

test("objects of different clusters never conflict, and each cluster has its own settings", () => {
  const pod = (name: string): string =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {nodeName: node-1, containers: [{name: c, image: c:1, ports: [{containerPort: 80, hostPort: 8080}]}]}\n`;
  const service =
    "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {type: NodePort, ports: [{port: 80, nodePort: 20080}]}\n";
  const found = (prod: readonly string[], dev: readonly string[]): string[] => {
    const config = { clusters: { prod: { paths: [...prod], nodePortRange: "20000-22767" }, dev: { paths: [...dev] } } };
    const workspace = createWorkspace({
      rules: RULES,
      settings: DEFAULT_SETTINGS,
      clusters: clustersOf(config, "file:///repo", DEFAULT_SETTINGS),
    });
    const texts = { "a/one.yaml": pod("one"), "b/two.yaml": pod("two"), "a/s.yaml": service, "b/s.yaml": service };
    for (const [name, text] of Object.entries(texts)) workspace.update(`file:///repo/${name}`, text, true);
    return Object.keys(texts).flatMap((name) =>
      workspace
        .findings(`file:///repo/${name}`)
        .filter(({ rule }) => rule === "host-port-collision" || rule === "node-port-out-of-range")
        .map(({ rule }) => `${name} ${rule}`),
    );
  };
  assert.deepEqual(found(["a"], ["b"]), ["b/s.yaml node-port-out-of-range"]);
  assert.deepEqual(found(["a", "b/"], ["none"]), ["a/one.yaml host-port-collision", "b/two.yaml host-port-collision"]);
  assert.deepEqual(found(["a/**", "./b"], ["none"]), [
    "a/one.yaml host-port-collision",
    "b/two.yaml host-port-collision",
  ]);
});
