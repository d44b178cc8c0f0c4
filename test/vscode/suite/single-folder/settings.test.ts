import assert from "node:assert/strict";
import { DiagnosticSeverity, type Uri } from "vscode";
import { file, findingOf, findings, ruleOf, set, show, until, untilGone } from "../support.ts";

const RULE = "host-network-port-mismatch";

suite("settings are heeded at once", () => {
  const proxy = file("proxy.yaml");

  teardown(async () => {
    for (const key of ["enable", "rules", "exclude"]) await set(key, undefined);
  });

  function severity(uri: Uri, rule: string): DiagnosticSeverity | undefined {
    return findings(uri).find((finding) => ruleOf(finding) === rule)?.severity;
  }

  test("a rule is turned off and on", async () => {
    await show(proxy);
    await findingOf(proxy, RULE);
    await set("rules", { [RULE]: "off" });
    await untilGone(proxy, RULE);
    await set("rules", undefined);
    await findingOf(proxy, RULE);
  });

  test("a rule's severity is changed", async () => {
    const dns = "host-network-dns-policy";
    await show(proxy);
    await findingOf(proxy, dns);
    for (const [level, expected] of [
      ["error", DiagnosticSeverity.Error],
      ["hint", DiagnosticSeverity.Hint],
    ] as const) {
      await set("rules", { [dns]: level });
      await until(
        `${dns} as ${level}`,
        () => severity(proxy, dns) === expected,
        () => severity(proxy, dns),
      );
    }
  });

  test("everything is turned off and on", async () => {
    await show(proxy);
    await findingOf(proxy, RULE);
    await set("enable", false);
    await until(
      "no finding",
      () => findings(proxy).length === 0,
      () => findings(proxy).map(ruleOf),
    );
    await set("enable", undefined);
    await findingOf(proxy, RULE);
  });

  test("a file is excluded", async () => {
    await show(proxy);
    await findingOf(proxy, RULE);
    await set("exclude", ["proxy.*"]);
    await until(
      "no finding",
      () => findings(proxy).length === 0,
      () => findings(proxy).map(ruleOf),
    );
  });

  test("a value of a wrong type changes nothing", async () => {
    await show(proxy);
    await findingOf(proxy, RULE);
    await set("rules", { [RULE]: 7, "no-such-rule": "warning" });
    await set("exclude", "not a list");
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.equal(severity(proxy, RULE), DiagnosticSeverity.Error);
  });
});
