import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { keepCompiledCode } from "../../client/src/compiled-code.ts";

function storage(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "portolan storage-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("code that was compiled for another version of the extension goes", async (context) => {
  const folder = storage(context);
  for (const version of ["1.0.0", "1.1.0"]) mkdirSync(join(folder, "compiled", version), { recursive: true });
  mkdirSync(join(folder, "else"));
  const { NODE_COMPILE_CACHE } = await keepCompiledCode(folder, "1.1.0");
  assert.equal(NODE_COMPILE_CACHE, join(folder, "compiled", "1.1.0"));
  assert.ok(existsSync(NODE_COMPILE_CACHE));
  assert.ok(!existsSync(join(folder, "compiled", "1.0.0")));
  assert.ok(existsSync(join(folder, "else")));
});

test("an extension that has never stored anything has a place for it too", async (context) => {
  const folder = join(storage(context), "portolan");
  assert.deepEqual(await keepCompiledCode(folder, "1.0.0"), {
    NODE_COMPILE_CACHE: join(folder, "compiled", "1.0.0"),
  });
});
