import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { env } from "node:process";
import { test } from "node:test";
import { nodeAt, type YamlNode } from "../../yaml/node.ts";
import { parseSection } from "../../yaml/parse.ts";
import { splitSections } from "../../yaml/split.ts";
import { buildKustomization } from "./build.ts";
import { type Kustomization, readKustomization } from "./kustomization.ts";

/**
 * `build.yaml` holds kustomizations and what kustomize v5.5 builds from them, one line an object:
 *
 *     #= a title               begins a case
 *     #- path/name.yaml        begins a file of the case; the first one is the kustomization that is built
 *     #> Deployment shop/web … an object that is built
 *     #> unknown               the build is not whole, or kustomize refuses it
 *
 * `UPDATE=1` writes what is built now.
 */
const FIXTURE = new URL("build.yaml", import.meta.url);
const text = readFileSync(FIXTURE, "utf8");
const cases = text.split(/^(?=#= )/m).filter((part) => part.startsWith("#= "));
const updated: string[] = [];

for (const written of cases) {
  const [title = "", ...lines] = written.trimEnd().split("\n");
  const given = lines.filter((line) => !line.startsWith("#> "));
  const now = [title, ...given, ...built(given)];
  updated.push(`${now.join("\n")}\n`);
  test(`builds ${title.slice(3)}`, () => {
    if (!env["UPDATE"]) assert.deepEqual([title, ...lines], now);
  });
}

if (env["UPDATE"]) writeFileSync(FIXTURE, updated.join("\n"));

function built(lines: readonly string[]): string[] {
  const files = new Map<string, string>();
  for (const part of lines.join("\n").split(/^#- /m).slice(1)) {
    const end = part.indexOf("\n");
    files.set(`file:///${part.slice(0, end)}`, part.slice(end + 1));
  }
  const documentsOf = (uri: string): YamlNode[] | undefined => {
    const file = files.get(uri);
    return file === undefined
      ? undefined
      : splitSections(file).flatMap((section) => parseSection(section.text).root ?? []);
  };
  const kustomizationIn = (directory: string): Kustomization | undefined =>
    readKustomization(documentsOf(`${directory}/kustomization.yaml`)?.[0]);
  const [root = ""] = files.keys();
  const build = buildKustomization(root.slice(0, root.lastIndexOf("/")), { documentsOf, kustomizationIn });
  const objects = build.objects.map(({ root: object }) => `#> ${line(object)}`);
  return build.unknown.length > 0 ? [...objects, "#> unknown"] : objects;
}

/** An object in one line: what bears on ports. */
function line(object: YamlNode): string {
  const at = (path: string): YamlNode | undefined => get(object, path);
  const name = [flow(at("metadata.namespace")), flow(at("metadata.name"))].filter((part) => part !== "").join("/");
  const pod = flow(at("kind")) === "Pod" ? "spec" : "spec.template.spec";
  const parts = [
    ["labels", at("metadata.labels")],
    ["selector", at("spec.selector")],
    ["pods", at("spec.template.metadata.labels")],
    ["replicas", at("spec.replicas")],
    ["strategy", at("spec.strategy")],
    ["hostNetwork", at(`${pod}.hostNetwork`)],
    ["containers", at(`${pod}.containers`)],
    ["spreads", at(`${pod}.topologySpreadConstraints`)],
    ["type", at("spec.type")],
    ["ports", at("spec.ports")],
    ["scales", at("spec.scaleTargetRef.name")],
    ["policy", at("spec.podSelector")],
    ["from", at("spec.ingress")],
    ["serviceName", at("spec.serviceName")],
    ["backend", at("spec.defaultBackend.service.name")],
  ] as const;
  return [
    `${flow(at("kind"))} ${name}`,
    ...parts.flatMap(([key, value]) => (value ? [`${key} ${flow(value)}`] : [])),
  ].join(" ");
}

function get(node: YamlNode | undefined, path: string): YamlNode | undefined {
  return path.split(".").reduce((found, key) => (found?.kind === "map" ? nodeAt(found, key) : undefined), node);
}

function flow(node: YamlNode | undefined): string {
  if (node === undefined) return "";
  if (node.kind === "seq") return `[${node.items.map(flow).join(", ")}]`;
  if (node.kind === "scalar") return node.text;
  const entries = node.entries.map(({ key, value }) => `${key.text}: ${flow(value)}`).sort();
  return `{${entries.join(", ")}}`;
}
