import { addedFields, addField } from "../../fixes/add-field.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { renameField } from "../../fixes/rename-field.ts";
import { setValue } from "../../fixes/set-value.ts";
import { addressWarning, type FormWarning, rangeWarning, strictAddressWarning } from "../../kubernetes/address-form.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import type { Service } from "../../kubernetes/resource.ts";
import { isHeadless, type ServiceSpec, serviceTypeOf } from "../../kubernetes/service.ts";
import { readStringItems } from "../../kubernetes/string-items.ts";
import { known, knownOr, seqField, stringField } from "../../yaml/field.ts";
import type { YamlNode } from "../../yaml/node.ts";
import { defineRule, type LocalReporter } from "../rule.ts";

const HINTS = "service.kubernetes.io/topology-aware-hints";
const MODE = "service.kubernetes.io/topology-mode";

const messages = {
  headless: ({ field }: { field: string }) =>
    `${field} has no effect: a headless Service has no address of its own, clients get those of its pods.`,
  externalName: ({ field }: { field: string }) =>
    `${field} has no effect: an ExternalName Service is nothing but a name in DNS.`,
  noExternalName: ({ name, type }: { name: string; type: string }) =>
    `Nobody is sent to ${name}: a Service of type ${type} does not read externalName.`,
  annotation: () => `The annotation has been replaced by \`${MODE}\`, and the server reads it for old manifests only.`,
  annotationsDiffer: ({ hints, mode }: { hints: string; mode: string }) =>
    `The API server refuses the Service: its two annotations for one thing say "${hints}" and "${mode}".`,
  preferClose: () => "PreferClose is the old name of PreferSameZone, which says the same.",
  form: ({ instead }: { instead: string }) => `Other software may not recognise the address: it is written ${instead}.`,
};

type Reporter = LocalReporter<typeof messages>;

/**
 * All that the server warns of in a Service but the end of externalIPs.
 * Source: kubernetes pkg/api/service/warnings.go `GetWarningsForService`.
 */
export const serviceFieldIgnored = defineRule({
  id: "service-field-ignored",
  severity: "warning",
  levels: ["error", "warning"],
  summary: "Some fields mean nothing to some types of Service, and some have new names",
  messages,
  service({ service, settings }, report) {
    const { spec } = service;
    const type = serviceTypeOf(spec);
    if (type === "ClusterIP" && isHeadless(spec) === true) reportOnHeadless(spec, report);
    if (type === "ExternalName") reportOnExternalName(spec, report);
    else if (type !== undefined && !service.partial) reportExternalName(service, type, report);
    if (settings.kubernetesMinor >= 27) reportAnnotation(service, report);
    const distribution = stringField(spec.map, "trafficDistribution");
    if (settings.kubernetesMinor >= 36 && known(distribution) === "PreferClose" && distribution.kind === "present")
      report({
        at: distribution.node,
        message: "preferClose",
        api: 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"',
        fixes: [setValue.safely('"PreferSameZone"')],
      });
    reportForms(spec, settings.kubernetesMinor, report);
  },
});

function reportOnHeadless({ map }: ServiceSpec, report: Reporter): void {
  const address = stringField(map, "loadBalancerIP");
  if (address.kind === "present" && address.value !== "")
    report({
      at: address.node,
      message: "headless",
      data: { field: "loadBalancerIP" },
      api: "spec.loadBalancerIP is ignored for headless services",
      fixes: [removeField.safely("")],
    });
  const addresses = seqField(map, "externalIPs");
  if (addresses.kind === "present" && addresses.value.items.length > 0)
    report({
      at: addresses.entry.key,
      message: "headless",
      data: { field: "externalIPs" },
      api: "spec.externalIPs is ignored for headless services",
      fixes: [removeField.with("")],
    });
  const affinity = stringField(map, "sessionAffinity");
  if (affinity.kind === "present" && affinity.value === "ClientIP")
    report({
      at: affinity.node,
      message: "headless",
      data: { field: "sessionAffinity" },
      api: "spec.SessionAffinity is ignored for headless services",
      fixes: [removeField.safely("")],
    });
}

function reportOnExternalName({ map }: ServiceSpec, report: Reporter): void {
  const addresses = seqField(map, "externalIPs");
  if (addresses.kind !== "present" || addresses.value.items.length === 0) return;
  report({
    at: addresses.entry.key,
    message: "externalName",
    data: { field: "externalIPs" },
    api: 'spec.externalIPs is ignored when spec.type is "ExternalName"',
    fixes: [removeField.safely("")],
  });
}

/** `externalName` where the type is another one; a forgotten type where there is nothing else that a Service would do. */
function reportExternalName({ spec }: Service, type: string, report: Reporter): void {
  const name = stringField(spec.map, "externalName");
  if (name.kind !== "present" || name.value === "") return;
  const isForgotten = spec.type.kind === "absent" && spec.selector.field.kind === "absent";
  report({
    at: name.node,
    message: "noExternalName",
    data: { name: name.value, type },
    api: 'spec.externalName is ignored when spec.type is not "ExternalName"',
    fixes: [
      ...(isForgotten ? [addField.with(addedFields({ where: "beside", fields: { type: "ExternalName" } }))] : []),
      removeField.safely(""),
    ],
  });
}

/** The old annotation; beside the new one it has to say the same. Source: pkg/apis/core/validation ValidateService. */
function reportAnnotation({ metadata }: Service, report: Reporter): void {
  const { entries } = metadata.annotations;
  const annotation = entries.find(({ key }) => key === HINTS);
  if (!annotation) return;
  const newer = entries.find(({ key }) => key === MODE);
  report({
    at: annotation.entry.key,
    message: "annotation",
    api: `annotation ${HINTS} is deprecated, please use ${MODE} instead`,
    fixes: [newer ? removeField.with("the other annotation says it") : renameField.safely(MODE)],
  });
  const [hints, mode] = [knownOr(annotation.value, ""), newer && knownOr(newer.value, "")];
  if (!newer || hints === undefined || mode === undefined || hints === mode) return;
  report({
    at: newer.value.kind === "present" ? newer.value.node : newer.entry.key,
    message: "annotationsDiffer",
    data: { hints, mode },
    level: "error",
    api: invalidValue(
      `metadata.annotations[${MODE}]`,
      mode,
      `must match annotations[${HINTS}] when both are specified`,
    ),
    related: [{ at: annotation.entry.key, text: "the old annotation" }],
  });
}

/** Addresses that validation accepts in a form that it does not like. What it refuses is not spoken of here. */
function reportForms({ map }: ServiceSpec, minor: number, report: Reporter): void {
  const say = (node: YamlNode, path: string, warning: FormWarning | undefined): void => {
    if (!warning) return;
    const { texts, instead, sameMeaning } = warning;
    const value = JSON.stringify(instead);
    report({
      at: node,
      message: "form",
      data: { instead },
      api: texts.map((text) => `${path}: ${text}`),
      fixes: [sameMeaning ? setValue.safely(value) : setValue.with(value)],
    });
  };
  const clusterIPs = readStringItems(map, "clusterIPs");
  const clusterIP = stringField(map, "clusterIP");
  for (const { text, node, index } of clusterIPs.items)
    say(node, `spec.clusterIPs[${index}]`, strictAddressWarning(text, minor));
  // The server copies a lone clusterIP to the list.
  if (clusterIP.kind === "present" && clusterIPs.field.kind === "absent")
    say(clusterIP.node, "spec.clusterIPs[0]", strictAddressWarning(clusterIP.value, minor));
  for (const { text, node, index } of readStringItems(map, "externalIPs").items)
    say(node, `spec.externalIPs[${index}]`, strictAddressWarning(text, minor));
  const loadBalancerIP = stringField(map, "loadBalancerIP");
  if (loadBalancerIP.kind === "present")
    say(loadBalancerIP.node, "spec.loadBalancerIP", addressWarning(loadBalancerIP.value, minor));
  for (const { text, node, index } of readStringItems(map, "loadBalancerSourceRanges").items)
    say(node, `spec.loadBalancerSourceRanges[${index}]`, rangeWarning(text, minor));
}
