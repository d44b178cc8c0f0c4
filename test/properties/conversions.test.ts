import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { readFolder } from "../../scripts/conversions/folder.ts";
import { judge } from "../../scripts/conversions/judge.ts";
import { conversionsIn } from "../../scripts/conversions/offers.ts";
import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import { createWorkspace } from "../../server/src/core/workspace/workspace.ts";
import { manifests } from "./manifests.ts";
import { runs, SEED } from "./seed.ts";

/** What conversions make is judged without the engine, too: by the API's schemas, and by who leads to whose ports. */

test("each conversion in the examples leaves manifests that are valid and lead to their pods", async () => {
  const { workspace, texts } = readFolder(join(import.meta.dirname, "../../examples"));
  const { offers } = conversionsIn(workspace, texts);
  for (const offer of offers) assert.deepEqual(await judge(offer, workspace, texts), [], offer.title);
  const kinds = new Set(offers.map(({ call }) => call.fix));
  for (const fix of ["convert-to-node-port", "convert-to-cluster-ip", "leave-host-network"])
    assert.ok(kinds.has(fix), `${fix} is offered nowhere`);
});

test("each conversion of manifests in all styles does", async () => {
  await fc.assert(
    fc.asyncProperty(manifests, async ({ texts }) => {
      const workspace = createWorkspace({ rules: RULES, settings: DEFAULT_SETTINGS });
      for (const [uri, text] of texts) workspace.update(uri, text, true);
      for (const offer of conversionsIn(workspace, texts).offers)
        assert.deepEqual(
          await judge(offer, workspace, texts),
          [],
          `${offer.title}\n${[...texts.values()].join("\n---\n")}`,
        );
    }),
    { numRuns: runs(150), seed: SEED },
  );
});
