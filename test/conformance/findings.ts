import { RULES } from "../../server/src/core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings/settings.ts";
import type { Finding } from "../../server/src/core/workspace/finding.ts";
import { createWorkspace } from "../../server/src/core/workspace/workspace.ts";
import { type Case, NODES } from "./verdicts.ts";

const FOLDER = "file:///conformance";

/** The findings of a manifest, in a folder of its own; with the nodes beside it where it ran on nodes. */
export function findingsOf({ mode }: Case, manifest: string): readonly Finding[] {
  const workspace = createWorkspace({ rules: RULES, settings: DEFAULT_SETTINGS });
  workspace.update(`${FOLDER}/case.yaml`, manifest);
  if (mode === "schedule" || mode === "rollout") workspace.update(`${FOLDER}/nodes.yaml`, NODES);
  return workspace.findings(`${FOLDER}/case.yaml`);
}
