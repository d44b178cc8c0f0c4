import { readFileSync } from "node:fs";
import type { FoundInRepository } from "./repository.ts";

/** An object of a repository, and what a real API server said to it. */
export interface JudgedObject {
  /** The file below the folder of all repositories. */
  readonly file: string;
  /** 1-based; the items of a list may all have the list's. */
  readonly line: number;
  readonly kind: string;
  readonly name: string;
  readonly verdict: "accept" | "warn" | "reject";
}

/**
 * Reads objects from a file of one JSON object a line.
 * @throws Error where the file cannot be read, SyntaxError where a line is no JSON
 */
export function readJudgedObjects(path: string): JudgedObject[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as JudgedObject);
}

/** The findings in each of the objects, which all lie in documents of the findings' files. */
export function findingsIn(
  objects: readonly JudgedObject[],
  findings: readonly FoundInRepository[],
): ReadonlyMap<JudgedObject, readonly FoundInRepository[]> {
  const inFile = new Map<string, JudgedObject[]>();
  for (const object of objects) inFile.set(object.file, [...(inFile.get(object.file) ?? []), object]);
  const found = new Map<JudgedObject, FoundInRepository[]>();
  for (const finding of findings) {
    const object = objectOf(finding, inFile.get(finding.file) ?? []);
    if (object) found.set(object, [...(found.get(object) ?? []), finding]);
  }
  return found;
}

/** The last object that begins before the finding in its document; of several that begin together the one of its name. */
function objectOf(finding: FoundInRepository, objects: readonly JudgedObject[]): JudgedObject | undefined {
  const before = objects.filter(({ line }) => line >= finding.documentLine && line <= finding.line);
  const last = Math.max(...before.map(({ line }) => line));
  const candidates = before.filter(({ line }) => line === last);
  const { kind, name } = finding.object;
  return candidates.find((object) => object.kind === kind && object.name === name) ?? candidates[0];
}
