import assert from "node:assert/strict";
import { DiagnosticSeverity } from "vscode";
import {
  file,
  findingOf,
  findings,
  placeOf,
  replace,
  revert,
  show,
  staysSilent,
  until,
  untilGone,
} from "../support.ts";

suite("diagnostics", () => {
  const proxy = file("proxy.yaml");

  teardown(() => revert(proxy));

  test("a finding lies on the scalar, names its rule and links to its page", async () => {
    const { document } = await show(proxy);
    const finding = await findingOf(proxy, "host-network-port-mismatch");
    const line = placeOf(document, "hostPort: 80");
    assert.deepEqual(
      [finding.range.start.line, finding.range.start.character, finding.range.end.character],
      [line.start.line, line.end.character - 2, line.end.character],
    );
    assert.equal(finding.severity, DiagnosticSeverity.Error);
    assert.ok(typeof finding.code === "object");
    assert.match(finding.code.target.toString(true), /\/docs\/rules\/host-network-port-mismatch\.md$/);
    assert.doesNotMatch(finding.message, /\n/);
  });

  test("findings follow the typing", async () => {
    const { document } = await show(proxy);
    await findingOf(proxy, "host-network-port-mismatch");
    await replace(document, "hostPort: 80 ", "hostPort: 8080 ");
    await untilGone(proxy, "host-network-port-mismatch");
    await replace(document, "hostPort: 8080 ", "hostPort: 8443 ");
    await findingOf(proxy, "host-network-port-mismatch");
  });

  test("a finding moves with its line", async () => {
    const { document } = await show(proxy);
    const before = await findingOf(proxy, "host-network-port-mismatch");
    await replace(document, "apiVersion", "# one line more\napiVersion");
    await until(
      "the finding one line below",
      () => findings(proxy).some(({ range }) => range.start.line === before.range.start.line + 1),
      () => findings(proxy).map(({ range }) => range.start.line),
    );
  });

  test("YAML that is no Kubernetes object is left alone", async () => {
    const compose = file("compose.yaml");
    await show(compose);
    await staysSilent(compose);
  });
});
