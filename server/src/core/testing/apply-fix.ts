import { makeFix } from "../features/code-actions.ts";
import type { Fix } from "../fixes/fix.ts";
import { DEFAULT_SETTINGS } from "../settings/settings.ts";
import { applyEdits } from "../text/edit.ts";
import { workspaceOf } from "./fixture.ts";

const URI = "file:///manifest.yaml";

/**
 * The manifest after a fix; undefined where the fix is refused.
 * @param at the text of the finding's place, which has to occur in the manifest; its first occurrence counts
 */
export function applyFix(fix: Fix, arg: string, text: string, at: string): string | undefined {
  const file = { header: undefined, uri: URI, lines: text.replace(/\n$/, "").split("\n") };
  const workspace = workspaceOf({ title: "", header: [], settings: DEFAULT_SETTINGS, files: [file] }, []);
  const start = text.indexOf(at);
  const environment = { uri: URI, text, workspace, fixes: new Map([[fix.id, fix]]), textOf: () => undefined };
  const made = makeFix(environment, { start, end: start + at.length }, { fix: fix.id, arg });
  return made && applyEdits(text, made.change.edits[0]?.edits ?? []);
}
