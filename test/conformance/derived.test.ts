import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { causesOf, disagreements } from "./agreement.ts";
import { decidedByServer } from "./decided.ts";
import { inFlowStyle, inList, renamed, WRAPPINGS, wrapped } from "./derive.ts";
import { findingsOf } from "./findings.ts";
import { CASES, type Case, manifestOf } from "./verdicts.ts";

/** Each case, written otherwise, agrees as well. */
const VARIANTS = { renamed, "in flow style": inFlowStyle, "in a List": inList } as const;

for (const [name, derive] of Object.entries(VARIANTS)) {
  describe(`cases ${name}`, () => {
    for (const verdict of CASES) {
      const manifest = derive(manifestOf(verdict));
      if (manifest === undefined || isAboutText(verdict)) continue;
      test(verdict.id, () => {
        assert.deepEqual(disagreements(verdict, findingsOf(verdict, manifest), manifest, decidedByServer), []);
      });
    }
  });
}

/** A key that is repeated cannot be written anew without losing one. */
function isAboutText(verdict: Case): boolean {
  return verdict.rules.includes("exposure-field-repeated");
}

/** Rules that judge a Pod and a pod template alike: for these a wrapped Pod gets the same words with another path. */
const ALIKE =
  /^(?:container-port-(?:required|out-of-range)|host-port-(?:out-of-range|duplicate-in-pod)|port-(?:protocol-invalid|name-invalid|name-duplicate-in-container)|exposure-field-type|host-network-(?:port-mismatch|host-users|hostname-override|net-sysctl))$/;

for (const wrapping of WRAPPINGS) {
  describe(`pods wrapped in a ${wrapping.kind}`, () => {
    for (const verdict of CASES) {
      const [document] = verdict.documents;
      if (verdict.mode !== "admission" || document?.kind !== "Pod" || !verdict.rules.every((rule) => ALIKE.test(rule)))
        continue;
      const manifest = wrapped(manifestOf(verdict), wrapping);
      if (manifest === undefined) continue;
      test(verdict.id, () => {
        const found = findingsOf(verdict, manifest);
        const errors = found.filter(({ level }) => level === "error");
        if (document.verdict !== "reject") return assert.deepEqual(errors, []);
        for (const cause of causesOf(document)) {
          // A custom resource is decoded by its controller, in words of its own.
          if (wrapping.kind === "Rollout" && cause.startsWith("json:")) continue;
          if (!/^spec\.|ContainerPort\.spec\.|PodSpec\.spec\./.test(cause)) continue;
          const expected = cause.replace(
            /(^|\.)spec\.(?=containers|initContainers|hostNetwork|hostnameOverride|securityContext)/g,
            `$1${wrapping.path}.`,
          );
          assert.ok(
            errors.some(({ text }) => text.includes(expected)),
            `${expected}\nis not among\n${errors.map(({ text }) => text).join("\n")}`,
          );
        }
      });
    }
  });
}
