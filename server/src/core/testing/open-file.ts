import type { FixEnvironment } from "../features/code-actions.ts";
import { RULES } from "../rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../settings/settings.ts";
import { environmentOf, workspaceOf } from "./fixture.ts";

/** What fixes look at in a file that is alone and open; its text ends with a line break. */
export function openFile(uri: string, text: string): FixEnvironment {
  const file = { header: undefined, uri, lines: text.replace(/\n$/, "").split("\n") };
  const files = [file];
  return environmentOf(file, files, workspaceOf({ title: "", header: [], settings: DEFAULT_SETTINGS, files }, RULES));
}
