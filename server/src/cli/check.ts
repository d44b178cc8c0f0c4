import { relative } from "node:path";
import { cwd } from "node:process";
import { INVALID_CONFIGURATION } from "../core/settings/config-file.ts";
import { type Lines, linesOf } from "../core/text/lines.ts";
import type { Span } from "../core/text/span.ts";
import { loadPaths } from "../host/load.ts";
import { readContent } from "../host/node.ts";
import { openProject } from "./open-project.ts";

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
 * Checks files and directories, and the configuration file that counts for them.
 * @throws UsageError where a path does not exist
 */
export function check(paths: readonly string[], config?: string): PrintedFinding[] {
  const project = openProject(paths, { config });
  const { configFile } = project;
  const problems = configFile?.problems ?? [];
  const configLines = linesOf(configFile?.text ?? "");
  const configName = configFile ? relative(cwd(), configFile.path).replaceAll("\\", "/") : "";
  const wrong = problems.map(({ message, ...span }) => ({
    file: configName,
    ...placeOf(configLines, span),
    rule: INVALID_CONFIGURATION,
    severity: "error",
    message,
  }));
  const names = loadPaths(project, paths);
  const found = [...names].flatMap(([uri, file]) => {
    const findings = project.workspace.findings(uri);
    if (findings.length === 0) return [];
    const content = readContent(file, Number.POSITIVE_INFINITY);
    const lines = linesOf(content.type === "text" ? content.text : "");
    return findings.map(({ start, end, rule, level, text }) => ({
      file,
      ...placeOf(lines, { start, end }),
      rule,
      severity: level,
      message: text,
    }));
  });
  return [...wrong, ...found];
}

function placeOf(
  lines: Lines,
  { start, end }: Span,
): Pick<PrintedFinding, "line" | "column" | "endLine" | "endColumn"> {
  const from = lines.positionAt(start);
  const to = lines.positionAt(end);
  return { line: from.line + 1, column: from.character + 1, endLine: to.line + 1, endColumn: to.character + 1 };
}
