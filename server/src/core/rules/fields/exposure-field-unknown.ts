import type { FixCall } from "../../fixes/fix-call.ts";
import { moveField } from "../../fixes/move-field.ts";
import { removeField } from "../../fixes/remove-field.ts";
import { renameField } from "../../fixes/rename-field.ts";
import { declaredPorts } from "../../kubernetes/declared-ports.ts";
import { homeOf } from "../../kubernetes/exposure-homes.ts";
import { levelPlaces, rootLevelOf } from "../../kubernetes/level-places.ts";
import type { Resource } from "../../kubernetes/resource.ts";
import {
  bySteps,
  strictDecodingError,
  strictError,
  type UnknownField,
  unknownFields,
} from "../../kubernetes/unknown-fields.ts";
import { NEWEST_KUBERNETES_MINOR, type Settings } from "../../settings/settings.ts";
import { isInt32, known } from "../../yaml/field.ts";
import { entryOf, type YamlNode } from "../../yaml/node.ts";
import { resolveScalar } from "../../yaml/scalar.ts";
import { defineRule, type LocalReporter } from "../rule.ts";

interface Lost {
  readonly kind: string;
  readonly key: string;
  /** What does not happen without the field; may be empty. */
  readonly effect: string;
}

const messages = {
  misspelt: ({ kind, key, effect, meant }: Lost & { meant: string }) =>
    `kubectl refuses the ${kind}, other clients drop ${key}${effect}: the field is called ${meant}.`,
  misplaced: ({ kind, key, effect, home }: Lost & { home: string }) =>
    `kubectl refuses the ${kind}, other clients drop ${key}${effect}: it belongs into ${home}.`,
  unknown: ({ kind, key, effect }: Lost) =>
    `kubectl refuses the ${kind}, other clients drop ${key}${effect}: there is no such field here.`,
};

export const exposureFieldUnknown = defineRule({
  id: "exposure-field-unknown",
  severity: "error",
  summary: "A field about ports is misspelt or stands in the wrong place",
  messages,
  workload: ({ workload, settings }, report) => reportUnknown(workload, settings, report),
  service: ({ service, settings }, report) => reportUnknown(service, settings, report),
});

function reportUnknown(resource: Resource, settings: Settings, report: LocalReporter<typeof messages>): void {
  const isNewer = settings.kubernetesMinor > NEWEST_KUBERNETES_MINOR;
  // The controller of a custom resource brings its own schema, and other words.
  const isDecoded = rootLevelOf(resource) !== undefined;
  const places = levelPlaces(resource);
  const fields = places.flatMap((place) => unknownFields(place, isNewer));
  // The server tells of all at once, where the first one is; each by itself is told where it is.
  const [firstPath] = fields
    .filter(({ entry }) => !entry.conditional)
    .map(({ path }) => path)
    .sort(bySteps);
  for (const field of fields) {
    const { entry, path, meant, place } = field;
    const key = entry.key.text;
    const lost = {
      kind: resource.kind,
      key,
      effect: meant === undefined ? "" : effectOf(meant, entry.value, resource),
    };
    const isHere = meant !== undefined && place.level.keys?.has(meant) === true;
    const home = meant === undefined || isHere ? undefined : homeOf(resource, place, meant);
    report({
      at: entry.key,
      ...(isHere
        ? ({ message: "misspelt", data: { ...lost, meant } } as const)
        : home
          ? ({
              message: "misplaced",
              data: { ...lost, home: home.name + (meant === key ? "" : `, as ${meant}`) },
            } as const)
          : ({ message: "unknown", data: lost } as const)),
      ...(isDecoded ? { api: path === firstPath && !isNewer ? strictDecodingError(places) : strictError([path]) } : {}),
      fixes: fixesOf(field, isHere, home?.path),
    });
  }
}

function fixesOf({ entry, meant, place }: UnknownField, isHere: boolean, home: string | undefined): FixCall[] {
  if (meant === undefined) return [removeField.with("")];
  if (isHere) return entryOf(place.map, meant) ? [removeField.with("")] : [renameField.with(meant)];
  return home !== undefined && entry.key.text === meant
    ? [moveField.with(home), removeField.with("")]
    : [removeField.with("")];
}

/** What does not come about because the field is dropped; nothing where it stands in its right place as well. */
function effectOf(field: string, value: YamlNode, resource: Resource): string {
  const resolved = value.kind === "scalar" ? resolveScalar(value) : undefined;
  const port = resolved?.type === "number" && isInt32(resolved.value) ? resolved.value : undefined;
  const pod = resource.type === "workload" ? resource.pod : undefined;
  if (field === "hostPort" && port && !(pod && declaredPorts(pod).some((other) => known(other.port.hostPort) === port)))
    return `, and port ${port} of the node stays closed`;
  const servicePorts = resource.type === "service" ? resource.spec.ports : [];
  if (field === "nodePort" && port && !servicePorts.some(({ nodePort }) => known(nodePort) === port))
    return `, and port ${port} of the nodes stays closed`;
  if (field === "hostNetwork" && resolved?.type === "boolean" && resolved.value && !(pod && known(pod.hostNetwork)))
    return ", and the pod stays off the host network";
  return "";
}
