import type { Colors } from "picocolors/types";
import type { PrintedFinding } from "./check.ts";

/** The findings for a person: by file, then how many there are. */
export function formatText(
  findings: readonly PrintedFinding[],
  { bold, dim, underline, red, yellow, blue, green }: Colors,
): string {
  if (findings.length === 0) return `${green("Nothing found.")}\n`;
  const colours: Readonly<Record<string, (text: string) => string>> = {
    error: red,
    warning: yellow,
    information: blue,
  };
  const coloured = (severity: string, text: string): string => (colours[severity] ?? dim)(text);
  const severityWidth = Math.max(...findings.map(({ severity }) => severity.length));
  const files = [...new Set(findings.map(({ file }) => file))];
  const blocks = files.map((file) => {
    const own = findings.filter((finding) => finding.file === file);
    const width = Math.max(...own.map((finding) => placeOf(finding).length));
    const lines = own.map(
      (finding) =>
        `  ${dim(placeOf(finding).padStart(width))}  ${coloured(finding.severity, finding.severity.padEnd(severityWidth))}  ${finding.message}  ${dim(finding.rule)}`,
    );
    return [underline(file), ...lines].join("\n");
  });
  const counts = ["error", "warning", "information", "hint"].flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0
      ? []
      : [coloured(severity, `${count} ${severity}${count === 1 || severity === "information" ? "" : "s"}`)];
  });
  return `${blocks.join("\n\n")}\n\n${bold(`${findings.length} found`)}: ${counts.join(", ")}\n`;
}

function placeOf({ line, column }: PrintedFinding): string {
  return `${line}:${column}`;
}
