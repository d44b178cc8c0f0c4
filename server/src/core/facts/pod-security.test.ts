import assert from "node:assert/strict";
import { test } from "node:test";
import { levelVersionText, podSecurityLabelProblem, podSecurityPolicy } from "../kubernetes/pod-security-labels.ts";
import type { SecurityFacts } from "./facts.ts";
import { type CheckedPod, failedChecks } from "./pod-security.ts";

const P = "pod-security.kubernetes.io/";

/** Source: k8s.io/pod-security-admission/api helpers_test.go, and what a server of v1.37 answered. */
test("a namespace's labels become a policy", () => {
  for (const [labels, enforced, expected] of [
    [{}, "privileged", "privileged:latest privileged:latest privileged:latest"],
    [{}, "baseline", "baseline:latest privileged:latest privileged:latest"],
    // Warning follows what is enforced, with its version, unless a label says otherwise.
    [{ enforce: "baseline" }, "privileged", "baseline:latest privileged:latest baseline:latest"],
    [
      { enforce: "restricted", "enforce-version": "v1.30" },
      "privileged",
      "restricted:v1.30 privileged:latest restricted:v1.30",
    ],
    [
      { enforce: "baseline", "warn-version": "v1.20" },
      "privileged",
      "baseline:latest privileged:latest baseline:v1.20",
    ],
    [{ enforce: "baseline", warn: "privileged" }, "privileged", "baseline:latest privileged:latest privileged:latest"],
    [{ enforce: "baseline", warn: "restricted" }, "privileged", "baseline:latest privileged:latest restricted:latest"],
    [
      { audit: "restricted", "audit-version": "v1.0" },
      "privileged",
      "privileged:latest restricted:v1.0 privileged:latest",
    ],
    [{ enforce: "privileged" }, "restricted", "privileged:latest privileged:latest privileged:latest"],
    [{ "enforce-version": "v1.30" }, "baseline", "baseline:v1.30 privileged:latest privileged:latest"],
    [{ enforce: "none" }, "privileged", undefined],
    [{ "warn-version": "1.30" }, "privileged", undefined],
  ] as const) {
    const prefixed = Object.fromEntries(Object.entries(labels).map(([key, value]) => [P + key, value]));
    const policy = podSecurityPolicy(prefixed, enforced);
    const text = policy && [policy.enforce, policy.audit, policy.warn].map(levelVersionText).join(" ");
    assert.equal(text, expected, JSON.stringify(labels));
  }
});

test("levels and versions are checked as the server does", () => {
  const level = "must be one of privileged, baseline, restricted";
  const version = 'must be "latest" or "v1.x"';
  for (const [key, value, problem] of [
    ["enforce", "baseline", undefined],
    ["enforce", "Baseline", level],
    ["warn", "", level],
    ["audit-version", "latest", undefined],
    ["audit-version", "v1.0", undefined],
    ["audit-version", "v1.37", undefined],
    ["audit-version", "v1.037", version],
    ["audit-version", "v2.0", version],
    ["audit-version", "v1.37.2", version],
    ["other", "anything", undefined],
  ] as const)
    assert.equal(podSecurityLabelProblem(P + key, value), problem, `${key}: ${value}`);
});

const POD: CheckedPod = {
  hostNetwork: true,
  security: {
    capabilities: [
      { container: "b", names: ["SYS_TIME", "NET_ADMIN"] },
      { container: "a", names: ["NET_ADMIN"] },
    ],
    hostNamespaces: ["hostPID"],
    hostPathVolumes: ["sys"],
    hostPorts: [
      { container: "b", port: 30, at: 0 },
      { container: "b", port: 100, at: 1 },
      { container: "a", port: 30, implied: true, at: 2 },
    ],
    probeHosts: [
      { container: "b", host: "localhost", at: 3 },
      { container: "a", host: "10.0.0.1", at: 4 },
    ],
  },
};
const CAPABILITIES =
  'non-default capabilities (containers "b", "a" must not include "NET_ADMIN", "SYS_TIME" in securityContext.capabilities.add)';
const NAMESPACES = "host namespaces (hostNetwork=true, hostPID=true)";
const VOLUMES = 'hostPath volumes (volume "sys")';
const PORTS = 'hostPort (containers "b", "a" use hostPorts 100, 30)';
const HOSTS = 'probe or lifecycle host (containers "a", "b" use probe or lifecycle hosts "10.0.0.1", "localhost")';

test("what fails is said in the server's order and words", () => {
  for (const [level, version, minor, expected] of [
    ["privileged", "latest", 37, []],
    ["baseline", "latest", 37, [CAPABILITIES, NAMESPACES, VOLUMES, PORTS, HOSTS]],
    // Other checks take the place of those for capabilities and volumes.
    ["restricted", "latest", 37, [NAMESPACES, PORTS, HOSTS]],
    ["baseline", 34, 37, [CAPABILITIES, NAMESPACES, VOLUMES, PORTS, HOSTS]],
    ["baseline", 33, 37, [CAPABILITIES, NAMESPACES, VOLUMES, PORTS]],
    // A server knows no checks that are newer than itself.
    ["baseline", "latest", 33, [CAPABILITIES, NAMESPACES, VOLUMES, PORTS]],
    ["baseline", 40, 33, [CAPABILITIES, NAMESPACES, VOLUMES, PORTS]],
  ] as const)
    assert.deepEqual(
      failedChecks(POD, { level, version }, minor).map(({ text }) => text),
      expected,
      `${level}:${version} on ${minor}`,
    );
});

test("one container, one port, one host", () => {
  const security: SecurityFacts = {
    hostPorts: [{ container: "web", port: 80, at: 0 }],
    probeHosts: [{ container: "web", host: "::1", at: 1 }],
  };
  const texts = failedChecks({ hostNetwork: false, security }, { level: "baseline", version: "latest" }, 37);
  assert.deepEqual(
    texts.map(({ text }) => text),
    [
      'hostPort (container "web" uses hostPort 80)',
      'probe or lifecycle host (container "web" uses probe or lifecycle host "::1")',
    ],
  );
});
