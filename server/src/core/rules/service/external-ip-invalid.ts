import { removeItem } from "../../fixes/remove-item.ts";
import { setValue } from "../../fixes/set-value.ts";
import { addressProblems, endpointAddressProblems, parseAddress } from "../../kubernetes/addresses.ts";
import { invalidValue } from "../../kubernetes/api-error.ts";
import { readStringItems } from "../../kubernetes/string-items.ts";
import { defineRule } from "../rule.ts";

export const externalIpInvalid = defineRule({
  id: "external-ip-invalid",
  severity: "error",
  summary: "An external IP is an address that traffic from outside can be sent to",
  messages: {
    noAddress: ({ text }: { text: string }) =>
      `The API server refuses the Service: external IP "${text}" is no IP address.`,
    oldForm: ({ text, address }: { text: string; address: string }) =>
      `The API server refuses the Service: external IP ${text} can be read in two ways; one of them is ${address}.`,
    unreachable: ({ text }: { text: string }) =>
      `The API server refuses the Service: no traffic from outside arrives at ${text}, an address that every machine has.`,
  },
  // kubernetes: pkg/apis/core/validation validateService, IsValidIPForLegacyField, ValidateEndpointIP; for all types.
  service({ service, settings }, report) {
    const { items } = readStringItems(service.spec.map, "externalIPs");
    // On a ClusterIP Service the policy needs an external IP.
    const isNeeded = items.length === 1 && service.spec.externalTrafficPolicy.kind !== "absent";
    for (const { text, node, index } of items) {
      const malformed = addressProblems(text, settings.kubernetesMinor);
      const problems = malformed.length > 0 ? malformed : endpointAddressProblems(text);
      if (problems.length === 0) continue;
      const address = parseAddress(text)?.canonical;
      report({
        at: node,
        ...(address === undefined
          ? { message: "noAddress", data: { text } }
          : malformed.length > 0
            ? { message: "oldForm", data: { text, address } }
            : { message: "unreachable", data: { text } }),
        api: problems.map((problem) => invalidValue(`spec.externalIPs[${index}]`, text, problem)),
        fixes: [
          ...(malformed.length > 0 && address !== undefined && endpointAddressProblems(address).length === 0
            ? [setValue.with(JSON.stringify(address))]
            : []),
          ...(isNeeded ? [] : [removeItem.with(text === "" ? "the empty external IP" : `external IP ${text}`)]),
        ],
      });
    }
  },
});
