import { RULES } from "../core/rules/registry.generated.ts";
import { DEFAULT_SETTINGS } from "../core/settings/settings.ts";
import { linesOf } from "../core/text/lines.ts";
import { createWorkspace } from "../core/workspace/workspace.ts";
import { DEFAULT_EXCLUDE, DEFAULT_MAX_FILE_SIZE } from "../host/host.ts";
import { loadPaths } from "../host/load.ts";
import { readContent } from "../host/node.ts";

/** A finding as `--format json` prints it: 1-based, the file as it was given. */
export interface PrintedFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

/**
 * Checks files and directories.
 * @throws Error where a path does not exist.
 */
export function check(paths: readonly string[]): PrintedFinding[] {
  const workspace = createWorkspace({ rules: RULES, settings: DEFAULT_SETTINGS });
  const names = loadPaths(workspace, paths, { exclude: DEFAULT_EXCLUDE, gitignore: true }, DEFAULT_MAX_FILE_SIZE);
  return [...names].flatMap(([uri, file]) => {
    const findings = workspace.findings(uri);
    if (findings.length === 0) return [];
    const content = readContent(file, Number.POSITIVE_INFINITY);
    const lines = linesOf(content.type === "text" ? content.text : "");
    return findings.map(({ start, end, rule, level, text }) => {
      const from = lines.positionAt(start);
      const to = lines.positionAt(end);
      return {
        file,
        line: from.line + 1,
        column: from.character + 1,
        endLine: to.line + 1,
        endColumn: to.character + 1,
        rule,
        severity: level,
        message: text,
      };
    });
  });
}
