import { removeField } from "../../fixes/remove-field.ts";
import { setServiceType } from "../../fixes/set-service-type.ts";
import { setValue } from "../../fixes/set-value.ts";
import { addressProblems, parseAddress } from "../../kubernetes/addresses.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { typeTextOf } from "../../kubernetes/service.ts";
import { readStringItems } from "../../kubernetes/string-items.ts";
import type { Settings } from "../../settings/settings.ts";
import type { Span } from "../../text/span.ts";
import { knownOr } from "../../yaml/field.ts";
import { defineRule, type LocalReporter } from "../rule.ts";

const messages = {
  nodePortType: ({ type }: { type: string }) =>
    `The API server refuses the Service: clusterIP None leaves type ${type} nothing to forward to.`,
  listAlone: () => "The API server refuses the Service: clusterIPs needs clusterIP beside it, with its first value.",
  mismatch: ({ single, first }: { single: string; first: string }) =>
    `The API server refuses the Service: clusterIP is ${single} but the first of clusterIPs ${first}; they have to be equal.`,
  notAlone: () => "The API server refuses the Service: clusterIPs holds None beside others, which None excludes.",
  noAddress: ({ value }: { value: string }) =>
    `The API server refuses the Service: clusterIP "${value}" is neither None nor an IP address.`,
  oldForm: ({ value, address }: { value: string; address: string }) =>
    `The API server refuses the Service: clusterIP ${value} can be read in two ways; one of them is ${address}.`,
  tooMany: ({ count }: { count: number }) =>
    `The API server refuses the Service: ${count} clusterIPs are too many: one of each family at most.`,
  oneFamily: ({ family }: { family: string }) =>
    `The API server refuses the Service: both clusterIPs are ${family}: one of each family at most.`,
};

export const headlessWithNodePortType = defineRule({
  id: "headless-with-node-port-type",
  severity: "error",
  summary: "A Service with node ports cannot be headless",
  messages,
  // kubernetes: pkg/apis/core/validation validateService, ValidateServiceClusterIPsRelatedFields; a lone clusterIP becomes clusterIPs[0] first.
  service({ service, settings }, report) {
    const { spec } = service;
    const type = typeTextOf(spec);
    const single = knownOr(spec.clusterIP, "");
    const list = readStringItems(spec.map, "clusterIPs");
    if (type === undefined || type === "ExternalName" || single === undefined || !list.complete) return;
    const singleNode = spec.clusterIP.kind === "present" ? spec.clusterIP.node : undefined;
    const listKey = list.field.kind === "present" ? list.field.entry.key : undefined;
    const [first] = list.items;
    const texts = list.items.map(({ text }) => text);
    const path = "spec.clusterIPs";
    if (first && listKey && single === "" && !service.partial)
      report({
        at: texts.length === 1 ? first.node : listKey,
        message: "listAlone",
        api: invalidValue(path, texts, "must be empty when `clusterIP` is not specified"),
      });
    if (first && singleNode && single !== "" && first.text !== single)
      report({
        at: singleNode,
        message: "mismatch",
        data: { single, first: first.text },
        api: invalidValue(path, texts, "first value must match `clusterIP`"),
        related: [{ at: first.node, text: "the first value" }],
      });
    if (first?.text === "None" && listKey && texts.length > 1)
      report({
        at: listKey,
        message: "notAlone",
        api: invalidValue(path, texts, "'None' must be the first and only value"),
      });

    const values: readonly { readonly text: string; readonly node: Span }[] =
      list.items.length > 0 || single === "" || !singleNode ? list.items : [{ text: single, node: singleNode }];
    values.forEach(({ text, node }, index) => {
      if (index === 0 && text === "None") return;
      const problems = addressProblems(text, settings.kubernetesMinor);
      if (problems.length === 0) return;
      report({
        at: node,
        ...complaintOf(text),
        api: problems.map((problem) => invalidValue(`${path}[${index}]`, text, problem)),
        fixes:
          node === singleNode && type === "ClusterIP" && /^\s*none\s*$/i.test(text)
            ? [setValue.safely(JSON.stringify("None"))]
            : [],
      });
    });
    reportCount(
      values.map(({ text }) => text),
      list.items.length > 0 ? listKey : undefined,
      settings,
      report,
    );
    const [only] = values;
    if (
      values.length !== 1 ||
      only?.text !== "None" ||
      single === "" ||
      (type !== "NodePort" && type !== "LoadBalancer")
    )
      return;
    report({
      at: singleNode ?? only.node,
      message: "nodePortType",
      data: { type },
      api: invalidValue(`${path}[0]`, "None", `may not be set to 'None' for ${type} services`),
      fixes: [
        ...(list.field.kind === "absent" && spec.ports.length > 0
          ? [removeField.with("the Service gets an address")]
          : []),
        setServiceType.with("ClusterIP"),
      ],
    });
  },
});

function complaintOf(text: string) {
  if (text === "None") return { message: "notAlone" } as const;
  const address = parseAddress(text)?.canonical;
  return address === undefined
    ? ({ message: "noAddress", data: { value: text } } as const)
    : ({ message: "oldForm", data: { value: text, address } } as const);
}

/** At most one address of each family. Of families the server speaks only where all texts are addresses. */
function reportCount(
  texts: readonly string[],
  at: Span | undefined,
  { kubernetesMinor }: Settings,
  report: LocalReporter<typeof messages>,
): void {
  if (!at || texts.length < 2) return;
  const say = (detail: string) => invalidValue("spec.clusterIPs", texts, detail);
  const addresses = texts.flatMap((text) => (addressProblems(text, kubernetesMinor).length === 0 ? [text] : []));
  const families = new Set(addresses.map((text) => parseAddress(text)?.family));
  const isOneFamily = addresses.length === texts.length && families.size === 1;
  const oneFamily = isOneFamily ? [say("may specify no more than one IP for each IP family")] : [];
  if (texts.length > 2)
    report({
      at,
      message: "tooMany",
      data: { count: texts.length },
      api: [say("may only hold up to 2 values"), ...oneFamily],
    });
  else if (isOneFamily)
    report({ at, message: "oneFamily", data: { family: families.has(4) ? "IPv4" : "IPv6" }, api: oneFamily });
}
