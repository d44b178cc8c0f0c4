import type { Rule } from "../rules/rule.ts";
import { linesOf } from "../text/lines.ts";
import { annotate, parseFixture, textOf, workspaceOf } from "./fixture.ts";

/**
 * A rule's page: Markdown whose YAML fences are fixtures (see `fixture.ts`), so that what a user reads has been run.
 * The heading is the rule's summary; the sections below have to be there, in this order.
 */
export const SECTIONS = ["Reported", "Not reported", "When this is fine", "How to mend it", "Source"] as const;

const FENCE = /^```yaml\n([\s\S]*?)^```$/gm;

/** The page with its fences as they have to read. */
export function annotatePage(page: string, rule: Rule): string {
  return page.replace(FENCE, (_, yaml: string) => `\`\`\`yaml\n${annotate(yaml, [rule])}\`\`\``);
}

/** What is wrong with a page; empty for a good one. */
export function pageProblems(page: string, rule: Rule): string[] {
  const problems: string[] = [];
  const [heading] = page.split("\n");
  if (heading !== `# ${rule.summary}`)
    problems.push(`the heading is "${heading}", the rule's summary "${rule.summary}"`);
  const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, name]) => name);
  if (headings.join() !== SECTIONS.join())
    problems.push(`its sections are ${headings.join(", ")} instead of ${SECTIONS.join(", ")}`);
  const sections = page.split(/^## /m);
  for (const section of sections) {
    const counts = [...section.matchAll(FENCE)].map(([, yaml]) => reportsIn(yaml ?? "", rule).length);
    if (section.startsWith("Reported") && (counts.length === 0 || counts.includes(0)))
      problems.push("an example under Reported is not reported");
    if (section.startsWith("Not reported") && (counts.length === 0 || counts.some((count) => count > 0)))
      problems.push("an example under Not reported is reported");
    if (section.trim().split("\n").slice(1).join("").trim() === "")
      problems.push(`nothing stands under ${section.trim()}`);
  }
  return problems;
}

/** The page as it is published: examples without marks, and below them what is printed. */
export function publishedPage(page: string, rule: Rule, facts: readonly (readonly [string, string])[]): string {
  const [heading = "", ...rest] = page.split("\n");
  const table = ["| | |", "|---|---|", ...facts.map(([name, value]) => `| ${name} | ${value} |`)];
  const body = rest.join("\n").replace(FENCE, (_, yaml: string) => {
    const manifests = parseFixture(yaml).flatMap(({ files }) =>
      files.flatMap((file) => [...(files.length > 1 ? [`# ${file.uri.split("/").at(-1)}`] : []), ...file.lines]),
    );
    const printed = reportsIn(yaml, rule);
    const report = printed.length === 0 ? "" : `\n\n\`\`\`text\n${printed.join("\n")}\n\`\`\``;
    return `\`\`\`yaml\n${manifests.join("\n")}\n\`\`\`${report}`;
  });
  return `${[heading, "", ...table].join("\n")}\n${body}`;
}

function reportsIn(yaml: string, rule: Rule): string[] {
  return parseFixture(yaml).flatMap((fixtureCase) => {
    const workspace = workspaceOf(fixtureCase, [rule]);
    return fixtureCase.files.flatMap((file) => {
      const lines = linesOf(textOf(file));
      return workspace.findings(file.uri).map(({ start, level, rule: id, text }) => {
        const { line, character } = lines.positionAt(start);
        return `${file.uri.split("/").at(-1)}:${line + 1}:${character + 1} ${level} ${id}: ${text}`;
      });
    });
  });
}
