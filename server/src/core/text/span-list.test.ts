import assert from "node:assert/strict";
import { test } from "node:test";
import { packSpans, spanIn } from "./span-list.ts";

const SHORT = [
  { start: 0, end: 0 },
  { start: 0xd800, end: 0xdfff },
  { start: 65_534, end: 65_535 },
];
const LONG = [
  { start: 65_535, end: 65_536 },
  { start: 0x1_0000_0000 - 2, end: 0x1_0000_0000 - 1 },
  ...Array.from({ length: 5000 }, (_, index) => ({ start: index * 77, end: index * 78 })),
];

for (const [name, spans] of Object.entries({ none: [], short: SHORT, long: LONG, both: [...SHORT, ...LONG] }))
  test(`spans come out of a list as they went in: ${name}`, () => {
    const packed = packSpans(spans);
    assert.deepEqual(
      spans.map((_, index) => spanIn(packed, index)),
      spans,
    );
  });

test("an index beyond the end is an empty span", () => {
  assert.deepEqual(spanIn(packSpans([{ start: 1, end: 2 }]), 1), { start: 0, end: 0 });
  assert.deepEqual(spanIn("", 0), { start: 0, end: 0 });
});
