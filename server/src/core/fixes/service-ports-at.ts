import type { ServicePort } from "../kubernetes/service.ts";
import { encloses } from "../text/span.ts";
import type { YamlMap } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import type { FixTarget, Refusal } from "./fix.ts";

/** The ports of a Service that a cursor means: the one that it is in; outside of the list's items all. */
export function servicePortsAt({ resource, at }: FixTarget): readonly ServicePort[] {
  if (resource.type !== "service") return [];
  const own = resource.spec.ports.find(({ node }) => encloses(node, at));
  return own ? [own] : resource.spec.ports;
}

/** The map of a list's item where its text may be edited. */
export function editableItem({ tree }: FixTarget, { map }: { readonly map: YamlMap | undefined }): YamlMap | Refusal {
  if (!map || map.open || map.entries.some(({ conditional }) => conditional))
    return { refused: "A template decides about the port." };
  const isFixed = map.alias || isShared(tree, map) || map.entries.some(({ merged }) => merged);
  return isFixed ? { refused: "The port is shared by a YAML anchor." } : map;
}
