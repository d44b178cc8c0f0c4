import assert from "node:assert/strict";
import { test } from "node:test";
import { openFile } from "../testing/open-file.ts";
import { snippetsAt } from "./code-actions.ts";

const URI = "file:///agents/agent.yaml";

/** The titles and texts of what is shown with the cursor at `hostNetwork`, and the findings that each is for. */
function shownFor(peer: string): { title: string; text: string; found: string[] }[] {
  const text = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      containers: [{name: agent, image: agent:1}]
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db}
spec:
  podSelector: {matchLabels: {app: db}}
  ingress:
    - from: [${peer}]
`;
  const at = text.indexOf("hostNetwork");
  const environment = openFile(URI, text);
  const findings = environment.workspace.findings(URI);
  return snippetsAt(environment, { start: at, end: at }).map((snippet) => ({
    title: snippet.title,
    text: snippet.text,
    found: findings.filter((finding) => snippet.isFor(finding)).map(({ messageId }) => messageId),
  }));
}

test("a peer that means pods on the host network by their labels has one for the nodes beside it", () => {
  assert.deepEqual(shownFor("{podSelector: {matchLabels: {app: agent}}}"), [
    {
      title: "Show a peer of NetworkPolicy/db for the nodes' addresses",
      text: `# In NetworkPolicy/db, in place of the podSelector that means DaemonSet/agent.
# The network that the nodes are in: kubectl get nodes -o wide
- ipBlock:
    cidr:
`,
      found: ["peer"],
    },
  ]);
});

test("a peer that means others, or everybody, has none", () => {
  for (const peer of ["{podSelector: {matchLabels: {app: web}}}", "{podSelector: {}}", "{namespaceSelector: {}}"])
    assert.deepEqual(shownFor(peer), []);
});
