import type { Member } from "../facts/unit-view.ts";

/** Objects that meet in one cluster, how sure that is, and what may be missing from the picture. */
export interface Unit {
  /** The file or directory that makes it one. */
  readonly id: string;
  readonly tool: "file" | "folder" | "kustomize" | "helm" | "cluster";
  readonly members: readonly Member[];
  /** What is missing from the picture, as far as the unit as a whole tells: paths, and what made a build end. */
  readonly unknown: readonly string[];
  /** Whether two members are certainly deployed together. */
  meet(a: Member, b: Member): boolean;
  /** Whether nothing that could bear on the member is hidden. */
  isComplete(member: Member): boolean;
}
