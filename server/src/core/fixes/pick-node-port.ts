import type { Service } from "../kubernetes/resource.ts";
import type { ServicePort } from "../kubernetes/service.ts";
import type { TextEdit } from "../text/edit.ts";
import { encloses, sameSpan } from "../text/span.ts";
import { removeEntries, replaceScalar } from "../yaml/edit.ts";
import { integerField, known } from "../yaml/field.ts";
import { defineFix, type FixTarget, inSection, type Refusal } from "./fix.ts";
import { freeNodePorts } from "./free-node-port.ts";
import { type EntryPlace, entryAt, whyFixed } from "./place.ts";

/** `static-band`: another number that the server does not hand out by itself; `unset`: whichever number the server picks. */
type Variant = "static-band" | "unset";

/** Gives a `nodePort` or a `healthCheckNodePort` another number. Entries of one port for several protocols keep one number. */
export const pickNodePort = defineFix<Variant>({
  id: "pick-node-port",
  title(variant, target) {
    const found = placesOf(target);
    if ("refused" in found) return variant === "unset" ? "Remove nodePort" : "Choose another nodePort";
    const { field, number } = found;
    if (variant === "unset") return `Remove ${field} ${number}: the API server picks a free one`;
    return `Change ${field} ${number} to ${freeNumber(target, number) ?? "a free one"}; clients have to use the new number`;
  },
  apply(target, variant) {
    const found = placesOf(target);
    if ("refused" in found) return found;
    const free = variant === "static-band" ? freeNumber(target, found.number) : undefined;
    if (variant === "static-band" && free === undefined) return { refused: "No node port is free." };
    const kept = free === undefined && found.places.some(({ map }) => map.merges);
    if (kept) return { refused: "A merge key may bring in the same field." };
    return inSection(
      target,
      found.places.flatMap(({ map, entry }): readonly TextEdit[] => {
        if (free === undefined) return removeEntries(target.text, map, [entry]);
        return entry.value.kind === "scalar" ? [replaceScalar(target.text, entry.value, free)] : [];
      }),
    );
  },
  refactoring: {
    kind: "node-port",
    args: ["unset"],
    isMeantAt: (target) => entryInPortAt(target) !== undefined,
  },
});

interface Found {
  readonly field: string;
  readonly number: number;
  readonly places: readonly EntryPlace[];
}

/** The entry that the finding lies on, with those that have to keep the same number. */
function placesOf(target: FixTarget): Found | Refusal {
  const { resource, tree, at } = target;
  const place = entryInPortAt(target) ?? entryAt(tree.root, at);
  const field = place?.entry.key.text;
  if (resource.type !== "service" || !place || (field !== "nodePort" && field !== "healthCheckNodePort"))
    return { refused: "There is no node port here." };
  if (place.entry.merged) return { refused: "The number comes in through a merge key." };
  const number = known(integerField(place.map, field));
  if (number === undefined) return { refused: "A template decides about the number." };
  const twins = field === "nodePort" ? twinsOf(resource, place) : [];
  const places = [place, ...twins];
  const fixed = places.map((own) => whyFixed(tree, own)).find((reason) => reason !== undefined);
  return fixed === undefined ? { field, number, places } : { refused: fixed };
}

/** The `nodePort` of the Service port that a cursor is in. */
function entryInPortAt({ resource, at }: FixTarget): EntryPlace | undefined {
  if (resource.type !== "service") return undefined;
  const port = resource.spec.ports.find(({ node }) => encloses(node, at));
  if (!port?.map || port.nodePort.kind === "absent" || known(port.nodePort) === 0) return undefined;
  const { entry } = port.nodePort;
  return entry && { map: port.map, entry, onKey: false };
}

/** The entries for other protocols of the same port, which the API server lets share the number. */
function twinsOf({ spec }: Service, place: EntryPlace): EntryPlace[] {
  const own = spec.ports.find(
    ({ nodePort }) => nodePort.kind === "present" && sameSpan(nodePort.node, place.entry.value),
  );
  if (!own) return [];
  return spec.ports.flatMap((other) => {
    const { map, nodePort } = other;
    return other !== own && map && nodePort.kind === "present" && isTwin(own, other)
      ? [{ map, entry: nodePort.entry, onKey: false }]
      : [];
  });
}

function isTwin(a: ServicePort, b: ServicePort): boolean {
  return (
    known(a.nodePort) === known(b.nodePort) &&
    known(a.port) !== undefined &&
    known(a.port) === known(b.port) &&
    (known(a.protocol) ?? "TCP") !== (known(b.protocol) ?? "TCP")
  );
}

/** The free number nearest to the old one, in the band from which the server hands out nothing by itself. */
function freeNumber({ unit, resource }: FixTarget, old: number): number | undefined {
  const own = resource.type === "service" ? resource.spec : undefined;
  const taken = [...(own?.ports ?? []).map(({ nodePort }) => known(nodePort)), own && known(own.healthCheckNodePort)];
  const free = freeNodePorts(unit).filter((number) => !taken.includes(number));
  return free.sort((a, b) => Math.abs(a - old) - Math.abs(b - old) || b - a)[0];
}
