import type { Member } from "../facts/unit-view.ts";
import type { Unit } from "./unit.ts";

/** A plain manifest file as a folder unit needs it. */
export interface FolderFile {
  readonly uri: string;
  readonly members: readonly Member[];
  /** Everything in it could be read. */
  readonly isWhole: boolean;
}

/**
 * The plain manifests of one directory. What stands in one file is deployed together; files beside it may be variants
 * or alternatives, so they prove nothing, neither a conflict nor that something is missing.
 * @param isAlone whether the directory holds nothing else that could deploy objects
 */
export function folderUnit(directory: string, files: readonly FolderFile[], isAlone: boolean): Unit {
  const whole = new Set(files.filter(({ isWhole }) => isWhole).map(({ uri }) => uri));
  return {
    id: directory,
    tool: files.length === 1 ? "file" : "folder",
    members: files.flatMap(({ members }) => members),
    unknown: [],
    meet: (a, b) => a.source.uri === b.source.uri,
    isComplete: (member) => isAlone && files.length === 1 && whole.has(member.source.uri),
  };
}
