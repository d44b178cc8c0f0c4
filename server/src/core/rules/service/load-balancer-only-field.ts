import type { FixCall } from "../../fixes/fix-call.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { setServiceType } from "../../fixes/set-service-type.ts";
import { setValue } from "../../fixes/set-value.ts";
import { forbidden, invalidValue } from "../../kubernetes/api-error.ts";
import { qualifiedNameProblems } from "../../kubernetes/names.ts";
import type { Service } from "../../kubernetes/resource.ts";
import { typeTextOf } from "../../kubernetes/service.ts";
import { type Repair, type SourceRange, sourceRangesOf } from "../../kubernetes/source-ranges.ts";
import type { Span } from "../../text/span.ts";
import { booleanField, stringField } from "../../yaml/field.ts";
import { defineRule } from "../rule.ts";

export const loadBalancerOnlyField = defineRule({
  id: "load-balancer-only-field",
  severity: "error",
  summary: "A load balancer's field is on another type of Service, or holds what no load balancer can use",
  messages: {
    wrongType: ({ field, type }: { field: string; type: string }) =>
      `The API server refuses the Service: ${field} needs type LoadBalancer, not ${type}.`,
    noRange: ({ range }: { range: string }) =>
      `The API server refuses the Service: "${range}" is no range of addresses such as 10.9.8.0/24.`,
    hostBits: ({ range, network }: { range: string; network: string }) =>
      `The API server refuses the Service: ${range} is an address in ${network}, not a range.`,
    oldForm: ({ range, network }: { range: string; network: string }) =>
      `The API server refuses the Service: ${range} can be read in two ways; one of them is ${network}.`,
    className: ({ name }: { name: string }) =>
      `The API server refuses the Service: "${name}" is no name for a class of load balancers, as example.com/internal is.`,
  },
  // kubernetes: pkg/apis/core/validation validateService, validateLoadBalancerClassField.
  service({ service, settings }, report) {
    const { map } = service.spec;
    const type = typeOf(service);
    const isWrong = type !== undefined && type !== "LoadBalancer";
    const reportType = (field: string, at: Span, path: string, fixes: readonly FixCall[]): void =>
      report({
        at,
        message: "wrongType",
        data: { field, type: type ?? "" },
        api: forbidden(path, "may only be used when `type` is 'LoadBalancer'"),
        fixes: [...fixes, setServiceType.with("LoadBalancer")],
      });

    const allocate = booleanField(map, "allocateLoadBalancerNodePorts");
    if (isWrong && allocate.kind === "present")
      reportType("allocateLoadBalancerNodePorts", allocate.node, "spec.allocateLoadBalancerNodePorts", [
        removeField.safely(""),
      ]);

    const className = stringField(map, "loadBalancerClass");
    if (className.kind === "present") {
      const path = "spec.loadBalancerClass";
      const problems = type === "LoadBalancer" ? qualifiedNameProblems(className.value) : [];
      if (isWrong) reportType("loadBalancerClass", className.node, path, [removeField.with("")]);
      else if (problems.length > 0)
        report({
          at: className.node,
          message: "className",
          data: { name: className.value },
          api: problems.map((problem) => invalidValue(path, className.value, problem)),
        });
    }

    const source = sourceRangesOf(service, settings.kubernetesMinor);
    if (!source) return;
    if (isWrong) reportType(source.name, source.key, source.path, [removeField.with("all addresses may connect")]);
    for (const { at, ranges } of source.scalars) {
      const refused = ranges.filter(({ problems }) => problems.length > 0);
      const [first] = refused;
      if (!first) continue;
      report({
        at,
        ...complaintOf(first),
        api: refused.flatMap(({ path, text, problems }) =>
          problems.map((problem) => invalidValue(path, text, problem)),
        ),
        fixes: refused.length === 1 ? first.repairs.map(repairFix) : [],
      });
    }
  },
});

/** Undefined where it is unknown: also in a patch that does not name it. */
function typeOf({ spec, partial }: Service): string | undefined {
  return partial && spec.type.kind === "absent" ? undefined : typeTextOf(spec);
}

function complaintOf({ text, prefix }: SourceRange) {
  if (!prefix) return { message: "noRange", data: { range: text } } as const;
  const data = { range: text, network: prefix.network };
  return prefix.hasLeadingZeros || prefix.address.isMapped
    ? ({ message: "oldForm", data } as const)
    : ({ message: "hostBits", data } as const);
}

function repairFix({ text, sameMeaning }: Repair): FixCall {
  return sameMeaning ? setValue.safely(JSON.stringify(text)) : setValue.with(JSON.stringify(text));
}
