import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSection } from "../yaml/parse.ts";
import { type ClaimKey, claimsConflict, claimsOf, isWildcard } from "./claims.ts";
import { readResources } from "./resource.ts";

/** The claims of a Pod whose spec is given in flow style, each as `address:port/protocol via`. */
function claimsOfSpec(spec: string): readonly string[] {
  const [resource] = readResources(parseSection(`{apiVersion: v1, kind: Pod, spec: ${spec}}\n`));
  assert.ok(resource?.type === "workload" && resource.pod);
  return claimsOf(resource.pod).map(
    ({ hostIP, port, protocol, via }) => `${hostIP ?? "?"}:${port}/${protocol ?? "?"} ${via}`,
  );
}

const SPECS: readonly (readonly [string, string, readonly string[]])[] = [
  ["a host port", "{containers: [{ports: [{containerPort: 80, hostPort: 8080}]}]}", [":8080/TCP hostPort"]],
  [
    "its address and protocol",
    "{containers: [{ports: [{containerPort: 80, hostPort: 53, hostIP: 10.0.0.5, protocol: UDP}]}]}",
    ["10.0.0.5:53/UDP hostPort"],
  ],
  [
    "an empty protocol is TCP",
    '{containers: [{ports: [{containerPort: 80, hostPort: 80, protocol: ""}]}]}',
    [":80/TCP hostPort"],
  ],
  [
    "0, null and nothing claim nothing",
    "{containers: [{ports: [{containerPort: 80, hostPort: 0}, {containerPort: 81, hostPort: null}, {containerPort: 82}]}]}",
    [],
  ],
  [
    "numbers that are no ports claim nothing",
    "{containers: [{ports: [{containerPort: 80, hostPort: 70000}, {containerPort: 80, hostPort: -1}]}]}",
    [],
  ],
  [
    "wrong types claim nothing",
    '{containers: [{ports: [{containerPort: 80, hostPort: "8080"}, {containerPort: 80, hostPort: 80.5}]}]}',
    [],
  ],
  [
    "a sidecar is counted behind the containers, an init container is not",
    "{initContainers: [{ports: [{containerPort: 1, hostPort: 1}]}, {restartPolicy: Always, ports: [{containerPort: 2, hostPort: 2}]}], containers: [{ports: [{containerPort: 3, hostPort: 3}]}]}",
    [":3/TCP hostPort", ":2/TCP hostPort"],
  ],
  [
    "whoever may be a sidecar is not counted",
    '{initContainers: [{restartPolicy: "{{ .Values.policy }}", ports: [{containerPort: 2, hostPort: 2}]}]}',
    [],
  ],
  [
    "on the host network a containerPort is claimed",
    "{hostNetwork: true, containers: [{ports: [{containerPort: 80}, {containerPort: 81, hostPort: 0}, {containerPort: 82, hostPort: 82}]}]}",
    [":80/TCP hostNetwork", ":81/TCP hostNetwork", ":82/TCP hostPort"],
  ],
  [
    "on the host network, in all spellings of true",
    "{hostNetwork: yes, containers: [{ports: [{containerPort: 80}]}]}",
    [":80/TCP hostNetwork"],
  ],
  [
    "nobody knows whether it is on the host network",
    '{hostNetwork: "{{ .Values.host }}", containers: [{ports: [{containerPort: 80}, {containerPort: 81, hostPort: 81}]}]}',
    [":81/TCP hostPort"],
  ],
  [
    "a templated hostPort claims nothing, not even on the host network",
    '{hostNetwork: true, containers: [{ports: [{containerPort: 80, hostPort: "{{ .Values.port }}"}]}]}',
    [],
  ],
  [
    "unknown addresses and protocols stay unknown",
    '{containers: [{ports: [{containerPort: 80, hostPort: 80, hostIP: "{{ .Values.ip }}", protocol: "<protocol>"}]}]}',
    ["?:80/? hostPort"],
  ],
];

for (const [title, spec, claims] of SPECS) test(`claims: ${title}`, () => assert.deepEqual(claimsOfSpec(spec), claims));

const A: ClaimKey = { port: 80, protocol: "TCP", hostIP: "" };

const PAIRS: readonly (readonly [string, Partial<ClaimKey>, Partial<ClaimKey>, boolean])[] = [
  ["equal ones", {}, {}, true],
  ["other ports", {}, { port: 81 }, false],
  ["other protocols", {}, { protocol: "UDP" }, false],
  ["SCTP and SCTP", { protocol: "SCTP" }, { protocol: "SCTP" }, true],
  ["all addresses and one", {}, { hostIP: "10.0.0.5" }, true],
  ["0.0.0.0 and one", { hostIP: "0.0.0.0" }, { hostIP: "10.0.0.5" }, true],
  ["both spellings of all addresses", {}, { hostIP: "0.0.0.0" }, true],
  ["two addresses", { hostIP: "10.0.0.6" }, { hostIP: "10.0.0.5" }, false],
  ["one address twice", { hostIP: "10.0.0.5" }, { hostIP: "10.0.0.5" }, true],
  ["addresses are compared as text", { hostIP: "::1" }, { hostIP: "0:0:0:0:0:0:0:1" }, false],
  [":: and an address", { hostIP: "::" }, { hostIP: "10.0.0.5" }, false],
  [":: and an IPv6 address", { hostIP: "::" }, { hostIP: "fd00::5" }, false],
  [":: twice", { hostIP: "::" }, { hostIP: "::" }, true],
  [":: and all addresses", { hostIP: "::" }, {}, true],
  [":: and 0.0.0.0", { hostIP: "::" }, { hostIP: "0.0.0.0" }, true],
  ["an unknown protocol", { protocol: undefined }, { protocol: undefined }, false],
  ["an unknown address", { hostIP: undefined }, {}, false],
];

for (const [title, a, b, conflict] of PAIRS)
  test(`conflict: ${title}`, () => {
    assert.equal(claimsConflict({ ...A, ...a }, { ...A, ...b }), conflict);
    assert.equal(claimsConflict({ ...A, ...b }, { ...A, ...a }), conflict);
  });

for (const [address, wildcard] of [
  ["", true],
  ["0.0.0.0", true],
  ["::", false],
  ["127.0.0.1", false],
  ["0.0.0.0/0", false],
] as const)
  test(`wildcard: ${JSON.stringify(address)}`, () => assert.equal(isWildcard(address), wildcard));
