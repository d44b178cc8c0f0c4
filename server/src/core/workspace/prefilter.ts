import { groupOf, OTHER_KINDS, POD_KINDS } from "../kubernetes/kinds.ts";

/** Kinds that are read in full. */
const RELEVANT = new Set([
  ...POD_KINDS.map(({ kind }) => kind),
  ...OTHER_KINDS.map(({ kind }) => kind),
  "Cluster",
  "Simple",
  "ClusterConfiguration",
]);
const TOP_KIND = /^["']?kind["']?[ \t]*:[ \t]*["']?([A-Za-z][A-Za-z0-9]*)/m;
const TOP_API_VERSION = /^["']?apiVersion["']?[ \t]*:[ \t]*["']?([A-Za-z0-9./-]+)/m;
const ANY_KIND = /["']?\bkind["']?[ \t]*:[ \t]*["']?([A-Za-z][A-Za-z0-9]*)/g;
/** A custom resource is read where something in it looks like a pod spec that concerns the node. */
const POD_WORDS = /\bcontainers["']?[ \t]*:/;
const NODE_WORDS = /\b(?:hostPort|hostNetwork)["']?[ \t]*:/;

/**
 * Whether a section can matter and has to be parsed: a text test that costs a hundredth of the parse.
 * `other` is a custom resource that need not be parsed, because only its existence counts: an operator may make pods from it.
 */
export type Relevance =
  | { readonly type: "parse" }
  | { readonly type: "skip" }
  | { readonly type: "other"; readonly apiVersion: string; readonly kind: string };

const PARSE: Relevance = { type: "parse" };
const SKIP: Relevance = { type: "skip" };

export function relevanceOf(text: string): Relevance {
  if (!text.includes("kind")) return SKIP;
  const kind = TOP_KIND.exec(text)?.[1];
  if (kind !== undefined && !text.includes("apiVersion")) return SKIP;
  if (kind === undefined) return hasRelevantKind(text) ? PARSE : SKIP;
  if (RELEVANT.has(kind)) return PARSE;
  if (kind.endsWith("List")) return hasRelevantKind(text) ? PARSE : SKIP;
  if (kind === "CustomResourceDefinition") return SKIP;
  if (POD_WORDS.test(text) && NODE_WORDS.test(text)) return PARSE;
  const apiVersion = TOP_API_VERSION.exec(text)?.[1] ?? "";
  return isCustomGroup(groupOf(apiVersion)) ? { type: "other", apiVersion, kind } : SKIP;
}

/** For lists, JSON and flow style, whose kinds do not begin a line. The items of a typed list need not say theirs. */
function hasRelevantKind(text: string): boolean {
  for (const [, kind] of text.matchAll(ANY_KIND))
    if (kind !== undefined && RELEVANT.has(kind.replace(/List$/, ""))) return true;
  return false;
}

/** Whether a group belongs to nobody but its operator: the API's own groups have no dot, or end in `k8s.io`. */
function isCustomGroup(group: string): boolean {
  return group.includes(".") && !group.endsWith(".k8s.io");
}
