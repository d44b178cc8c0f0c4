import { isUnknown, type PortFacts, type ServicePortFacts, type WorkloadFacts } from "../../facts/facts.ts";
import {
  certainlySelected,
  findTarget,
  isProvenLacking,
  protocolOfPort,
  servedPorts,
} from "../../facts/service-targets.ts";
import { displayName, type Member, placeIn } from "../../facts/unit-view.ts";
import type { FixCall } from "../../fixes/fix-call.ts";
import { setSelectedPort, wantedPortField } from "../../fixes/set-selected-port.ts";
import { setSibling, sibling } from "../../fixes/set-sibling.ts";
import { setValue } from "../../fixes/set-value.ts";
import { portNameProblems } from "../../kubernetes/names.ts";
import { nearest } from "../../text/nearest.ts";
import { defineRule } from "../rule.ts";

interface Missing {
  readonly name: string;
  readonly port: number | undefined;
  readonly workload: string;
}

export const targetPortNameMissing = defineRule({
  id: "target-port-name-missing",
  severity: "warning",
  levels: ["warning", "information"],
  summary: "A Service port whose targetPort names no port of the pods leads nowhere",
  needsWholeObject: true,
  messages: {
    missing: ({ name, port, workload }: Missing) =>
      `${portText(port)} leads nowhere: no container of ${workload} has a port named "${name}".`,
    otherProtocol: ({ name, port, workload, wanted, found }: Missing & { wanted: string; found: string }) =>
      `${portText(port)} leads nowhere: it is for ${wanted}, and the port "${name}" of ${workload} is for ${found}.`,
    some: ({ name, port, workload }: Missing) =>
      `${portText(port)} passes by the pods of ${workload}, which have no port named "${name}" as the others do.`,
  },
  serviceInUnit({ subject, unit }, report) {
    const { facts } = subject;
    if (!isProvenLacking(subject, unit) || facts.serviceType === "ExternalName" || isUnknown(facts.serviceType)) return;
    const selected = certainlySelected(subject, unit).filter(({ facts: { controller } }) => controller !== "knative");
    for (const port of facts.ports) {
      const { targetPort, targetPortAt, protocol, conditional } = port;
      if (typeof targetPort !== "string" || targetPortAt === undefined || isUnknown(protocol) || conditional) continue;
      // A name that no port can have is refused.
      if (targetPort === "" || portNameProblems(targetPort).length > 0) continue;
      const found = selected.map((workload) => findTarget(workload.facts, targetPort, protocol));
      const lacking = selected.filter((_, index) => found[index] === "missing");
      const [first] = lacking;
      if (!first || found.includes("unknown")) continue;
      const data = {
        name: targetPort,
        port: typeof port.port === "number" ? port.port : undefined,
        workload: displayName(first.facts),
      };
      const base = {
        at: placeIn(subject, targetPortAt),
        related: [{ at: placeIn(first, first.facts.at), text: "selected, without such a port" }],
      };
      if (lacking.length < selected.length) {
        report({ ...base, message: "some", data, level: "information" });
        continue;
      }
      const level = facts.headless ? "information" : "warning";
      const namesake = servedPorts(first.facts).find(({ name }) => name === targetPort);
      const other = namesake && protocolOfPort(namesake);
      if (namesake && other !== undefined)
        report({
          ...base,
          message: "otherProtocol",
          data: { ...data, wanted: protocol, found: other },
          level,
          fixes: [
            setSelectedPort.with(wantedPortField(first.facts, namesake, "protocol", protocol)),
            setSibling.with(sibling({ key: "protocol", value: other })),
          ],
        });
      else report({ ...base, message: "missing", data, level, fixes: fixesFor(port, targetPort, protocol, lacking) });
    }
  },
});

function portText(port: number | undefined): string {
  return port === undefined ? "This port" : `Port ${port}`;
}

/** Another name, a number, or the name for the one port that has none: whatever all of the selected pods can follow. */
function fixesFor(
  { port }: ServicePortFacts,
  name: string,
  protocol: string,
  lacking: readonly Member<WorkloadFacts>[],
): FixCall[] {
  const candidates = lacking.map(({ facts }) =>
    servedPorts(facts).filter((own) => !own.conditional && protocolOfPort(own) === protocol),
  );
  const [first = []] = candidates;
  const isShared = (matches: (own: PortFacts) => boolean): boolean => candidates.every((own) => own.some(matches));
  const names = first.flatMap((own) =>
    typeof own.name === "string" && own.name !== "" && isShared((other) => other.name === own.name) ? [own.name] : [],
  );
  const closest = nearest(name, names) ?? (names.length === 1 ? names[0] : undefined);
  const likely =
    first.find(({ containerPort }) => containerPort === port) ?? (first.length === 1 ? first[0] : undefined);
  const number = likely?.containerPort;
  const [workload] = lacking;
  const canBeNamed = lacking.length === 1 && workload && likely && likely.name === undefined;
  return [
    ...(closest === undefined ? [] : [setValue.with(JSON.stringify(closest))]),
    ...(canBeNamed ? [setSelectedPort.with(wantedPortField(workload.facts, likely, "name", name))] : []),
    ...(typeof number === "number" && isShared(({ containerPort }) => containerPort === number)
      ? [setValue.with(JSON.stringify(number))]
      : []),
  ];
}
