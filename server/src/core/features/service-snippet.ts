import { convertToNodePort } from "../fixes/convert-to-node-port.ts";
import { workloadTarget } from "../fixes/expose.ts";
import { type FixTarget, isRefusal } from "../fixes/fix.ts";
import { isAtHostPorts } from "../fixes/host-port-lines.ts";
import { hasHostPort } from "../fixes/service-ports.ts";
import { controllerSelector, hasSelector } from "../kubernetes/controller-selector.ts";
import type { ContainerPort, PodSpec } from "../kubernetes/pod-spec.ts";
import type { Workload } from "../kubernetes/resource.ts";
import { entryOf, type YamlEntry, type YamlMap } from "../yaml/node.ts";
import { templateActions } from "../yaml/template.ts";
import { isInScope, templatedBlock } from "../yaml/template-block.ts";
import type { Snippet } from "./snippet.ts";

/**
 * A NodePort Service for a workload whose template decides about its host ports, so that no edit can be made that is right
 * whatever the values are. What the template says stands in it as it is, expressions and all; a chart renders both alike.
 * @returns undefined where the conversion itself can be made, and where the text does not say what the Service needs
 */
export function serviceSnippet(asked: FixTarget): Snippet | undefined {
  if (!isAtHostPorts(asked)) return undefined;
  const target = workloadTarget(asked);
  if ("refused" in target || !target.tree.templated || target.resource.type !== "workload") return undefined;
  if (!isRefusal(convertToNodePort.apply(asked, ""))) return undefined;
  const workload = target.resource;
  const { pod } = workload;
  const name = writtenText(target, workload.metadata.map, "name");
  const namespace = writtenText(target, workload.metadata.map, "namespace");
  const ports = pod && portLines(target, pod);
  const selector = selectorLines(target, workload);
  if (name === undefined || !ports || !selector) return undefined;
  const lines = [
    "apiVersion: v1",
    "kind: Service",
    "metadata:",
    `  name: ${withSuffix(name, "-nodeport")}`,
    ...(namespace === undefined ? [] : [`  namespace: ${namespace}`]),
    "spec:",
    "  type: NodePort",
    ...selector,
    "  ports:",
    ...ports,
  ];
  const text = `${lines.join("\n")}\n`;
  if (!knowsItsVariables(text)) return undefined;
  return {
    title: `Show a NodePort Service for ${workload.kind} ${shortened(name)} in a new file`,
    text,
    isFor: ({ fixes }) => fixes.some(({ fix }) => fix === convertToNodePort.id),
  };
}

/** Whether no expression names a variable that is given its value elsewhere in the template; `$` alone is the chart itself. */
function knowsItsVariables(text: string): boolean {
  const given = new Set([...text.matchAll(/(\$\w+)\s*(?:,\s*\$\w+\s*)?:=/g)].map(([, name]) => name));
  return templateActions(text)
    .flatMap(({ start, end }) => text.slice(start, end).match(/\$\w+/g) ?? [])
    .every((name) => given.has(name));
}

/** How much of a name a title has room for. */
const LONGEST = 40;

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** The value of a key as the text has it, where it is of one line and means the same elsewhere in the chart. */
function writtenText(target: FixTarget, map: YamlMap | undefined, key: string): string | undefined {
  const entry = map && entryOf(map, key);
  if (entry?.value.kind !== "scalar" || entry.merged || entry.value.alias || !isMeantAlike(target, entry))
    return undefined;
  const text = target.text.slice(entry.value.start, entry.value.end);
  return text === "" || text.includes("\n") ? undefined : text;
}

/** Within `range` and `with` a dot is something else. */
function isMeantAlike({ fileText, sectionStart }: FixTarget, { key }: YamlEntry): boolean {
  return isInScope(fileText, sectionStart + key.start);
}

function withSuffix(name: string, suffix: string): string {
  const [quote] = /["']$/.exec(name) ?? [""];
  return name.slice(0, name.length - quote.length) + suffix + quote;
}

/** What the pods' controller selects them by, else their labels, as lines of a Service's spec. */
function selectorLines(target: FixTarget, workload: Workload): readonly string[] | undefined {
  const entry = selectorEntry(workload);
  if (!entry || entry.merged || !isMeantAlike(target, entry)) return undefined;
  const block = templatedBlock(target.text, entry, 4);
  if (!block) return undefined;
  return "inline" in block ? [`  selector: ${block.inline}`] : ["  selector:", ...block.lines];
}

function selectorEntry(workload: Workload): YamlEntry | undefined {
  const labels = { map: workload.podMetadata.map, key: "labels" };
  const { map, key } = hasSelector(workload) ? controllerSelector(workload) : labels;
  return map && entryOf(map, key);
}

/** The host ports as lines of a Service's list of ports; undefined where the text does not say them. */
function portLines(target: FixTarget, { containers }: PodSpec): readonly string[] | undefined {
  const ports = containers.items
    .flatMap((container) => container.ports)
    .filter((port) => hasHostPort(port) && port.hostPort.entry !== undefined);
  const entries = ports.map((port) => portEntry(target, port, ports.length > 1));
  const written = entries.filter((entry) => entry !== undefined);
  return written.length === 0 || written.length < entries.length ? undefined : written.flat();
}

function portEntry(target: FixTarget, { map }: ContainerPort, needsName: boolean): readonly string[] | undefined {
  const hostPort = writtenText(target, map, "hostPort");
  const name = writtenText(target, map, "name");
  const targetPort = name ?? writtenText(target, map, "containerPort");
  const protocol = writtenText(target, map, "protocol");
  if (hostPort === undefined || targetPort === undefined) return undefined;
  const fields = [
    ...(name !== undefined ? [`name: ${name}`] : needsName ? [`name: port-${hostPort.replace(/["']/g, "")}`] : []),
    ...(protocol === undefined || protocol === "TCP" ? [] : [`protocol: ${protocol}`]),
    `port: ${hostPort}`,
    `targetPort: ${targetPort}`,
  ];
  return fields.map((field, index) => (index === 0 ? `    - ${field}` : `      ${field}`));
}
