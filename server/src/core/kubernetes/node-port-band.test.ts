import assert from "node:assert/strict";
import { test } from "node:test";
import { staticBand } from "./node-port-band.ts";

/** Source: kubernetes pkg/registry/core/service/portallocator/allocator_test.go `Test_calculateRangeOffset`. */
test("the static band is a 32nd of the range, at least 16 and at most 128 numbers", () => {
  for (const [from, to, last] of [
    [30000, 32767, 30085],
    [30000, 30015, undefined],
    [30000, 30016, 30015],
    [30000, 30127, 30015],
    [30000, 30543, 30016],
    [1, 65535, 128],
    [32000, 32000, undefined],
  ] as const)
    assert.deepEqual(staticBand({ from, to }), last === undefined ? undefined : { from, to: last }, `${from}-${to}`);
});
