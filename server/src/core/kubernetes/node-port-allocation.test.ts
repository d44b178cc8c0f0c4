import assert from "node:assert/strict";
import { test } from "node:test";
import { allocateNodePorts } from "./node-port-allocation.ts";

type Entry = readonly [port: number | undefined, nodePort: number | undefined];

/** What is requested, as `number by owner for entry`, and what each entry has in the end. */
function allocate(entries: readonly Entry[], isOff = false) {
  const given = entries.map(([port, nodePort]) => ({ port, nodePort }));
  const { requests, assigned } = allocateNodePorts(given, isOff);
  return {
    requests: requests.map(({ number, owner, forEntry }) => `${number} by ${owner} for ${forEntry}`),
    assigned,
  };
}

/** Source: kubernetes pkg/registry/core/service/storage/alloc.go `initNodePorts`, followed by hand. */
for (const [name, entries, requests, assigned] of [
  ["nothing is named", [[80, 0]], [], [undefined]],
  ["a number is named", [[80, 30080]], ["30080 by 0 for 0"], [30080]],
  [
    "two ports name one number",
    [
      [80, 1],
      [81, 1],
    ],
    ["1 by 0 for 0", "1 by 1 for 1"],
    [1, 1],
  ],
  [
    "entries of one port share a number",
    [
      [53, 1],
      [53, 1],
    ],
    ["1 by 0 for 0"],
    [1, 1],
  ],
  [
    "the later of them need not name it",
    [
      [53, 1],
      [53, 0],
    ],
    ["1 by 0 for 0"],
    [1, 1],
  ],
  [
    "the first of them takes it, whichever names it",
    [
      [53, 0],
      [53, 1],
    ],
    ["1 by 1 for 0"],
    [1, 1],
  ],
  [
    "before an entry in between asks for the same",
    [
      [53, 0],
      [54, 1],
      [53, 1],
    ],
    ["1 by 2 for 0", "1 by 1 for 1"],
    [1, 1, 1],
  ],
  [
    "one port has two numbers",
    [
      [53, 1],
      [53, 2],
    ],
    ["1 by 0 for 0", "2 by 1 for 1"],
    [1, 2],
  ],
  [
    "the first that is named counts",
    [
      [53, 0],
      [53, 2],
      [53, 1],
    ],
    ["2 by 1 for 0", "1 by 2 for 2"],
    [2, 2, 1],
  ],
  [
    "a template names the port",
    [
      [undefined, 1],
      [80, 2],
    ],
    ["2 by 1 for 1"],
    [1, 2],
  ],
  [
    "a template names the number",
    [
      [80, undefined],
      [80, 0],
    ],
    [],
    [undefined, undefined],
  ],
] as const satisfies readonly (readonly [
  string,
  readonly Entry[],
  readonly string[],
  readonly (number | undefined)[],
])[])
  test(`node ports are handed out: ${name}`, () => {
    assert.deepEqual(allocate(entries), { requests, assigned });
  });

test("where the allocation is off only what is named is taken", () => {
  assert.deepEqual(
    allocate(
      [
        [53, 0],
        [53, 1],
      ],
      true,
    ),
    { requests: ["1 by 1 for 1"], assigned: [undefined, 1] },
  );
});
