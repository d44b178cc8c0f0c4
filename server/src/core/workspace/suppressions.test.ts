import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFix, offeredFixes } from "../features/code-actions.ts";
import { FIXES } from "../fixes/registry.generated.ts";
import { SUPPRESS } from "../fixes/suppress-finding.ts";
import { RULES } from "../rules/registry.generated.ts";
import { DEFAULT_SETTINGS, type Settings } from "../settings/settings.ts";
import { applyEdits } from "../text/edit.ts";
import type { Finding } from "./finding.ts";
import { createWorkspace, type Workspace } from "./workspace.ts";

const URI = "file:///shop/pod.yaml";
const UNUSED = "unused-suppression";
const NO_REASON = "suppression-without-reason";

/** A pod with two mistakes of one rule, and room for comments: above, on and below the first. */
function pod({ head = "", meta = "", above = "", on = "", below = "" } = {}): string {
  return `${head}apiVersion: v1
kind: Pod
metadata:
  name: web
${meta}spec:
  containers:
    - name: web
      image: web:1
      ports:
${above}        - containerPort: 70000${on}
${below}        - containerPort: 80000
          hostPort: 99999
`;
}

function workspaceOf(text: string, settings: Partial<Settings> = {}, uri = URI): Workspace {
  const workspace = createWorkspace({ rules: RULES, settings: { ...DEFAULT_SETTINGS, ...settings } });
  workspace.update(uri, text, true);
  return workspace;
}

/** The rules of what is found, with what they lie on: `container-port-out-of-range 70000`. */
function found(text: string, settings?: Partial<Settings>): string[] {
  return workspaceOf(text, settings)
    .findings(URI)
    .map(({ rule, start, end }) => `${rule} ${text.slice(start, end)}`);
}

const FIRST = "container-port-out-of-range 70000";
const SECOND = "container-port-out-of-range 80000";
const HOST_PORT = "host-port-out-of-range 99999";
const RULE = "container-port-out-of-range";

test("without suppressions all is found", () => {
  assert.deepEqual(found(pod()), [FIRST, SECOND, HOST_PORT]);
});

for (const [name, parts, left] of [
  ["the next line", { above: `        # portolan-disable-next-line ${RULE} -- why\n` }, [SECOND, HOST_PORT]],
  [
    "the next line, behind blank lines and comments",
    { above: `# portolan-disable-next-line\n\n  # more\n` },
    [SECOND, HOST_PORT],
  ],
  ["the line", { on: ` # portolan-disable-line ${RULE} -- why` }, [SECOND, HOST_PORT]],
  [
    "the line, by a glob among others",
    { on: " # portolan-disable-line container-port-*, host-network-used" },
    [SECOND, HOST_PORT],
  ],
  ["a stretch", { above: `# portolan-disable ${RULE}\n`, below: `# portolan-enable ${RULE}\n` }, [SECOND, HOST_PORT]],
  [
    "a stretch of everything",
    { above: "# portolan-disable -- why\n", below: "# portolan-enable\n" },
    [SECOND, HOST_PORT],
  ],
  ["all but what is enabled again", { above: "# portolan-disable\n", below: `# portolan-enable ${RULE}\n` }, [SECOND]],
  [
    "of two rules the one that stays disabled",
    { above: `# portolan-disable ${RULE}, host-port-out-of-range\n`, below: `# portolan-enable ${RULE}\n` },
    [SECOND],
  ],
  ["to the end", { above: `# portolan-disable ${RULE}\n` }, [HOST_PORT]],
  ["the file", { head: `# portolan-disable-file ${RULE} -- generated\n---\n` }, [HOST_PORT]],
  ["the object", { meta: `  annotations:\n    portolan.dev/ignore.${RULE}: why\n` }, [HOST_PORT]],
] as const)
  test(`a suppression covers ${name}`, () => {
    assert.deepEqual(
      found(pod(parts)).filter((finding) => !finding.startsWith(UNUSED)),
      left,
    );
  });

for (const [name, parts] of [
  ["another rule", { on: " # portolan-disable-line host-port-out-of-range" }],
  ["another line", { below: "# portolan-disable-line\n" }],
  ["a word that only begins so", { on: " # portolan-disable-liner" }],
] as const)
  test(`a suppression of ${name} leaves the finding`, () => {
    assert.ok(found(pod(parts)).includes(FIRST));
  });

test("what looks like a comment in a text is text", () => {
  const args = `      args:\n        - |\n          # portolan-disable-file\n        - "# portolan-disable-file"\n        - a#portolan-disable-file\n`;
  assert.deepEqual(found(pod().replace("      ports:\n", `${args}      ports:\n`)), [FIRST, SECOND, HOST_PORT]);
});

test("an annotation of the pod template, in a List as well, covers its object alone", () => {
  const deployment = (name: string, annotation: string): string => `  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: ${name}}
    spec:
      selector: {matchLabels: {app: ${name}}}
      template:
        metadata: {labels: {app: ${name}}${annotation}}
        spec: {containers: [{name: web, image: web:1, ports: [{containerPort: 70000}]}]}
`;
  const text = `apiVersion: v1\nkind: List\nitems:\n${deployment("a", `, annotations: {portolan.dev/ignore.${RULE}: why}`)}${deployment("b", "")}`;
  const [first, ...more] = workspaceOf(text).findings(URI);
  assert.equal(more.length, 0);
  assert.equal(first?.object.name, "b");
});

test("a suppression that suppresses nothing is told of, by the rule that is not needed", () => {
  const unused = (parts: Parameters<typeof pod>[0]): string[] =>
    found(pod(parts)).filter((finding) => finding.startsWith(UNUSED));
  assert.equal(unused({ below: "# portolan-disable-line -- why\n" }).length, 1);
  assert.equal(unused({ on: " # portolan-disable-line no-such-rule" }).length, 1);
  assert.equal(unused({ on: ` # portolan-disable-line ${RULE}, host-port-collision` }).length, 1);
  assert.equal(unused({ on: ` # portolan-disable-line ${RULE}` }).length, 0);
  assert.equal(unused({ meta: "  annotations: {portolan.dev/ignore.host-network-used: why}\n" }).length, 1);
  // Switched off by default or by a setting: it may be meant for another configuration.
  assert.equal(unused({ below: "# portolan-disable-line host-port-cni-dependent\n" }).length, 0);
});

test("one that is not needed goes as a whole, with its line if there is nothing else on it", () => {
  for (const parts of [
    { below: "        # portolan-disable-next-line host-port-collision -- why\n" },
    { on: " # portolan-disable-line host-port-collision" },
    { meta: "  annotations:\n    portolan.dev/ignore.host-network-used: why\n    team: web\n" },
  ]) {
    const text = pod(parts);
    const workspace = workspaceOf(text);
    const finding = workspace.findings(URI).find(({ rule }) => rule === UNUSED);
    assert.ok(finding);
    const [offer] = offeredFixes(environmentOf(workspace, text), finding);
    const after = applyEdits(text, offer?.change.edits[0]?.edits ?? []);
    assert.equal(after, pod("meta" in parts ? { meta: "  annotations:\n    team: web\n" } : {}));
  }
});

test("where reasons are required, one without has no effect and is told of", () => {
  const settings = { requireSuppressionReason: true };
  for (const parts of [
    { on: ` # portolan-disable-line ${RULE}` },
    { on: ` # portolan-disable-line ${RULE} --` },
    { meta: `  annotations: {portolan.dev/ignore.${RULE}: ""}\n` },
  ]) {
    const rules = found(pod(parts), settings);
    assert.ok(rules.includes(FIRST));
    assert.ok(rules.some((finding) => finding.startsWith(NO_REASON)));
  }
  assert.ok(!found(pod({ on: ` # portolan-disable-line ${RULE} -- why` }), settings).includes(FIRST));
});

test("the annotations of other linters count where that is asked for", () => {
  const workload = (annotation: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {${annotation}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      hostNetwork: true
      containers: [{name: web, image: web:1, ports: [{containerPort: 80}]}]
`;
  const isFound = (annotation: string, honourForeignSuppressions: boolean): boolean =>
    workspaceOf(workload(annotation), { honourForeignSuppressions })
      .findings(URI)
      .some(({ rule }) => rule === "host-network-used");
  for (const annotation of [
    'ignore-check.kube-linter.io/host-network: "why"',
    'kube-linter.io/ignore-all: "why"',
    'polaris.fairwinds.com/hostNetworkSet-exempt: "true"',
    'polaris.fairwinds.com/exempt: "true"',
    'checkov.io/skip1: "CKV_K8S_19=why"',
    'bridgecrew.io/skip2: "CKV_K8S_19=why"',
    'kubescape.io/skip-controls: "C-0001, C-0041"',
  ]) {
    assert.ok(isFound(annotation, false), annotation);
    assert.ok(!isFound(annotation, true), annotation);
  }
  for (const annotation of [
    'polaris.fairwinds.com/hostNetworkSet-exempt: "false"',
    'checkov.io/skip1: "CKV_K8S_26=why"',
    'ignore-check.kube-linter.io/privileged-container: "why"',
    'kube-score/ignore: "container-image-tag"',
  ])
    assert.ok(isFound(annotation, true), annotation);
});

function environmentOf(workspace: Workspace, text: string, uri = URI): Parameters<typeof makeFix>[0] {
  return { uri, text, workspace, fixes: new Map(FIXES.map((fix) => [fix.id, fix])), textOf: () => undefined };
}

/** The text after the fix that suppresses a finding, or undefined where it is refused. */
function suppressed(text: string, rule: string, settings?: Partial<Settings>, uri = URI): string | undefined {
  const workspace = workspaceOf(text, settings, uri);
  const finding: Finding | undefined = workspace.findings(uri).find((candidate) => candidate.rule === rule);
  assert.ok(finding, `nothing of ${rule} is found`);
  const made = makeFix(environmentOf(workspace, text, uri), finding, { fix: SUPPRESS, arg: rule });
  return made && applyEdits(text, made.change.edits[0]?.edits ?? []);
}

test("the fix that suppresses a finding writes a comment that does", () => {
  const text = pod();
  const after = suppressed(text, RULE);
  assert.equal(after, pod({ above: `        # portolan-disable-next-line ${RULE}\n` }));
  assert.deepEqual(found(after ?? ""), [SECOND, HOST_PORT]);
  const windows = suppressed(text.replaceAll("\n", "\r\n"), RULE);
  assert.equal(windows, after?.replaceAll("\n", "\r\n"));
  assert.match(suppressed(text, RULE, { requireSuppressionReason: true }) ?? "", / -- \S/);
});

test("it is refused where a comment would become text, or a template would", () => {
  const inText = `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
    - {name: "a
        b", port: 70000}
`;
  assert.equal(suppressed(inText, "service-port-value"), undefined);
  const template = pod().replace("- containerPort: 70000", "- {containerPort: 70000, name: {{ .Values.port }}}");
  assert.equal(suppressed(template, RULE), undefined);
  assert.equal(
    suppressed(
      '{"apiVersion":"v1","kind":"Service","metadata":{"name":"web"},"spec":{"ports":[{"port":70000}]}}',
      "service-port-value",
      {},
      "file:///shop/web.json",
    ),
    undefined,
  );
});
