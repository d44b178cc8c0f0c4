import { isMap, isScalar, isSeq, type Node, parseAllDocuments, visit } from "yaml";

/** Variants of a manifest that mean the same to a server. Tests may write YAML anew; the product never does. */

/** Parsed so that every scalar keeps the text and the quotes that it has. */
function documentsOf(manifest: string): ReturnType<typeof parseAllDocuments> {
  return parseAllDocuments(manifest, { schema: "failsafe", uniqueKeys: false, merge: false });
}

/** Everything in flow style, one document a line. Block scalars become quoted; undefined where the manifest has none to rewrite. */
export function inFlowStyle(manifest: string): string | undefined {
  const documents = documentsOf(manifest);
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  for (const document of documents) {
    document.comment = null;
    document.commentBefore = null;
    visit(document, {
      Node(_, node) {
        node.comment = null;
        node.commentBefore = null;
        if (isMap(node) || isSeq(node)) node.flow = true;
        if (isScalar(node) && node.type?.startsWith("BLOCK")) node.type = "QUOTE_DOUBLE";
      },
    });
  }
  return documents
    .map((document) => `---\n${document.toString({ lineWidth: 0, flowCollectionPadding: false })}`)
    .join("");
}

/** All documents as the items of one List. */
export function inList(manifest: string): string | undefined {
  const texts = manifest.split(/^---.*\n/m).filter((text) => text.replace(/^\s*#.*$/gm, "").trim() !== "");
  if (texts.some((text) => /^(?:\.\.\.|%)/m.test(text) || /^[{[]/m.test(text) || text.includes("\t"))) return undefined;
  const items = texts.map((text) => {
    const lines = text.replace(/\s*$/, "").split("\n");
    const start = lines.findIndex((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
    return lines
      .slice(start)
      .map((line, index) => (index === 0 ? `- ${line}` : line === "" ? line : `  ${line}`))
      .join("\n");
  });
  return `apiVersion: v1\nkind: List\nitems:\n${items.join("\n")}\n`;
}

/** The objects under other names. */
export function renamed(manifest: string): string | undefined {
  const documents = documentsOf(manifest);
  if (!Array.isArray(documents)) return undefined;
  const edits: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const document of documents) {
    const name = document.getIn(["metadata", "name"], true) as Node | undefined;
    // A Namespace's name is what the others' namespaces say, and a node's is what pods are pinned to.
    const kind = document.get("kind");
    if (
      isScalar(name) &&
      name.range &&
      kind !== "Namespace" &&
      kind !== "Node" &&
      typeof name.value === "string" &&
      name.value.length < 50
    )
      edits.push({ start: name.range[0], end: name.range[1], text: `renamed-${name.value}` });
  }
  if (edits.length === 0) return undefined;
  return edits.reduceRight(
    (text, { start, end, text: name }) => text.slice(0, start) + name + text.slice(end),
    manifest,
  );
}

/** A kind that a Pod can be wrapped in, and what the paths of its pod begin with. */
export interface Wrapping {
  readonly kind: string;
  readonly path: string;
}

export const WRAPPINGS: readonly Wrapping[] = [
  { kind: "Deployment", path: "spec.template.spec" },
  { kind: "DaemonSet", path: "spec.template.spec" },
  { kind: "StatefulSet", path: "spec.template.spec" },
  { kind: "CronJob", path: "spec.jobTemplate.spec.template.spec" },
  { kind: "Rollout", path: "spec.template.spec" },
];

/** A single Pod in block style as the template of another kind; undefined for anything else. */
export function wrapped(manifest: string, { kind }: Wrapping): string | undefined {
  const texts = manifest.split(/^---.*\n/m).filter((text) => text.replace(/^\s*#.*$/gm, "").trim() !== "");
  const [text] = texts;
  if (text === undefined || texts.length !== 1 || !/^kind: Pod$/m.test(text) || /^[{[]/m.test(text)) return undefined;
  const [document] = documentsOf(text) as ReturnType<typeof parseAllDocuments> &
    readonly { getIn(path: string[]): unknown }[];
  const name = (document as { getIn(path: string[]): unknown } | undefined)?.getIn(["metadata", "name"]);
  const metadata = blockOf(text, "metadata");
  const spec = blockOf(text, "spec");
  if (typeof name !== "string" || !metadata || !spec) return undefined;
  const inner = (indent: string): string =>
    [...metadata, ...spec].map((line) => (line === "" ? line : indent + line)).join("\n");
  const head = `metadata:\n  name: ${name}\n`;
  if (kind === "CronJob")
    return `apiVersion: batch/v1\nkind: CronJob\n${head}spec:\n  schedule: "* * * * *"\n  jobTemplate:\n    spec:\n      template:\n${inner("        ")}\n`;
  const apiVersion = kind === "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1";
  return `apiVersion: ${apiVersion}\nkind: ${kind}\n${head}spec:\n  template:\n${inner("    ")}\n`;
}

/** The lines of a top-level entry in block style. */
function blockOf(text: string, key: string): string[] | undefined {
  const lines = text.replace(/\s*$/, "").split("\n");
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (start < 0) return undefined;
  const rest = lines.slice(start + 1).findIndex((line) => /^[^\s#-]/.test(line));
  return lines.slice(start, rest < 0 ? lines.length : start + 1 + rest);
}
