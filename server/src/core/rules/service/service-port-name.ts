import { addedFields, addField } from "../../fixes/add-field.ts";
import type { FixCall } from "../../fixes/fix-call.ts";
import { renamedPort } from "../../fixes/rename-places.ts";
import { renameServicePort } from "../../fixes/rename-service-port.ts";
import { setValue } from "../../fixes/set-value.ts";
import { duplicateValue, invalidValue, requiredValue } from "../../kubernetes/api-error.ts";
import { labelProblems, nearestLabel } from "../../kubernetes/names.ts";
import { protocolOf } from "../../kubernetes/pod-spec.ts";
import type { ServicePort } from "../../kubernetes/service.ts";
import { usualPortName } from "../../kubernetes/usual-port-names.ts";
import { standTogether } from "../../yaml/branch.ts";
import { known, stringField } from "../../yaml/field.ts";
import { placeOfMissing } from "../../yaml/missing.ts";
import { defineRule } from "../rule.ts";

export const servicePortName = defineRule({
  id: "service-port-name",
  severity: "error",
  summary: "Each of several Service ports needs a name of its own, which is a DNS label",
  messages: {
    missing: ({ count, port }: { count: number; port: string }) =>
      `The API server refuses the Service: with ${count} ports each needs a name, and ${port} has none.`,
    invalid: ({ name }: { name: string }) =>
      `The API server refuses the Service: "${name}" is no port name (a-z, 0-9 and "-", 63 of them at most).`,
    duplicate: ({ name }: { name: string }) =>
      `The API server refuses the Service: two of its ports are called "${name}".`,
  },
  // kubernetes: pkg/apis/core/validation validateServicePort. The 15 characters of a container port's name do not hold here.
  service({ service }, report) {
    const { ports, portsField } = service.spec;
    const taken = new Set(ports.map(({ name }) => known(name)));
    const free = (text: string): string | undefined => {
      const name = nearestLabel(text, (candidate) => taken.has(candidate));
      if (name !== undefined) taken.add(name);
      return name;
    };
    ports.forEach((port, index) => {
      const { name, path, node } = port;
      if (name.kind === "opaque") return;
      const others = ports.filter((other) => other !== port && standTogether(other.node.branch, node.branch));
      if (name.kind === "absent" || name.value === "") {
        if (others.length === 0 || service.partial) return;
        const better = free(suggestionFor(port, taken));
        report({
          at: placeOfMissing(name, node, portsField),
          message: "missing",
          data: { count: others.length + 1, port: known(port.port)?.toString() ?? `ports[${index}]` },
          api: requiredValue(`${path}.name`),
          fixes: better === undefined ? [] : nameFixes(port, better),
        });
        return;
      }
      const { value } = name;
      const problems = labelProblems(value);
      const isFirst = ports.find((other) => known(other.name) === value) === port;
      if (problems.length > 0) {
        const better = free(value);
        report({
          at: name.node,
          message: "invalid",
          data: { name: value },
          api: problems.map((problem) => invalidValue(`${path}.name`, value, problem)),
          // Where an earlier port has the name as well, whoever asks by it gets that one.
          fixes: better === undefined ? [] : [isFirst ? renamed(port, better) : setValue.with(JSON.stringify(better))],
        });
      }
      const first = others.find((other) => ports.indexOf(other) < index && known(other.name) === value);
      if (first?.name.kind !== "present") return;
      const better = problems.length === 0 ? free(distinctFrom(port, first, value)) : undefined;
      report({
        at: name.node,
        message: "duplicate",
        data: { name: value },
        api: duplicateValue(`${path}.name`, value),
        related: [{ at: first.name.node, text: "has the name first" }],
        fixes: better === undefined ? [] : [setValue.with(JSON.stringify(better))],
      });
    });
  },
});

/** What a port without a name may be called: by the protocol that it says it speaks, by its number. */
function suggestionFor(port: ServicePort, taken: ReadonlySet<string | undefined>): string {
  const number = known(port.port);
  const spoken = known(stringField(port.map, "appProtocol"))?.split("/").at(-1);
  const base = spoken || (number === undefined ? "port" : usualPortName(number));
  const protocol = protocolOf(port);
  return taken.has(base) && protocol !== undefined && protocol !== "TCP" ? `${base}-${protocol}` : base;
}

/** Not unattended: what is not deployed with it may ask for the name as well. */
function renamed({ path }: ServicePort, name: string): FixCall {
  return renameServicePort.with(renamedPort(path, name));
}

/** A repeated name with the protocol behind it, where that tells the two apart. */
function distinctFrom(port: ServicePort, first: ServicePort, name: string): string {
  const protocol = protocolOf(port);
  return protocol === undefined || protocol === protocolOf(first) ? name : `${name}-${protocol}`;
}

/** Nothing can have asked for a port by a name that it did not have. An entry that is null has no room for one. */
function nameFixes({ name, map }: ServicePort, text: string): readonly FixCall[] {
  if (!map || map.entries.length === 0) return [];
  return name.kind === "absent" && !name.entry
    ? [addField.safely(addedFields({ where: "beside", fields: { name: text } }))]
    : [setValue.safely(JSON.stringify(text))];
}
