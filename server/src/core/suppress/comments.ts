import { lineEnd, lineStart } from "../text/lines.ts";
import { encloses, type Span } from "../text/span.ts";
import { childrenOf, type YamlNode } from "../yaml/node.ts";
import type { Directive } from "./suppression.ts";

const DIRECTIVE =
  /#[ \t]*portolan-(disable-next-line|disable-line|disable-file|disable|enable)(?![\w-])[ \t]*([^\r\n]*)/g;

/**
 * Finds the suppression comments of a section: `# portolan-disable-next-line rule-id, other-id -- reason` and its
 * like. Offsets count from the section. What looks like one inside a scalar is text.
 * @param root the section's tree, where it was parsed
 */
export function directivesIn(text: string, root: YamlNode | undefined): Directive[] {
  if (!text.includes("portolan-")) return [];
  const directives: Directive[] = [];
  for (const match of text.matchAll(DIRECTIVE)) {
    const at = { start: match.index, end: match.index + match[0].trimEnd().length };
    if (root && isInScalar(root, at)) continue;
    const [rules = "", reason] = (match[2] ?? "").split(/(?:^|\s)--(?:\s|$)/);
    const kind = match[1] ?? "";
    directives.push({
      type: kind === "disable-file" ? "file" : kind === "disable" || kind === "enable" ? kind : "line",
      rules: rules.split(/[\s,]+/).filter((rule) => rule !== ""),
      reason: reason?.trim() || undefined,
      at,
      scope:
        kind === "disable-next-line"
          ? nextLine(text, at.end)
          : { start: lineStart(text, at.start), end: lineEnd(text, at.start) },
      ...(root ? {} : { idle: true as const }),
    });
  }
  return directives;
}

/** The next line that is neither empty nor a comment. */
function nextLine(text: string, offset: number): Span {
  let start = text.indexOf("\n", offset);
  while (start >= 0) {
    const end = lineEnd(text, start + 1);
    if (!/^\s*(?:#|$)/.test(text.slice(start + 1, end))) return { start: start + 1, end };
    start = text.indexOf("\n", start + 1);
  }
  return { start: text.length, end: text.length };
}

function isInScalar(node: YamlNode, span: Span): boolean {
  if (!encloses(node, span)) return false;
  if (node.kind === "scalar") return true;
  for (const child of childrenOf(node)) if (isInScalar(child, span)) return true;
  return false;
}
