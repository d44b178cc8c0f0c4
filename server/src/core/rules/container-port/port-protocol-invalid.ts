import type { FixCall } from "../../fixes/fix-call.ts";
import { moveToAppProtocol } from "../../fixes/move-to-app-protocol.ts";
import { setValue } from "../../fixes/set-value.ts";
import { quoted, unsupportedValue } from "../../kubernetes/api-error.ts";
import { declaredPorts } from "../../kubernetes/declared-ports.ts";
import { refusedFor } from "../../kubernetes/kinds.ts";
import type { Field } from "../../yaml/field.ts";
import { defineRule, type LocalReporter } from "../rule.ts";

/** In the order in which the server lists them. */
const PROTOCOLS = ["SCTP", "TCP", "UDP"];
/** What is spoken over TCP and is often written where the transport belongs. */
const OVER_TCP = /^(?:http|https|http2|h2c|grpc|ws|wss|tls|ssl)$/i;

const messages = {
  unsupported: ({ refused, protocol }: { refused: string; protocol: string }) =>
    `The API server refuses the ${refused}: it knows no protocol ${quoted(protocol)}, only SCTP, TCP and UDP.`,
  caseMatters: ({ refused, protocol }: { refused: string; protocol: string }) =>
    `The API server refuses the ${refused}: it knows protocol "${nearest(protocol)}", but not ${quoted(protocol)}.`,
  application: ({ refused, protocol }: { refused: string; protocol: string }) =>
    `The API server refuses the ${refused}: protocol wants the transport, and ${quoted(protocol)} runs over TCP.`,
};

export const portProtocolInvalid = defineRule({
  id: "port-protocol-invalid",
  severity: "error",
  summary: "A port's protocol is SCTP, TCP or UDP, in capital letters",
  messages,
  // kubernetes: pkg/apis/core/validation validateContainerPorts, validateServicePort. An empty one is TCP.
  pod({ pod, workload }, report) {
    for (const { port } of declaredPorts(pod)) check(port, refusedFor(workload), report);
  },
  service({ service }, report) {
    for (const port of service.spec.ports) check(port, service.kind, report, moveToAppProtocol.with);
  },
});

/**
 * @param refused whom the API server refuses
 * @param moveTo the fix that keeps an application's protocol, where the object has a field for it
 */
function check(
  { protocol, path }: { readonly protocol: Field<string>; readonly path: string },
  refused: string,
  report: LocalReporter<typeof messages>,
  moveTo?: (protocol: string) => FixCall,
): void {
  if (protocol.kind !== "present" || protocol.value === "" || PROTOCOLS.includes(protocol.value)) return;
  const { value, node } = protocol;
  const right = nearest(value);
  const isApplication = right === undefined && OVER_TCP.test(value.trim());
  report({
    at: node,
    message: right !== undefined ? "caseMatters" : isApplication ? "application" : "unsupported",
    data: { refused, protocol: value },
    api: unsupportedValue(`${path}.protocol`, value, PROTOCOLS),
    fixes:
      right !== undefined
        ? [setValue.safely(JSON.stringify(right))]
        : isApplication
          ? [moveTo ? moveTo(value.trim().toLowerCase()) : setValue.with(JSON.stringify("TCP"))]
          : [],
  });
}

/** The protocol that a text means, its case and the blanks around it aside. */
function nearest(protocol: string): string | undefined {
  const upper = protocol.trim().toUpperCase();
  return PROTOCOLS.find((known) => known === upper);
}
