import { insertEntryAfter, replaceScalar } from "../yaml/edit.ts";
import { entryOf } from "../yaml/node.ts";
import { defineFix, inSection } from "./fix.ts";
import { entryAt, whyFixed } from "./place.ts";

/** Writes an application's protocol where a Service port keeps it: `appProtocol`; what carries it is TCP. */
export const moveToAppProtocol = defineFix<string>({
  id: "move-to-app-protocol",
  title: (protocol) => `Set protocol to TCP and appProtocol to ${protocol}`,
  apply(target, protocol) {
    const place = entryAt(target.tree.root, target.at);
    if (place?.entry.value.kind !== "scalar") return { refused: "The protocol is not there any more." };
    const fixed = whyFixed(target.tree, place);
    if (fixed !== undefined) return { refused: fixed };
    if (entryOf(place.map, "appProtocol")) return { refused: "There is an appProtocol already." };
    return inSection(target, [
      replaceScalar(target.text, place.entry.value, "TCP"),
      insertEntryAfter(target.text, place.map, place.entry, "appProtocol", protocol),
    ]);
  },
});
