import type { Unit } from "./unit.ts";

/** Everything that a configuration says is deployed into one cluster: it all meets, whatever put it there. */
export function clusterUnit(name: string, parts: readonly Unit[]): Unit {
  // Asked for each object of what may be thousands.
  let isComplete: boolean | undefined;
  const partOf = new Map(parts.flatMap((part) => part.members.map((member) => [member, part] as const)));
  return {
    id: name,
    tool: "cluster",
    members: parts.flatMap(({ members }) => members),
    unknown: parts.flatMap(({ unknown }) => unknown),
    meet: (a, b) => {
      const part = partOf.get(a);
      return part !== undefined && part === partOf.get(b) && part.tool === "helm" ? part.meet(a, b) : true;
    },
    isComplete() {
      isComplete ??= parts.every((part) => part.members.every((member) => part.isComplete(member)));
      return isComplete;
    },
  };
}
