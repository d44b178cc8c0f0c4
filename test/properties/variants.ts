import { Document, isCollection, isMap, isScalar, type Pair, parseAllDocuments, visit, type YAMLMap } from "yaml";
import { type Content, writeFlow } from "../../server/src/core/yaml/write.ts";

/** The same manifest as somebody else would have written it, or with a part that stands elsewhere. */
export interface Variant {
  readonly name: string;
  /** The text so written; undefined where that cannot be done to it. */
  write(text: string): string | undefined;
}

/** What means the same. */
const STYLES: readonly Variant[] = [
  { name: "CRLF", write: (text) => text.replaceAll("\n", "\r\n") },
  { name: "byte order mark", write: (text) => `\uFEFF${text}` },
  { name: "no last line break", write: (text) => text.replace(/\n+$/, "") },
  { name: "Windows", write: (text) => `\uFEFF${text.replace(/\n+$/, "").replaceAll("\n", "\r\n")}` },
  {
    name: "comments above",
    write: (text) => inBlocks(text, (line, at) => [`${indentOf(line)}# kept line${at}`, line]),
  },
  { name: "comments behind", write: (text) => inBlocks(text, (line, at) => [`${line} # behind line${at}`]) },
  { name: "blank lines", write: (text) => inBlocks(text, (line) => [line, ""]) },
  { name: "tabs behind values", write: (text) => inBlocks(text, (line) => [`${line}\t`]) },
  { name: "tabs in front of values", write: (text) => inBlocks(text, (line) => [line.replace(/: (?=[^ ])/, ":\t")]) },
  { name: "document markers", write: (text) => `# head\n---\n${text.replace(/\n+$/, "")}\n...\n` },
  { name: "lists not indented", write: (text) => anew(text, { indentSeq: false }) },
  { name: "wide", write: (text) => anew(text, { indent: 4 }) },
  {
    name: "quoted",
    write: (text) => anew(text, { defaultKeyType: "QUOTE_DOUBLE", defaultStringType: "QUOTE_SINGLE" }),
  },
  {
    name: "flow style",
    write: (text) => ofData(text, (objects) => objects.map((own) => writeFlow(own, false)).join("\n---\n")),
  },
  {
    name: "flow style over lines",
    write: (text) => ofData(text, (objects) => objects.map(brokenFlow).join("\n---\n")),
  },
  { name: "flow style within", write: flowWithin },
  { name: "List", write: (text) => ofObjects(text, (items) => String(new Document(listOf(items)))) },
  {
    name: "JSON",
    write: (text) =>
      ofObjects(text, (items) => JSON.stringify(items.length === 1 ? items[0] : listOf(items), undefined, 2)),
  },
  {
    name: "JSON on a line",
    write: (text) => ofObjects(text, (items) => JSON.stringify(items.length === 1 ? items[0] : listOf(items))),
  },
];

/** Fields that fixes touch, or write beside. */
const FIELDS = [
  ...["spec", "template", "metadata", "labels", "containers", "ports", "hostPort", "containerPort", "hostNetwork"],
  ...["name", "type", "nodePort", "targetPort", "port", "selector", "matchLabels", "replicas", "strategy", "dnsPolicy"],
  ...["kind", "protocol", "hostIP", "securityContext", "restartPolicy", "namespace"],
  ...["rollingUpdate", "maxSurge", "maxUnavailable", "externalTrafficPolicy", "updateStrategy", "externalIPs"],
];

/** What another part of the document holds, too: it may not change there. */
const SHARED: readonly Variant[] = FIELDS.flatMap((field): Variant[] => [
  { name: `anchor on ${field}`, write: (text) => anchored(text, field) },
  { name: `alias for ${field}`, write: (text) => moved(text, field, "alias") },
  { name: `merge key in ${field}`, write: (text) => moved(text, field, "merge") },
  { name: `merge key beside ${field}`, write: (text) => besideMerge(text, field, false) },
  { name: `merge key in front of ${field}`, write: (text) => besideMerge(text, field, true) },
]);

/** What a template decides about. */
const TEMPLATED: readonly Variant[] = FIELDS.flatMap((field): Variant[] => [
  {
    name: `template for ${field}`,
    write: (text) => onLine(text, field, (line) => line.replace(/: .*/, ": {{ .Values.kept }}")),
  },
  {
    name: `template beside ${field}`,
    write: (text) =>
      onLine(
        text,
        field,
        (line) => `${indentOf(line)}{{- include "kept" . | nindent ${indentOf(line).length} }}\n${line}`,
      ),
  },
  {
    name: `condition on ${field}`,
    write: (text) => onLine(text, field, (line) => `{{- if .Values.kept }}\n${line}\n{{- end }}`),
  },
]);

export const VARIANTS: readonly Variant[] = [...STYLES, ...SHARED, ...TEMPLATED];

function indentOf(line: string): string {
  return /^ */.exec(line)?.[0] ?? "";
}

/** Writes the lines of a text in block style anew, where each of them can be told from text of several lines. */
function inBlocks(text: string, write: (line: string, at: number) => readonly string[]): string | undefined {
  if (/[|>][+-]?\d?[ \t]*(?:#.*)?$|\{\{|portolan-|\\$|^ *[^\s#-][^:#]*$/m.test(text)) return undefined;
  return text
    .split("\n")
    .flatMap((line, at) =>
      /^ *(?:- )*["'\w./-]+:(?: [^#&*!]*)?$|^ *- [^#&*!]*$/.test(line) ? write(line, at) : [line],
    )
    .join("\n");
}

type Written = Parameters<Document["toString"]>[0];

/** The documents of a text as another writer would write them; undefined where a template or a fault stands in them. */
function documentsOf(text: string): readonly Document[] | undefined {
  if (text.includes("{{")) return undefined;
  const documents = parseAllDocuments(text, { merge: true, intAsBigInt: false });
  if (!Array.isArray(documents) || documents.length === 0) return undefined;
  return documents.every(({ errors, warnings }) => errors.length + warnings.length === 0) ? documents : undefined;
}

function anew(text: string, options: Written): string | undefined {
  const documents = documentsOf(text);
  // What is written twice, or has a number that means another thing without quotes, is another manifest.
  return documents?.map((own) => own.toString({ lineWidth: 0, ...options })).join("---\n");
}

function ofData(text: string, write: (objects: readonly Content[]) => string): string | undefined {
  const documents = documentsOf(text);
  if (!documents || /[&*]\w/.test(text)) return undefined;
  const objects = documents.map((own): unknown => own.toJS());
  return objects.every(isContent) ? `${write(objects)}\n` : undefined;
}

function isContent(value: unknown): value is Content {
  if (Array.isArray(value)) return value.every(isContent);
  if (typeof value === "object" && value !== null) return Object.values(value).every(isContent);
  return ["string", "number", "boolean"].includes(typeof value);
}

function ofObjects(text: string, write: (objects: readonly Content[]) => string): string | undefined {
  return /^kind: (?:Kustomization|Component|List)$/m.test(text) || !/^apiVersion:/m.test(text)
    ? undefined
    : ofData(text, write);
}

function listOf(items: readonly Content[]): Content {
  return { apiVersion: "v1", kind: "List", items };
}

function brokenFlow(own: Content): string {
  return JSON.stringify(own, undefined, 2)
    .replaceAll(/^( *)"(\w+)":/gm, "$1$2:")
    .replaceAll(/([\w"])\n/g, "$1 # behind\n");
}

/** Ports and labels in flow style, the rest in blocks. */
function flowWithin(text: string): string | undefined {
  const documents = documentsOf(text);
  for (const own of documents ?? [])
    visit(own, {
      Pair(_, pair) {
        const isShort =
          isScalar(pair.key) && ["ports", "labels", "strategy", "selector"].includes(String(pair.key.value));
        if (isShort && isCollection(pair.value)) pair.value.flow = true;
      },
    });
  return documents?.map((own) => own.toString({ lineWidth: 0 })).join("---\n");
}

function pairOf(own: Document, field: string, isMeant: (pair: Pair) => boolean): Pair | undefined {
  let found: Pair | undefined;
  visit(own, {
    Pair(_, pair) {
      if (!isScalar(pair.key) || pair.key.value !== field || !isMeant(pair)) return undefined;
      found = pair;
      return visit.BREAK;
    },
  });
  return found;
}

/** The value of each document's first such field gets an anchor, and the field `x-kept` names it. */
function anchored(text: string, field: string): string | undefined {
  return changed(text, (own) => {
    const pair = pairOf(own, field, ({ value }) => isScalar(value) || isCollection(value));
    if (!pair || !isMap(own.contents)) return false;
    own.contents.add(own.createPair("x-kept", own.createAlias(pair.value as never, "kept")));
    return true;
  });
}

/** The value of each document's first such field moves to `x-kept`, and an alias or a merge key stands in its place. */
function moved(text: string, field: string, as: "alias" | "merge"): string | undefined {
  return changed(text, (own) => {
    const pair = pairOf(own, field, ({ value }) =>
      as === "merge"
        ? isMap(value) || (isCollection(value) && isMap(value.items[0]))
        : isCollection(value) || isScalar(value),
    );
    const root = own.contents;
    if (!pair || !isMap(root) || root.items.includes(pair as never)) return false;
    const { value } = pair;
    const kept = as === "merge" && isCollection(value) && !isMap(value) ? value.items[0] : value;
    const alias = own.createAlias(kept as never, "kept");
    if (as === "alias") pair.value = alias;
    else {
      const merged = own.createNode({});
      if (!isMap(merged)) return false;
      merged.add(own.createPair("<<", alias));
      if (kept === value) pair.value = merged;
      else if (isCollection(value)) value.items[0] = merged as never;
    }
    root.items.unshift(own.createPair("x-kept", kept) as never);
    return true;
  });
}

/** Each document's first map that has such a field keeps that alone; a merge key brings in all of them, that one with another value. */
function besideMerge(text: string, field: string, isFirst: boolean): string | undefined {
  return changed(text, (own) => {
    let found: YAMLMap | undefined;
    visit(own, {
      Map(_, map) {
        if (!map.has(field) || map === own.contents || map.items.length < 2) return undefined;
        found = map;
        return visit.BREAK;
      },
    });
    const root = own.contents;
    const pair = found?.items.find(({ key }) => isScalar(key) && key.value === field);
    if (!found || !pair || !isMap(root)) return false;
    const kept = own.createNode({}) as YAMLMap;
    kept.items = found.items.filter((other) => other !== pair);
    if (isScalar(pair.value)) kept.add(own.createPair(field, pair.value.value));
    kept.flow = found.flow === true;
    const merge = own.createPair("<<", own.createAlias(kept, "kept"));
    found.items = isFirst ? [merge, pair] : [pair, merge];
    root.items.unshift(own.createPair("x-kept", kept) as never);
    return true;
  });
}

function changed(text: string, change: (own: Document) => boolean): string | undefined {
  if (/[&*]\w/.test(text)) return undefined;
  const documents = documentsOf(text);
  const count = documents?.filter(change).length ?? 0;
  return count > 0 ? documents?.map((own) => own.toString({ lineWidth: 0 })).join("---\n") : undefined;
}

/** Writes the first line of each document that gives a field a value in block style anew. */
function onLine(text: string, field: string, write: (line: string) => string): string | undefined {
  if (text.includes("{{")) return undefined;
  const pattern = new RegExp(`^ +${field}: [^|>&*].*$`, "m");
  const documents = text.split(/^---\n/m);
  return documents.some((own) => pattern.test(own))
    ? documents.map((own) => own.replace(pattern, write)).join("---\n")
    : undefined;
}
