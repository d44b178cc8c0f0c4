import { isDeepStrictEqual } from "node:util";
import { applyEdits } from "../../server/src/core/text/edit.ts";
import type { Finding } from "../../server/src/core/workspace/finding.ts";
import type { Workspace } from "../../server/src/core/workspace/workspace.ts";
import { at, containersOf, type Data, isData, listAt, nameOf, namespaceOf, objectsOf, podOf } from "./objects.ts";
import { CONVERSIONS, type Offer } from "./offers.ts";
import { schemaProblems } from "./schema.ts";

/** The texts of the files that a conversion changes or makes. */
export function textsAfter({ change }: Offer, texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const after = new Map(change.creates?.map(({ uri, text }) => [uri, text] as const));
  for (const { uri, edits } of change.edits) after.set(uri, applyEdits(texts.get(uri) ?? "", edits));
  return after;
}

/**
 * What is wrong with the files after a conversion; empty where the result is valid: what was accepted still is, what a
 * Service in it says leads to pods, and each host port that went has a Service port in its place.
 */
export async function judge(
  offer: Offer,
  workspace: Workspace,
  texts: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const changed = textsAfter(offer, texts);
  const uris = new Set([offer.uri, ...changed.keys()]);
  const { services, workloads } = workspace.viewOf(offer.uri);
  const beside = new Set([...uris, ...[...services, ...workloads].map(({ source }) => source.uri)]);
  const found = [...uris].flatMap((uri) =>
    newFindings(offer, workspace.findings(uri), workspace.preview(changed, uri)),
  );
  // Templates stand in the way of other readers: there the rules alone judge.
  const before = [...beside].flatMap((uri) => objectsOf(texts.get(uri) ?? "") ?? []);
  const files = [...changed].filter(([uri]) => objectsOf(texts.get(uri) ?? "") !== undefined);
  const unread = files.filter(([, text]) => objectsOf(text) === undefined).map(([uri]) => `${uri} cannot be read`);
  const after = [...beside].flatMap((uri) => objectsOf(changed.get(uri) ?? texts.get(uri) ?? "") ?? []);
  const touched = after.filter((object) => !before.some((old) => isDeepStrictEqual(old, object)));
  const invalid = await Promise.all(touched.map((object) => newSchemaProblems(object, before)));
  return [
    ...found,
    ...unread,
    ...invalid.flat(),
    ...touched
      .filter((object) => !before.some((old) => nameOf(old) === nameOf(object)))
      .flatMap((object) => identityProblems(object, after)),
    ...touched.filter(({ kind }) => kind === "Service").flatMap((service) => serviceProblems(service, after, before)),
    ...lostPorts(before, after),
  ];
}

/** What stands above hint that did not stand before, and that the conversion's title does not announce. */
function newFindings({ call }: Offer, before: readonly Finding[], after: readonly Finding[]): string[] {
  const announced = CONVERSIONS.get(call.fix)?.announces ?? [];
  const known = before.flatMap(({ rule, hides = [] }) => [rule, ...hides]);
  const shown = after.filter(({ level, rule }) => level !== "hint" && !announced.includes(rule));
  const countOf = (id: string): number => shown.filter(({ rule }) => rule === id).length;
  return shown
    .filter(({ rule }) => countOf(rule) > known.filter((id) => id === rule).length)
    .map(({ rule, text }) => `${rule}: ${text}`);
}

async function newSchemaProblems(object: Data, before: readonly Data[]): Promise<readonly string[]> {
  const problems = (await schemaProblems(object)) ?? [];
  if (problems.length === 0) return [];
  const old = before.find((other) => at(other, "metadata", "name") === at(object, "metadata", "name"));
  const known = (old && (await schemaProblems(old))) ?? [];
  const bare = (text: string): string => text.replace(/^[^:]*: /, "");
  return problems.filter((problem) => !known.map(bare).includes(bare(problem)));
}

function identityProblems(object: Data, after: readonly Data[]): string[] {
  const isTwice = after.filter((other) => nameOf(other) === nameOf(object)).length > 1;
  const name = at(object, "metadata", "name");
  const isService = object.kind === "Service";
  // Source: kubernetes apimachinery/pkg/util/validation IsDNS1035Label.
  const isWrong = isService && (typeof name !== "string" || !/^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/.test(name));
  return [
    ...(isTwice ? [`${nameOf(object)} is there twice`] : []),
    ...(isWrong ? [`${name} is no name for a Service`] : []),
  ];
}

/** A Service leads to the pods of one workload at least, and each of its ports to a port that they declare. */
function serviceProblems(service: Data, objects: readonly Data[], before: readonly Data[]): string[] {
  const selector = at(service, "spec", "selector");
  if (!isData(selector) || Object.keys(selector).length === 0) return [];
  const old = before.find((other) => nameOf(other) === nameOf(service));
  const ports = listAt(service, "spec", "ports");
  const faults = duplicatesIn(listAt(old, "spec", "ports"), service);
  const duplicates = duplicatesIn(ports, service).filter((problem) => !faults.includes(problem));
  // Of a Service that was there before, only what is new is the conversion's own.
  const known = listAt(old, "spec", "ports").map((port) => JSON.stringify([port.port, port.protocol, port.targetPort]));
  const added = ports.filter((port) => !known.includes(JSON.stringify([port.port, port.protocol, port.targetPort])));
  const pods = objects.flatMap((object) => {
    const pod = podOf(object);
    const isBeside = namespaceOf(object) === namespaceOf(service);
    return pod && isBeside && Object.entries(selector).every(([key, value]) => pod.labels[key] === value) ? [pod] : [];
  });
  if (pods.length === 0) return old ? duplicates : [...duplicates, `${nameOf(service)} selects no pods`];
  return [
    ...duplicates,
    ...added
      .filter((port) => !pods.some(({ spec }) => targetOf(port, spec) !== undefined))
      .map((port) => `${nameOf(service)}: port ${port.port} leads nowhere`),
  ];
}

function duplicatesIn(ports: readonly Data[], service: Data): string[] {
  const keys = ports.flatMap((port) => [
    `port ${port.protocol ?? "TCP"}/${port.port}`,
    `name ${port.name ?? ""}`,
    ...(port.nodePort ? [`nodePort ${port.protocol ?? "TCP"}/${port.nodePort}`] : []),
  ]);
  const twice = keys.filter((key, index) => keys.indexOf(key) < index);
  return [...new Set(twice)].map((key) => `${nameOf(service)}: ${key} is there twice`);
}

/** The number of the container port that a Service port leads to in a pod; undefined where it leads nowhere. */
function targetOf(port: Data, spec: Data): number | undefined {
  const protocol = port.protocol ?? "TCP";
  const target = port.targetPort ?? port.port;
  const declared = [...containersOf(spec), ...listAt(spec, "initContainers")]
    .flatMap((container) => listAt(container, "ports"))
    .filter((own) => (own.protocol ?? "TCP") === protocol);
  const found = declared.find((own) => own.name === target || own.containerPort === target);
  return typeof found?.containerPort === "number" ? found.containerPort : undefined;
}

/** Host ports of regular containers that went without a Service port that leads to the same container port. */
function lostPorts(before: readonly Data[], after: readonly Data[]): string[] {
  return before.flatMap((old) => {
    const pod = podOf(old);
    const now = after.find((object) => nameOf(object) === nameOf(old));
    const spec = now && podOf(now);
    if (!pod || !now || !spec) return [];
    const kept = containersOf(spec.spec).flatMap((container) => listAt(container, "ports"));
    return containersOf(pod.spec)
      .flatMap((container) => listAt(container, "ports"))
      .filter((port) => typeof port.hostPort === "number" && port.hostPort > 0)
      .filter((port) => !kept.some((own) => own.hostPort === port.hostPort && own.protocol === port.protocol))
      .filter((port) => !isServed(port, spec, now, after))
      .map((port) => `${nameOf(old)}: nothing leads to ${port.containerPort} any more`);
  });
}

function isServed(
  port: Data,
  { labels, spec }: { readonly labels: Data; readonly spec: Data },
  owner: Data,
  objects: readonly Data[],
): boolean {
  return objects
    .filter(({ kind }) => kind === "Service")
    .filter((service) => namespaceOf(service) === namespaceOf(owner))
    .filter((service) => {
      const selector = at(service, "spec", "selector");
      return isData(selector) && Object.entries(selector).every(([key, value]) => labels[key] === value);
    })
    .flatMap((service) => listAt(service, "spec", "ports"))
    .some((own) => (own.protocol ?? "TCP") === (port.protocol ?? "TCP") && targetOf(own, spec) === port.containerPort);
}
