import assert from "node:assert/strict";
import { test } from "node:test";
import { applyFix } from "../testing/apply-fix.ts";
import { movePortEntry } from "./move-port-entry.ts";

const HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n";

/** The pod after host port 9102 of its sidecar has been declared on the first container; undefined where that is refused. */
function moved(spec: string): string | undefined {
  return applyFix(movePortEntry, "", HEAD + spec, "9102")?.slice(HEAD.length);
}

test("the entry joins the container's ports, and the list that it leaves goes with its last item", () => {
  assert.equal(
    moved(
      "  containers:\n    - name: a\n      image: a\n      ports:\n        - containerPort: 80\n  initContainers:\n    - name: s\n      image: s\n      restartPolicy: Always\n      ports:\n        - containerPort: 1\n          hostPort: 9102\n          protocol: UDP\n",
    ),
    "  containers:\n    - name: a\n      image: a\n      ports:\n        - containerPort: 80\n        - containerPort: 1\n          hostPort: 9102\n          protocol: UDP\n  initContainers:\n    - name: s\n      image: s\n      restartPolicy: Always\n",
  );
});

test("other entries stay, in flow style as well", () => {
  assert.equal(
    moved(
      "  initContainers: [{name: s, image: s, restartPolicy: Always, ports: [{containerPort: 1, hostPort: 9102}, {containerPort: 2}]}]\n  containers: [{name: a, image: a, ports: []}, {name: b, image: b}]\n",
    ),
    "  initContainers: [{name: s, image: s, restartPolicy: Always, ports: [{containerPort: 2}]}]\n  containers: [{name: a, image: a, ports: [{containerPort: 1, hostPort: 9102}]}, {name: b, image: b}]\n",
  );
});

test("refused where something would be lost, or somebody else decides", () => {
  const pod = (ports: string, container = "{name: a, image: a}", more = ""): string =>
    `  containers: [${container}]\n  initContainers:\n    - name: s\n      image: s\n      restartPolicy: Always\n${more}      ports:\n        - ${ports}\n`;
  assert.ok(moved(pod("{containerPort: 1, hostPort: 9102}")));
  // A comment.
  assert.equal(moved(pod("{containerPort: 1, hostPort: 9102} # of the balancer")), undefined);
  // A value that a template writes.
  assert.equal(moved(pod('{containerPort: "{{ .p }}", hostPort: 9102}')), undefined);
  // A probe of the sidecar looks for the name in its own container.
  const probe = "      livenessProbe: {httpGet: {port: http}}\n";
  assert.equal(moved(pod("{name: http, containerPort: 1, hostPort: 9102}", undefined, probe)), undefined);
  assert.ok(moved(pod("{name: other, containerPort: 1, hostPort: 9102}", undefined, probe)));
  // A field that ports do not have.
  assert.equal(moved(pod("{containerPort: 1, hostPort: 9102, color: blue}")), undefined);
  // Ports that a template writes.
  assert.equal(moved(pod("{containerPort: 1, hostPort: 9102}", '{name: a, image: a, ports: "{{ .p }}"}')), undefined);
});
