import type { Colors } from "picocolors/types";
import { SEVERITIES } from "../core/settings/settings.ts";
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
  const byFile = new Map<string, PrintedFinding[]>();
  for (const finding of findings) {
    const own = byFile.get(finding.file);
    if (own) own.push(finding);
    else byFile.set(finding.file, [finding]);
  }
  const blocks = [...byFile].map(([file, own]) => {
    const width = Math.max(...own.map((finding) => placeOf(finding).length));
    const lines = own.map(
      (finding) =>
        `  ${dim(placeOf(finding).padStart(width))}  ${coloured(finding.severity, finding.severity.padEnd(severityWidth))}  ${finding.message}  ${dim(finding.rule)}`,
    );
    return [underline(file), ...lines].join("\n");
  });
  const counts = SEVERITIES.toReversed().flatMap((severity) => {
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
