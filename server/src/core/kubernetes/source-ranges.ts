import type { Span } from "../text/span.ts";
import type { YamlNode } from "../yaml/node.ts";
import { type Prefix, parseAddress, parsePrefix, prefixProblems } from "./addresses.ts";
import type { Service } from "./resource.ts";
import { readStringItems } from "./string-items.ts";

/** Where a Service says from which addresses its load balancer takes connections. */
export interface SourceRanges {
  /** The field or annotation, as a person names it. */
  readonly name: string;
  readonly path: string;
  readonly key: Span;
  readonly scalars: readonly SourceScalar[];
}

/** An item of the field with its one range, or the annotation's text with all of them. */
export interface SourceScalar {
  readonly at: YamlNode;
  readonly ranges: readonly SourceRange[];
}

export interface SourceRange {
  /** Without the blanks around it. */
  readonly text: string;
  readonly path: string;
  readonly prefix: Prefix | undefined;
  /** Why the API server refuses it; empty where it takes it. */
  readonly problems: readonly string[];
  /** What the scalar may hold in its place. */
  readonly repairs: readonly Repair[];
}

export interface Repair {
  readonly text: string;
  /** Nobody can have meant anything else. */
  readonly sameMeaning: boolean;
}

const ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges";

/**
 * The ranges that the API server looks at: the field's, or where that is empty the annotation's, which are separated by
 * commas. Undefined where there are none, or a template decides which of the two it is.
 * Source: kubernetes pkg/apis/core/validation validateService, where the field's path has a capital L.
 * @param minor the minor version of Kubernetes
 */
export function sourceRangesOf({ spec, metadata }: Service, minor: number): SourceRanges | undefined {
  const { field, items, complete } = readStringItems(spec.map, "loadBalancerSourceRanges");
  if (field.kind === "present" && field.value.items.length > 0) {
    const path = "spec.LoadBalancerSourceRanges";
    const scalars = items.map(({ text, node, index }) => ({
      at: node,
      ranges: [rangeOf(text, `${path}[${index}]`, minor, (range) => range)],
    }));
    return { name: "loadBalancerSourceRanges", path, key: field.entry.key, scalars };
  }
  const written = complete ? metadata.annotations.entries.find(({ key }) => key === ANNOTATION) : undefined;
  if (!written) return undefined;
  const { value, entry } = written;
  if (value.kind === "opaque") return undefined;
  const path = `metadata.annotations[${ANNOTATION}]`;
  const parts = value.kind === "absent" || trimmed(value.value) === "" ? [] : value.value.split(",");
  const ranges = parts.map((part, index) =>
    rangeOf(part, path, minor, (range) => parts.with(index, range).map(trimmed).join(",")),
  );
  return { name: `annotation ${ANNOTATION}`, path, key: entry.key, scalars: [{ at: entry.value, ranges }] };
}

function rangeOf(written: string, path: string, minor: number, inScalar: (range: string) => string): SourceRange {
  const text = trimmed(written);
  const problems = prefixProblems(text, minor);
  const prefix = parsePrefix(text);
  const repairs = problems.length === 0 ? [] : repairsOf(text, prefix);
  return {
    text,
    path,
    prefix,
    problems,
    repairs: repairs.map((repair) => ({ ...repair, text: inScalar(repair.text) })),
  };
}

function repairsOf(text: string, prefix: Prefix | undefined): readonly Repair[] {
  const address = parseAddress(text);
  if (address) {
    const single = `${address.canonical}/${address.family === 4 ? 32 : 128}`;
    return [{ text: single, sameMeaning: !address.hasLeadingZeros && !address.isMapped }];
  }
  if (!prefix) return [];
  const network = { text: prefix.network, sameMeaning: false };
  return prefix.hasHostBits ? [network, { text: prefix.single, sameMeaning: false }] : [network];
}

/** Without white space around it, as Go's strings.TrimSpace counts it. */
function trimmed(text: string): string {
  return text.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "");
}
