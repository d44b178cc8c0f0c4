import assert from "node:assert/strict";
import { test } from "node:test";
import { distinctPortName, labelProblems, nearestPortName, portNameProblems, subdomainProblems } from "./names.ts";

const LENGTH = "must be no more than 15 characters";
const CHARACTERS = "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
const LETTER = "must contain at least one letter (a-z)";
const CONSECUTIVE = "must not contain consecutive hyphens";
const ENDS = "must not begin or end with a hyphen";

const PORT_NAMES: readonly (readonly [string, readonly string[]])[] = [
  ["http", []],
  ["a", []],
  ["0a", []],
  ["h-t-t-p", []],
  ["exactly-15-char", []],
  ["metrics-exporter", [LENGTH]],
  ["HTTP", [CHARACTERS, LETTER]],
  ["Http", [CHARACTERS]],
  ["web_http", [CHARACTERS]],
  ["http.alt", [CHARACTERS]],
  ["web http", [CHARACTERS]],
  ["http\n", [CHARACTERS]],
  ["8080", [LETTER]],
  ["80-80", [LETTER]],
  ["http--alt", [CONSECUTIVE]],
  ["-http", [ENDS]],
  ["http-", [ENDS]],
  ["-", [LETTER, ENDS]],
  ["--", [LETTER, CONSECUTIVE, ENDS]],
  ["", [CHARACTERS, LETTER]],
  ["Prometheus_Metrics_Port", [LENGTH, CHARACTERS]],
  // The length is counted in bytes of UTF-8: here 8 times 2, 5 times 3 and 4 times 4.
  ["\u00e4".repeat(8), [LENGTH, CHARACTERS, LETTER]],
  ["\u20ac".repeat(5), [CHARACTERS, LETTER]],
  ["\u{1f6a2}".repeat(4), [LENGTH, CHARACTERS, LETTER]],
];

for (const [name, problems] of PORT_NAMES)
  test(`the port name ${JSON.stringify(name)}`, () => assert.deepEqual(portNameProblems(name), problems));

const LABELS: readonly (readonly [string, number])[] = [
  ["http", 0],
  ["8080", 0],
  ["a--b", 0],
  ["a".repeat(63), 0],
  ["a".repeat(64), 1],
  ["A".repeat(64), 2],
  ["a.b", 1],
  ["a_b", 1],
  ["-a", 1],
  ["a-", 1],
  ["", 1],
];

for (const [name, count] of LABELS)
  test(`the label ${JSON.stringify(name)}`, () => assert.equal(labelProblems(name).length, count));

const SUBDOMAINS: readonly (readonly [string, number])[] = [
  ["example.com", 0],
  ["10.9.8.7", 0],
  ["a".repeat(253), 0],
  ["a".repeat(254), 1],
  ["example.com.", 1],
  ["a..b", 1],
  ["my_host.example.com", 1],
  ["Example.com", 1],
];

for (const [name, count] of SUBDOMAINS)
  test(`the subdomain ${JSON.stringify(name)}`, () => assert.equal(subdomainProblems(name).length, count));

test("what is wrong with a label is said in the API server's words", () => {
  assert.deepEqual(labelProblems("A".repeat(64)), [
    "must be no more than 63 characters",
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
  ]);
});

const NEAREST: readonly (readonly [string, readonly string[], string | undefined])[] = [
  ["web_http", [], "web-http"],
  ["HTTP", [], "http"],
  ["http.alt", [], "http-alt"],
  ["http--alt", [], "http-alt"],
  ["-web-", [], "web"],
  ["8080", [], "port-8080"],
  ["metrics-exporter", [], "metrics-exporte"],
  ["prometheus-met-ric", [], "prometheus-met"],
  ["HTTP", ["http"], "http-2"],
  ["HTTP", ["http", "http-2"], "http-3"],
  ["metrics-exporter", ["metrics-exporte"], "metrics-expor-2"],
  ["123456789012345", [], "port-1234567890"],
  ["---", [], undefined],
  ["", [], undefined],
  ["\u00e4", [], undefined],
];

for (const [text, taken, name] of NEAREST)
  test(`the nearest name to ${JSON.stringify(text)} beside ${taken.join(", ") || "none"}`, () => {
    assert.equal(
      nearestPortName(text, (candidate) => taken.includes(candidate)),
      name,
    );
    if (name !== undefined) assert.deepEqual(portNameProblems(name), []);
  });

const DISTINCT: readonly (readonly [string, string | undefined, string | undefined, readonly string[], string])[] = [
  ["dns", "TCP", "UDP", ["dns"], "dns-tcp"],
  ["dns", "UDP", "UDP", ["dns"], "dns-2"],
  ["dns", undefined, "UDP", ["dns"], "dns-2"],
  ["dns", "TCP", "UDP", ["dns", "dns-tcp"], "dns-tcp-2"],
  ["a-name-of-15-ch", "SCTP", "UDP", ["a-name-of-15-ch"], "a-name-of-sctp"],
];

for (const [name, protocol, other, taken, distinct] of DISTINCT)
  test(`a name beside ${taken.join(", ")} for ${protocol ?? "an unknown protocol"}`, () =>
    assert.equal(
      distinctPortName(name, protocol, other, (candidate) => taken.includes(candidate)),
      distinct,
    ));
