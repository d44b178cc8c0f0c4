import { isDeepStrictEqual } from "node:util";
import { type Document, parseAllDocuments } from "yaml";

/** What a fix makes of the content of a file, read by another reader than the engine's own. */

/**
 * What each fix may change: the ends of paths in an object, with `[]` for any item of a list; `+` came, `-` went, `~` holds
 * something else. A plus alone is an object more. Fixes that are told by a rule what to change may change one thing.
 */
const CHANGES: Readonly<Record<string, RegExp>> = {
  "add-capability": /\.securityContext(\.capabilities)?(\.add(\[\])?)?\+$/,
  "add-field": /\+$/,
  "add-service-port": /\.spec\.ports([+~]|\[\]\+)$/,
  "bind-to-node": /\.nodeSelector(\.kubernetes\.io\/hostname)?\+$/,
  "choose-host-port": /\.ports\[\]\.hostPort~$/,
  "choose-listen-port": /(\.ports\[\]\.(containerPort|hostPort)|\.port|\.(args|command)\[\])~$/,
  "convert-to-cluster-ip": conversion("(type|internalTrafficPolicy)[+~]"),
  "convert-to-daemon-set":
    /^(\.kind~|\.spec\.(replicas|paused|progressDeadlineSeconds|strategy)-|\.spec\.updateStrategy\+)$/,
  "convert-to-node-port": conversion("(type|externalTrafficPolicy)[+~]"),
  "declare-ports": /ontainers\[\]\.ports([+~]|\[\]\+)$/,
  "leave-host-network": conversion(
    String.raw`(type|externalTrafficPolicy)[+~]|hostNetwork-|dnsPolicy-|containers\[\]\.ports\[\]\.hostPort[+~]`,
  ),
  "loosen-namespace": /^\.metadata\.labels\.pod-security\.kubernetes\.io\/enforce~$/,
  "move-field": /\.\w+[-+]$/,
  "move-port-entry": /(initContainers\[\]\.ports(\[\])?-|containers\[\]\.ports(\[\])?\+)$/,
  "move-to-app-protocol": /\.ports\[\]\.(protocol[-~]|appProtocol\+)$/,
  "name-ports": /\.ports\[\]\.name[+~]$/,
  "pick-node-port": /\.(ports\[\]\.nodePort|healthCheckNodePort)[-~]$/,
  "pin-node-port": /^\.spec\.ports\[\]\.nodePort[+~]$/,
  "prefer-same-node": /^\.spec\.(internalTrafficPolicy-|trafficDistribution[+~])$/,
  "remove-field": /-$/,
  "remove-host-port": /ontainers\[\]\.ports\[\]\.(hostPort|hostIP)-$/,
  "remove-item": /\[\]-$/,
  "remove-pod-field": /\.(hostNetwork|hostUsers)-$/,
  "remove-port": /ontainers\[\]\.ports\[\]-$/,
  "rename-field": /[-+]$/,
  "rename-port": /(ports\[\]\.name|targetPort|\.port)~$/,
  "rename-service-port": /(ports\[\]\.name|\.port\.name|\.servicePort|endpoints\[\]\.port)~$/,
  "replace-external-ips": /^\.spec\.(type[+~]|externalIPs-)$/,
  "set-container-port": /\.ports\[\]\.containerPort[+~]$/,
  "set-dns-policy": /\.dnsPolicy[+~]$/,
  "set-host-network": /\.hostNetwork[+~]$/,
  "set-host-port": /\.ports\[\]\.hostPort~$/,
  "set-rollout-strategy": /^\.spec\.(strategy|updateStrategy)(\.|[+~])/,
  "set-selected-port": /\.ports\[\]\.(name|protocol)[+~]$/,
  "set-selector": /^\.spec\.selector\..*[-+~]$/,
  "set-service-type":
    /^\.spec\.(type[+~]|(externalTrafficPolicy|healthCheckNodePort|allocateLoadBalancerNodePorts|loadBalancer\w+|ports\[\]\.nodePort)-)$/,
  "set-sibling": /\.\w+[+~]$/,
  // A name by which this check knows an object: that goes, and another comes.
  "set-value": /^[-+]$|~$/,
  "share-service-port": /^\.spec\.ports\[\]\.port~$/,
  "target-port-by-name": /^\.spec\.ports\[\]\.targetPort[+~]$/,
};

/** Fixes that change the field that they are told, and no other. */
const SINGLE = new Set(["remove-field", "remove-item", "remove-pod-field", "remove-port", "set-value", "set-sibling"]);

/** Host ports go, labels come where there were none, a Service comes or changes, and a kustomization names a new file. */
function conversion(more: string): RegExp {
  const pod = String.raw`ontainers\[\]\.ports\[\]\.(hostPort|hostIP)-|(^|\.)metadata(\.labels)?\+`;
  const service = String.raw`^\.spec\.ports\[\](\+|\.name\+|\.nodePort\+)`;
  return new RegExp(String.raw`^\+$|^\.resources\[\]\+$|(${pod}|${service}|(^|\.)(${more}))$`);
}

/**
 * What is wrong with the content of a file after a fix; empty where all is well.
 * @param before undefined for a file that the fix made
 */
export function contentProblems(fix: string, before: string | undefined, after: string): string[] {
  if (before !== undefined && !isDeepStrictEqual(templatesIn(before), templatesIn(after)))
    return ["what a template decides about has changed"];
  const [old, own] = [before ?? "", after].map(documentsOf);
  if (!old) return [];
  if (!own) return ["another reader cannot read the result"];
  if (before === undefined) return [];
  if (!isDeepStrictEqual(old.flatMap(keptOf), own.flatMap(keptOf))) return ["it changes what an anchor shares"];
  // A document is an item of a file as an object is one of a List.
  const changes = changesOf(old, own, "").map((path) => path.replace(/^\[\](?:\.items\[\])*/, ""));
  const foreign = changes
    .filter((change) => CHANGES[fix]?.test(change) !== true)
    .map((change) => `it changes ${change}`);
  const isSingle = SINGLE.has(fix) && changes.filter((change) => change !== "+").length > 1;
  return isSingle ? [...foreign, `it changes more than one field: ${changes.join(" ")}`] : foreign;
}

function templatesIn(text: string): string[] {
  return [...text.matchAll(/\{\{.*?\}\}/gs)].map(([own]) => own).sort();
}

/** The documents as plain data; undefined where the text has templates, or faults. */
function documentsOf(text: string): unknown[] | undefined {
  if (text.includes("{{")) return undefined;
  const documents: readonly Document[] = [...parseAllDocuments(text, { merge: true, logLevel: "silent" })];
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  try {
    return documents.map((own): unknown => own.toJS()).filter((own) => own !== null);
  } catch (error) {
    // An alias without its anchor.
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

function keptOf(document: unknown): unknown[] {
  return isMap(document) && "x-kept" in document ? [document["x-kept"]] : [];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function changesOf(before: unknown, after: unknown, path: string): string[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (isMap(before) && isMap(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
      const own = `${path}.${key}`;
      if (!Object.hasOwn(after, key)) return [`${own}-`];
      return Object.hasOwn(before, key) ? changesOf(before[key], after[key], own) : [`${own}+`];
    });
  }
  if (!Array.isArray(before) || !Array.isArray(after)) return [`${path}~`];
  let head = 0;
  while (head < Math.min(before.length, after.length) && isDeepStrictEqual(before[head], after[head])) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && isDeepStrictEqual(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const added = after.slice(head, after.length - tail);
  const changed = before.slice(head, before.length - tail).flatMap((item: unknown) => {
    const at = added.findIndex((other) => idOf(other) === idOf(item));
    const [other] = at < 0 ? [] : added.splice(at, 1);
    return at < 0 ? [`${path}[]-`] : changesOf(item, other, `${path}[]`);
  });
  return [...changed, ...added.map(() => `${path}[]+`)];
}

/** What an item is known by: an object and a container by their names, all others by their place alone. */
function idOf(item: unknown): string {
  if (!isMap(item)) return "";
  const { metadata, image, name } = item;
  if (isMap(metadata)) return JSON.stringify([metadata.name, metadata.namespace]);
  return image === undefined ? "" : JSON.stringify(name);
}
