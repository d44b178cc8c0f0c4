import { serviceTypeOf } from "../kubernetes/service.ts";
import { readStringItems } from "../kubernetes/string-items.ts";
import { removeEntries } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { defineFix, inSection } from "./fix.ts";
import { whyFixed } from "./place.ts";
import { obstacleTo, setServiceType, typeEdit } from "./set-service-type.ts";

/** Lets a load balancer choose the address that `externalIPs` names: the field goes, and the type becomes LoadBalancer. */
export const replaceExternalIps = defineFix({
  id: "replace-external-ips",
  title(_, target) {
    const { resource } = target;
    const { items } = readStringItems(resource.type === "service" ? resource.spec.map : undefined, "externalIPs");
    const given = items.length === 1 ? items[0]?.text : `${items.length} addresses`;
    return `${setServiceType.title("LoadBalancer", target)}; ${given} is given up`;
  },
  apply(target) {
    const { resource, text, tree } = target;
    const spec = resource.type === "service" ? resource.spec : undefined;
    const map = spec?.map;
    const entry = map && entryOf(map, "externalIPs");
    if (!spec || !map || !entry || entry.merged) return { refused: "There are no externalIPs here." };
    if (spec.type.kind === "opaque" || serviceTypeOf(spec) === "LoadBalancer")
      return { refused: "The type is LoadBalancer already, or not known." };
    const obstacle = obstacleTo(target, spec, map, "LoadBalancer");
    if (obstacle !== undefined) return { refused: obstacle };
    const fixed = whyFixed(tree, { map, entry, onKey: true });
    if (fixed !== undefined) return { refused: fixed };
    if (entry.conditional) return { refused: "A template decides about externalIPs." };
    const type = typeEdit(target, map, "LoadBalancer", [entry]);
    return "refused" in type ? type : inSection(target, [type, ...removeEntries(text, map, [entry])]);
  },
});
