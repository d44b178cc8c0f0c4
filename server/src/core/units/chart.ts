import type { Member } from "../facts/unit-view.ts";
import { isWithin } from "./paths.ts";
import type { Unit } from "./unit.ts";

/** A file of a chart with the objects that its text shows. */
export interface ChartFile {
  readonly uri: string;
  readonly members: readonly Member[];
}

/**
 * A Helm chart as its templates read with their expressions masked. What stands under no condition is deployed together;
 * what the expressions print is unknown, so the unit is never complete. Charts that it carries may be switched off, and
 * tests run by themselves, later.
 */
export function chartUnit(directory: string, files: readonly ChartFile[]): Unit {
  const apart = [`${directory}/charts`, `${directory}/templates/tests`];
  const own = ({ source }: Member): boolean => !apart.some((outer) => isWithin(outer, source.uri));
  return {
    id: directory,
    tool: "helm",
    members: files.flatMap(({ members }) => members),
    unknown: [],
    meet: (a, b) => own(a) && own(b),
    isComplete: () => false,
  };
}
