import type { PortFacts, WorkloadFacts } from "../facts/facts.ts";
import { displayName, type Location } from "../facts/unit-view.ts";
import { insertEntryAfter, insertEntryBefore, replaceScalar } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, type FixTarget, inSection } from "./fix.ts";
import { entryAt, whyFixed } from "./place.ts";

/** What `set-selected-port` is given, as JSON: a container port of another object of the unit, and the field to write. */
interface PortField {
  readonly workload: string;
  readonly index: number;
  readonly containerPort: number;
  readonly key: "name" | "protocol";
  readonly value: string;
}

export function wantedPortField(
  workload: WorkloadFacts,
  port: PortFacts,
  key: PortField["key"],
  value: string,
): string {
  const field: PortField = {
    workload: displayName(workload),
    index: workload.ports.indexOf(port),
    containerPort: typeof port.containerPort === "number" ? port.containerPort : 0,
    key,
    value,
  };
  return JSON.stringify(field);
}

/** Writes the name or the protocol of a container port of the workload that a Service selects, in whichever file it stands. */
export const setSelectedPort = defineFix<string>({
  id: "set-selected-port",
  title(json) {
    const { workload, containerPort, key, value } = JSON.parse(json) as PortField;
    return key === "name"
      ? `Name port ${containerPort} of ${workload} "${value}"`
      : `Set the protocol of port ${containerPort} of ${workload} to ${value}`;
  },
  apply(target, json) {
    const { workload, index, key, value } = JSON.parse(json) as PortField;
    const at = locate(target, workload, index);
    const file = at && target.file(at.uri);
    const section = at && file?.sections.findLast(({ start }) => start <= at.start);
    if (!file || !section) return { refused: "The port's file cannot be read." };
    const { text, tree, start } = section;
    const place = entryAt(tree.root, { start: at.start - start, end: at.end - start });
    if (place?.entry.key.text !== "containerPort") return { refused: "The port is not there any more." };
    const fixed = whyFixed(tree, place);
    if (fixed !== undefined) return { refused: fixed };
    const written = entryOf(place.map, key);
    if (written && (written.merged || written.conditional || isShared(tree, written.value)))
      return { refused: `${key} is set elsewhere.` };
    const edit =
      written?.value.kind === "scalar"
        ? replaceScalar(text, written.value, value)
        : key === "name"
          ? insertEntryBefore(text, place.map, place.entry, key, value)
          : insertEntryAfter(text, place.map, place.entry, key, value);
    return inSection({ uri: file.uri, sectionStart: start }, [edit]);
  },
});

/** The place of the port, in the target's own file where there are several. */
function locate({ unit, uri }: FixTarget, workload: string, index: number): Location | undefined {
  const places = unit.workloads
    .filter(({ facts }) => displayName(facts) === workload)
    .flatMap(({ facts, source }) => {
      const port = facts.ports[index];
      return port ? [source.locate(port.at)] : [];
    });
  return places.find((at) => at.uri === uri) ?? places[0];
}
