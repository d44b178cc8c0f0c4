import { collectFacts } from "../facts/collect.ts";
import type { ResourceFacts, WorkloadFacts } from "../facts/facts.ts";
import { PlaceCollector } from "../facts/places.ts";
import type { Member, UnitView } from "../facts/unit-view.ts";
import { readResources } from "../kubernetes/resource.ts";
import { DEFAULT_SETTINGS, type Settings } from "../settings/settings.ts";
import { folderUnit } from "../units/folder.ts";
import { indexUnit } from "../workspace/unit-index.ts";
import { parseSection } from "../yaml/parse.ts";
import { splitSections } from "../yaml/split.ts";

/** The facts of the objects in a text. */
export function factsOf(text: string): readonly ResourceFacts[] {
  return splitSections(text).flatMap((section) =>
    readResources(parseSection(section.text)).map((resource) => collectFacts(resource, new PlaceCollector())),
  );
}

/** A unit of these manifests, with its workloads in text order. */
export function unitOf(
  text: string,
  settings: Partial<Settings> = {},
): { unit: UnitView; workloads: Member<WorkloadFacts>[] } {
  const source = {
    uri: "file:///unit.yaml",
    locate: () => ({ uri: "file:///unit.yaml", start: 0, end: 0 }),
  };
  const members = factsOf(text).map((facts) => ({ facts, source }));
  const unit = indexUnit(folderUnit("file:///", [{ uri: source.uri, members, isWhole: true }], true), {
    ...DEFAULT_SETTINGS,
    ...settings,
  });
  return { unit, workloads: [...unit.workloads] };
}

/** Containers whose pod claims port 80. */
export const CONTAINERS = "containers: [{name: app, image: app:1, ports: [{containerPort: 80, hostPort: 80}]}]";

/** A manifest whose pods claim port 80; `more` stands before the template. */
export function pod(spec: string, kind = "Pod", more = ""): string {
  const body = `{${CONTAINERS}${spec === "" ? "" : `, ${spec}`}}`;
  const meta = `kind: ${kind}\nmetadata: {name: ${kind.toLowerCase()}-${spec.length}-${more.length}}`;
  if (kind === "Pod") return `apiVersion: v1\n${meta}\nspec: ${body}\n`;
  return `apiVersion: apps/v1\n${meta}\nspec: {${more}template: {spec: ${body}}}\n`;
}

/** A required node affinity of these terms. */
export function affinity(...terms: string[]): string {
  return `affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [${terms.join(", ")}]}}}`;
}
