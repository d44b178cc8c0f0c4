import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { addCapability } from "./add-capability.ts";

const HEAD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: web\n      image: web\n";

function fixed(container: string): string | undefined {
  return applyFix(addCapability, "NET_BIND_SERVICE", HEAD + container, "image")?.slice(HEAD.length);
}

test("as much is written as is missing", () => {
  const block = "      securityContext:\n        capabilities:\n          add:\n            - NET_BIND_SERVICE\n";
  assert.equal(fixed(""), block);
  assert.equal(
    fixed("      securityContext: {runAsUser: 1}\n"),
    "      securityContext: {runAsUser: 1, capabilities: {add: [NET_BIND_SERVICE]}}\n",
  );
  assert.equal(
    fixed("      securityContext:\n        capabilities:\n          drop:\n            - ALL # all of them\n"),
    "      securityContext:\n        capabilities:\n          drop:\n            - ALL # all of them\n          add:\n            - NET_BIND_SERVICE\n",
  );
  assert.equal(
    fixed("      securityContext: {capabilities: {add: [NET_RAW]}}\n"),
    "      securityContext: {capabilities: {add: [NET_RAW, NET_BIND_SERVICE]}}\n",
  );
});

test("nothing is written into a template's condition", () => {
  const conditional = "      {{- if .Values.tty }}\n      tty: true\n      {{- end }}\n";
  assert.equal(
    fixed(conditional),
    `      securityContext:\n        capabilities:\n          add:\n            - NET_BIND_SERVICE\n${conditional}`,
  );
});

test("what a template, a null or an anchor holds is left alone", () => {
  assert.equal(fixed("      securityContext:\n        {{- toYaml .Values.securityContext | nindent 8 }}\n"), undefined);
  assert.equal(fixed("      securityContext:\n"), undefined);
  assert.equal(
    fixed("      securityContext: &shared {runAsUser: 1}\n    - {name: b, securityContext: *shared}\n"),
    undefined,
  );
});
