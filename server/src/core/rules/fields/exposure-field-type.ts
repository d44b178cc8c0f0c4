import type { FixCall } from "../../fixes/fix-call.ts";
import { setValue } from "../../fixes/set-value.ts";
import { unsupportedValue } from "../../kubernetes/api-error.ts";
import { type DecodeProblem, decodeProblems, type Found } from "../../kubernetes/decode.ts";
import type { FieldType } from "../../kubernetes/level.ts";
import { levelPlaces, rootLevelOf } from "../../kubernetes/level-places.ts";
import type { Resource } from "../../kubernetes/resource.ts";
import type { YamlScalar } from "../../yaml/node.ts";
import { defineRule, type LocalReporter } from "../rule.ts";

const SERVICE_TYPES = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];

const messages = {
  wrongType: ({ kind, field, wanted, found }: { kind: string; field: string; wanted: string; found: string }) =>
    `The API server refuses the ${kind}: ${field} takes ${wanted}, and ${found}.`,
  unknownType: ({ type }: { type: string }) =>
    `The API server refuses the Service: there is no type ${type}, only ${SERVICE_TYPES.join(", ")}.`,
};

export const exposureFieldType = defineRule({
  id: "exposure-field-type",
  severity: "error",
  summary: "A field about ports has a value of the wrong type",
  messages,
  workload: ({ workload }, report) => reportProblems(workload, report),
  object: ({ object }, report) => reportProblems(object, report),
  service({ service }, report) {
    reportProblems(service, report);
    const { type } = service.spec;
    if (type.kind !== "present" || type.value === "" || SERVICE_TYPES.includes(type.value)) return;
    const meant = SERVICE_TYPES.find((name) => name.toLowerCase() === type.value.replace(/[-_ ]/g, "").toLowerCase());
    report({
      at: type.node,
      message: "unknownType",
      data: { type: type.value },
      // kubernetes: pkg/apis/core/validation ValidateService; the names are sorted.
      api: unsupportedValue("spec.type", type.value, SERVICE_TYPES),
      fixes: meant === undefined ? [] : [setValue.safely(JSON.stringify(meant))],
    });
  },
});

function reportProblems(resource: Resource, report: LocalReporter<typeof messages>): void {
  const isDecoded = rootLevelOf(resource) !== undefined;
  for (const problem of levelPlaces(resource).flatMap(decodeProblems))
    report({
      at: problem.at,
      message: "wrongType",
      data: {
        kind: resource.kind,
        field: problem.field,
        wanted: WANTED[problem.wanted.takes],
        found: `${shownText(problem.scalar)} is ${FOUND[problem.found]}`,
      },
      // A custom resource is held against a schema instead, in other words.
      ...(isDecoded ? { api: problem.text } : {}),
      fixes: fixesOf(problem),
    });
}

const WANTED: Readonly<Record<FieldType["takes"], string>> = {
  integer: "an integer",
  integerOrString: "an integer or a string",
  boolean: "true or false",
  string: "a string",
  strings: "a mapping of strings",
  list: "a list",
  object: "a mapping",
};

const FOUND: Readonly<Record<Found, string>> = {
  string: "a string",
  boolean: "a boolean",
  number: "a number",
  fraction: "a fraction",
  beyond32Bits: "beyond 32 bits",
  notANumber: "no number that JSON can hold",
  list: "a list",
  mapping: "a mapping",
};

function shownText(scalar: YamlScalar | undefined): string {
  if (!scalar) return "this";
  const text = scalar.text.length > 40 ? `${scalar.text.slice(0, 39)}…` : scalar.text;
  return scalar.style === "plain" ? text : JSON.stringify(text);
}

/** The same value, written as what the field takes, where the text leaves no doubt which it is. */
function fixesOf({ wanted, scalar }: DecodeProblem): FixCall[] {
  if (!scalar) return [];
  const { text } = scalar;
  if (wanted.takes === "integer") return /^(?:0|[1-9]\d{0,8})$/.test(text) ? [setValue.safely(text)] : [];
  // In quotes a word of the API would still be none.
  if (wanted.takes === "string") return wanted.goType === "string" ? [setValue.safely(JSON.stringify(text))] : [];
  if (wanted.takes !== "boolean") return [];
  if (/^(?:true|false)$/i.test(text)) return [setValue.safely(text.toLowerCase())];
  if (/^(?:yes|on|1|enabled)$/i.test(text)) return [setValue.with("true")];
  return /^(?:no|off|0|disabled)$/i.test(text) ? [setValue.with("false")] : [];
}
