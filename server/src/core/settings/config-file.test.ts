import assert from "node:assert/strict";
import { test } from "node:test";
import type { Config } from "./config.ts";
import { readConfigFile } from "./config-file.ts";
import { resolveSettings, withCluster } from "./resolve.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";

const RULES = ["host-port-collision", "host-network-used"];

/** What counts of a configuration, and what its problems underline. */
function read(text: string): { readonly config: unknown; readonly wrong: string[] } {
  const { config, problems } = readConfigFile(text, RULES);
  return { config, wrong: problems.map(({ start, end }) => text.slice(start, end)) };
}

test("a configuration is data, in YAML or JSON; an empty one is none", () => {
  const config = { kubernetesVersion: "1.30", nodeCount: 3, rules: { "host-port-collision": "off" } };
  const yaml = "---\nkubernetesVersion: 1.30\nnodeCount: 3\nrules:\n  host-port-collision: off\n";
  const json = '{"kubernetesVersion": "1.30", "nodeCount": 3, "rules": {"host-port-collision": "off"}}';
  for (const text of [yaml, json]) assert.deepEqual(read(text), { config, wrong: [] });
  for (const text of ["", "# nothing\n", "~", "rules:\nexempt: null\n"])
    assert.deepEqual(read(text), { config: {}, wrong: [] });
});

for (const [name, text, config, wrong] of [
  ["a setting that does not exist", "nodeCout: 3\nnodeCount: 4\n", { nodeCount: 4 }, ["nodeCout"]],
  ["a value of another type", "nodeCount: three\nsingleNode: true\n", { singleNode: true }, ["three"]],
  ["a number below the least", "nodeCount: 0\nmaxFileSize: -1\n", {}, ["0", "-1"]],
  ["a word that is none of the choices", "kubeProxyMode: userspace\ncni: calico\n", { cni: "calico" }, ["userspace"]],
  ["a version of another form", 'kubernetesVersion: "1.x"\n', {}, ['"1.x"']],
  ["a range that is none", "nodePortRange: 30000\nephemeralPortRange: many\n", {}, ["30000", "many"]],
  ["a range the wrong way round", "nodePortRange: 32767-30000\n", {}, ["32767-30000"]],
  ["a range beyond the last port", "ephemeralPortRange: 32768-70000\n", {}, ["32768-70000"]],
  [
    "one severity among others",
    "rules: {host-port-collision: warn, host-network-used: off}\n",
    { rules: { "host-network-used": "off" } },
    ["warn"],
  ],
  [
    "a rule that does not exist",
    "rules: {host-port-colision: error}\nexempt: [{rule: host-netwrk-used}, {rule: host-*}]\n",
    { rules: { "host-port-colision": "error" }, exempt: [{ rule: "host-netwrk-used" }, { rule: "host-*" }] },
    ["host-port-colision", "host-netwrk-used"],
  ],
  [
    // Without the member that cannot be read it would hold for more objects than was meant.
    "an exemption, as a whole",
    "exempt:\n  - {rule: host-*, nam: web}\n  - {kind: [Pod]}\n  - {}\n  - {kind: Pod}\n",
    { exempt: [{ kind: "Pod" }] },
    ["nam", "kind", "{}"],
  ],
  ["one glob among others", "exclude: [a, 5, b]\n", { exclude: ["a", "b"] }, ["5"]],
  ["a text for a list", "exclude: a\n", {}, ["a"]],
  [
    "one port among others",
    "reservedPorts: {9100/TCP: exporter, 80: web, 99999/UDP: far, 443/TCP: 5}\n",
    { reservedPorts: { "9100/TCP": "exporter" } },
    ["80", "99999/UDP", "5"],
  ],
  [
    "a cluster's setting, and a cluster that is nowhere",
    "clusters:\n  prod: {paths: [prod], nodeCount: 0}\n  dev: {nodeCount: 1}\n  none: {paths: []}\n  odd: {paths: [odd], nodes: 3}\n",
    { clusters: { prod: { paths: ["prod"] }, odd: { paths: ["odd"] } } },
    ["0", "dev", "paths", "nodes"],
  ],
  ["a key written twice", "nodeCount: 3\nnodeCount: 4\n", { nodeCount: 4 }, ["nodeCount"]],
] as const)
  test(`told of, with the rest left to count: ${name}`, () => {
    assert.deepEqual(read(text), { config, wrong });
  });

test("what is no mapping, and what is no YAML, is told of once", () => {
  assert.equal(read("- a\n- b\n").wrong.length, 1);
  const broken = read("nodeCount: 3\nrules: [host-port-collision: {\n  singleNode: [\n");
  assert.deepEqual(broken.wrong.length, 1);
});

test("every problem says what is wrong in words of its own", () => {
  const text = "nodeCount: a\ncni: [b]\nplatform: c\nrules: {x: d}\nexempt: [{y: e}]\nclusters: {z: {}}\nw: 1\n";
  const messages = readConfigFile(text, RULES).problems.map(({ message }) => message);
  assert.ok(messages.length >= 7);
  for (const message of messages) assert.doesNotMatch(message, /Invalid (?:type|key|value)|undefined/);
});

test("the file wins over the editor, entry by entry; a cluster over both", () => {
  const editor: Config = { nodeCount: 5, cni: "calico", rules: { a: "off", b: "hint" }, exempt: [{ rule: "a" }] };
  const file = {
    nodeCount: 3,
    kubernetesVersion: "v1.34.2",
    nodePortRange: "20000-22767",
    rules: { b: "error" },
  } as const;
  const settings = resolveSettings(editor, { ...file, exempt: [{ name: "web" }] });
  assert.deepEqual(settings, {
    ...DEFAULT_SETTINGS,
    nodeCount: 3,
    cni: "calico",
    kubernetesMinor: 34,
    nodePortRange: { from: 20000, to: 22767 },
    rules: { a: "off", b: "error" },
    exempt: [{ rule: "a" }, { name: "web" }],
  });
  const cluster = withCluster(settings, { nodeCount: 1, kubernetesVersion: "1.30" });
  assert.deepEqual([cluster.nodeCount, cluster.kubernetesMinor, cluster.cni], [1, 30, "calico"]);
});
