import type { ServicePort } from "../kubernetes/service.ts";
import { replaceScalar } from "../yaml/edit.ts";
import { known } from "../yaml/field.ts";
import { isShared } from "../yaml/parse.ts";
import { defineFix, type FixTarget } from "./fix.ts";
import { readRenamedPort, renameTitle, renameWith } from "./rename-places.ts";
import { servicePortReferrers } from "./service-port-referrers.ts";

/**
 * Gives a port of a Service another name, and with it the Ingresses and ServiceMonitors of the unit that ask for it by its
 * name.
 */
export const renameServicePort = defineFix<string>({
  id: "rename-service-port",
  title(arg, target) {
    const { path, name } = readRenamedPort(arg);
    const port = portOf(target, path);
    if (!port) return `Rename the port to ${name}`;
    const followers = new Set(referrersOf(target, port).places.map((place) => place.name));
    return renameTitle(`port ${known(port.name) ?? ""}`, name, [...followers]);
  },
  apply(target, arg) {
    const { path, name } = readRenamedPort(arg);
    const port = portOf(target, path);
    if (port?.name.kind !== "present") return { refused: "The port has no name here." };
    const { node } = port.name;
    if (node.kind !== "scalar" || node.alias || isShared(target.tree, node))
      return { refused: "The name is shared by a YAML anchor." };
    const { places, shared } = referrersOf(target, port);
    if (shared !== undefined) return { refused: `${shared} asks other Services for a port of that name, too.` };
    return renameWith(target, [replaceScalar(target.text, node, name)], places, name);
  },
});

function portOf({ resource }: FixTarget, path: string): ServicePort | undefined {
  return resource.type === "service" ? resource.spec.ports.find((port) => port.path === path) : undefined;
}

function referrersOf(target: FixTarget, { name }: ServicePort): ReturnType<typeof servicePortReferrers> {
  const { resource } = target;
  return resource.type === "service" && name.kind === "present"
    ? servicePortReferrers(target, resource, name.value)
    : { places: [], shared: undefined };
}
