import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encloses, type Span, sameSpan, shift } from "../../server/src/core/text/span.ts";
import type { Finding } from "../../server/src/core/workspace/finding.ts";
import { entryOf, type YamlMap, type YamlNode } from "../../server/src/core/yaml/node.ts";
import { parseSection } from "../../server/src/core/yaml/parse.ts";
import { splitSections } from "../../server/src/core/yaml/split.ts";
import { writtenCausesOf } from "./agreement.ts";
import { findingsOf } from "./findings.ts";
import { CASES, manifestOf } from "./verdicts.ts";

/** Where a cause says that something is wrong. */
interface Expected {
  /** The value itself, where it is written. */
  readonly exactly?: Span;
  /** Its key, which stands for it where the field as such is forbidden. */
  readonly key?: Span;
  /** What holds the place of something that is missing. */
  readonly within: Span;
}

describe("a rejection is shown where the server says", () => {
  for (const verdict of CASES) {
    const [document] = verdict.documents;
    if (
      verdict.documents.length !== 1 ||
      document?.verdict !== "reject" ||
      !["admission", "strict"].includes(verdict.mode)
    )
      continue;
    const manifest = manifestOf(verdict);
    const causes = writtenCausesOf(document, manifest).filter((cause) =>
      /^(?:unknown field ")?(?:spec|metadata|template)[.[]/.test(cause),
    );
    if (causes.length === 0) continue;
    test(verdict.id, () => {
      const findings = findingsOf(verdict, manifest);
      for (const cause of causes) {
        const places = expectedPlaces(manifest, cause);
        const spoken = findings.filter(({ level, text }) => level === "error" && text.includes(cause.slice(0, 160)));
        assert.ok(
          spoken.some((finding) => places.some((place) => isAt(finding, place))),
          `${cause}\nis shown at ${spoken.map(({ start, end }) => JSON.stringify(manifest.slice(start, end))).join(", ")}\ninstead of ${places.map(({ exactly, within }) => JSON.stringify(manifest.slice((exactly ?? within).start, (exactly ?? within).end))).join(" or ")}`,
        );
      }
    });
  }
});

function isAt(finding: Finding, { exactly, key, within }: Expected): boolean {
  return exactly
    ? sameSpan(finding, exactly) || (key !== undefined && sameSpan(finding, key))
    : encloses(within, finding);
}

/** The places that a cause's path may mean: for init containers the server always says the first. */
function expectedPlaces(manifest: string, cause: string): Expected[] {
  const path = /^(?:unknown field ")?((?:[\w$-]+|\[[^\]]*\]|\.)+)/.exec(cause)?.[1] ?? "";
  const isKey = cause.startsWith("unknown field");
  const steps = [...path.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([whole, inner]) => inner ?? whole);
  return splitSections(manifest).flatMap(({ start, text }) => {
    const { root } = parseSection(text);
    if (root?.kind !== "map" || !entryOf(root, "kind")) return [];
    const any = isKey ? [] : ["initContainers"];
    // `clusterIP` and the first of `clusterIPs` are one value.
    const twins = steps.includes("clusterIPs") ? resolve(root, ["spec", "clusterIP"], root, isKey, any) : [];
    return [...resolve(root, steps, root, isKey, any), ...twins].map((expected) => shifted(expected, start));
  });
}

function resolve(
  node: YamlNode,
  steps: readonly string[],
  holder: Span,
  isKey: boolean,
  anyOf: readonly string[],
): Expected[] {
  const [step, ...rest] = steps;
  if (step === undefined)
    return node.kind === "scalar" && node.end > node.start ? [{ exactly: node, within: holder }] : [{ within: holder }];
  if (node.kind === "seq") {
    const items = anyOf.includes("any") ? node.items : node.items.filter((_, index) => String(index) === step);
    return items.length > 0 ? items.flatMap((item) => resolve(item, rest, item, isKey, [])) : [{ within: holder }];
  }
  const entry = node.kind === "map" ? entryNamed(node, step) : undefined;
  if (!entry) return [{ within: holder }];
  if (rest.length === 0 && isKey) return [{ exactly: entry.key, within: entry }];
  if (rest.length === 0 && entry.value.kind === "scalar" && entry.value.end > entry.value.start)
    return [{ exactly: entry.value, key: entry.key, within: entry }];
  return resolve(
    entry.value,
    rest,
    entry,
    isKey,
    anyOf.includes(step) ? ["any"] : anyOf.filter((name) => name !== "any"),
  );
}

/** Some of the server's paths spell a field in their own way (`spec.LoadBalancerSourceRanges`). */
function entryNamed(map: YamlMap, name: string): ReturnType<typeof entryOf> {
  return entryOf(map, name) ?? map.entries.find(({ key }) => key.text.toLowerCase() === name.toLowerCase());
}

function shifted({ exactly, key, within }: Expected, by: number): Expected {
  return {
    within: shift(within, by),
    ...(exactly ? { exactly: shift(exactly, by) } : {}),
    ...(key ? { key: shift(key, by) } : {}),
  };
}
