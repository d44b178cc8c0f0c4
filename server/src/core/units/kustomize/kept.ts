import { OTHER_KINDS, POD_KINDS } from "../../kubernetes/kinds.ts";

const KEPT = new Set([...POD_KINDS, ...OTHER_KINDS].map(({ kind }) => kind));

/** Whether every object of the kind is in a build; of other kinds it is not known which there are. */
export function isKeptKind(kind: string): boolean {
  return KEPT.has(kind);
}
