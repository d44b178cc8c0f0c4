import { allContainers, type PodSpec } from "../kubernetes/pod-spec.ts";
import { runsHostProcess, targetsWindows } from "../kubernetes/windows.ts";
import { known, mapField, seqField, stringField } from "../yaml/field.ts";
import { nodeAt, type YamlMap } from "../yaml/node.ts";
import { mapsIn } from "./collect-parts.ts";

/**
 * Host names that the pod's command, arguments and environment dial, as far as they are written there; kept only for
 * pods on the host network that resolve through their node, where it matters whether one of them is a Service of the
 * cluster. Names of the pod's own `hostAliases`, and pods that bring their own name servers, are left out.
 */
export function collectWords(pod: PodSpec): readonly string[] {
  if (known(pod.hostNetwork) !== true || bringsNameServers(pod) || targetsWindows(pod) || runsHostProcess(pod))
    return [];
  const { dnsPolicy } = pod;
  if (dnsPolicy.kind === "opaque") return [];
  if (dnsPolicy.kind === "present" && dnsPolicy.value !== "ClusterFirst" && dnsPolicy.value !== "") return [];
  const names = new Set(
    allContainers(pod).flatMap(({ map }) => [...namesInArguments(map), ...namesInEnvironment(map)]),
  );
  const aliases = aliasesOf(pod);
  return [...names].filter((name) => name.length <= 253 && !aliases.has(name)).sort();
}

function bringsNameServers(pod: PodSpec): boolean {
  const config = mapField(pod.map, "dnsConfig");
  if (config.kind === "opaque") return true;
  const servers = seqField(known(config), "nameservers");
  return servers.kind === "opaque" || (servers.kind === "present" && servers.value.items.length > 0);
}

/** The kubelet writes these into the pod's `/etc/hosts`, on the host network too. */
function aliasesOf(pod: PodSpec): ReadonlySet<string> {
  const names = mapsIn(seqField(pod.map, "hostAliases")).flatMap((alias) => textsOf(alias, "hostnames"));
  return new Set(names);
}

function namesInArguments(container: YamlMap): string[] {
  const texts = [...textsOf(container, "command"), ...textsOf(container, "args")];
  return texts.flatMap((text, index) => {
    const [, flag, value] = /^--?([\w.-]+)=(.*)$/s.exec(text) ?? [];
    const before = /^--?([\w.-]+)$/.exec(texts[index - 1] ?? "")?.[1];
    return flag === undefined ? namesIn(text, before) : namesIn(value ?? "", flag);
  });
}

function namesInEnvironment(container: YamlMap): string[] {
  return mapsIn(seqField(container, "env")).flatMap((variable) => {
    const value = nodeAt(variable, "value");
    return value?.kind === "scalar" ? namesIn(value.text, known(stringField(variable, "name"))) : [];
  });
}

function textsOf(map: YamlMap, key: string): string[] {
  const items = known(seqField(map, key))?.items ?? [];
  return items.flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
}

const NAME = "[a-z](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*";
/** A name that is dialled: in a URL, in front of a port, or a Service's full name. A part of a longer word is none. */
const DIALLED = [
  new RegExp(`[a-z]://(?:[^\\s/@"']*@)?(${NAME})(?=[:/?#\\s"',;)]|$)`, "g"),
  new RegExp(`(?<![^\\s"',;=(@])(${NAME})(?=:\\d{1,5}(?:[/\\s"',;)]|$))`, "g"),
  new RegExp(`(?<![^\\s"',;=(@])(${NAME}\\.svc(?:\\.${NAME})?)(?=[:/\\s"',;)]|$)`, "g"),
];
const WHOLE = new RegExp(`^${NAME}$`);
/** A flag or variable of such a name holds the name of somebody who is called. */
const CALLS = /(?:^|[-_.])(?:host|server|addr|address|endpoint|url|upstream)s?$/i;
/** Names that are told apart or put into a certificate, not called. */
const LISTS = /(?:^|[-_.])(?:no[-_]proxy|sans?|dns[-_]?names?)$/i;

/** @param label the name of the flag or the variable that holds the text */
function namesIn(text: string, label: string | undefined): string[] {
  if (label !== undefined && LISTS.test(label)) return [];
  const whole = label !== undefined && CALLS.test(label) && WHOLE.test(text) ? [text] : [];
  return [...whole, ...DIALLED.flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, name]) => name ?? []))];
}
