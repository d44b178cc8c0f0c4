import assert from "node:assert/strict";
import { file, findingOf, hoverAt, set, show } from "../support.ts";

suite("hover", () => {
  const web = file("web.yaml");

  teardown(() => set("hover.enable", undefined));

  test("a field says what it does", async () => {
    const { document } = await show(web);
    await findingOf(web, "host-port-on-non-daemonset");
    assert.match(await hoverAt(document, "hostPort"), /hostPort/);
  });

  test("a key that exposes nothing has no card", async () => {
    const { document } = await show(web);
    assert.equal(await hoverAt(document, "image"), "");
  });

  test("it can be turned off", async () => {
    const { document } = await show(web);
    await set("hover.enable", false);
    const end = Date.now() + 10_000;
    while ((await hoverAt(document, "hostPort")) !== "") assert.ok(Date.now() < end, "the hover is still there");
  });
});
