import assert from "node:assert/strict";
import { test } from "node:test";
import { CRASHES, crashLimit, WITHIN_MINUTES } from "../../client/src/crash-limit.ts";

test("a server that crashes again and again is given up", () => {
  const mayRestart = crashLimit(() => 0);
  const answers = Array.from({ length: CRASHES }, () => mayRestart());
  assert.deepEqual(answers, [...Array.from({ length: CRASHES - 1 }, () => true), false]);
});

test("crashes far apart are never too many", () => {
  let time = 0;
  const mayRestart = crashLimit(() => time);
  for (let crash = 0; crash < 3 * CRASHES; crash++) {
    assert.equal(mayRestart(), true);
    time += (WITHIN_MINUTES * 60_000) / (CRASHES - 1);
  }
});
