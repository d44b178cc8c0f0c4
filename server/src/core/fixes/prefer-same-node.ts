import { renameKey, replaceScalar } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt, whyFixed } from "./place.ts";

/** Puts `trafficDistribution: PreferSameNode` in the place of an `internalTrafficPolicy`: the own node's pods, else any. */
export const preferSameNode = defineFix({
  id: "prefer-same-node",
  title: () => "Set trafficDistribution to PreferSameNode instead: pods elsewhere answer where the node has none",
  apply(target) {
    const place = entryAt(target.tree.root, target.at);
    if (place?.entry.key.text !== "internalTrafficPolicy" || place.entry.value.kind !== "scalar")
      return { refused: "There is no internalTrafficPolicy here." };
    if (entryOf(place.map, "trafficDistribution")) return { refused: "There is a trafficDistribution already." };
    const fixed = whyFixed(target.tree, place);
    if (fixed !== undefined) return { refused: fixed };
    if (isShared(target.tree, place.entry.value)) return { refused: "The value is shared by a YAML anchor." };
    return inSection(target, [
      renameKey(target.text, place.entry.key, "trafficDistribution"),
      replaceScalar(target.text, place.entry.value, "PreferSameNode"),
    ]);
  },
});
