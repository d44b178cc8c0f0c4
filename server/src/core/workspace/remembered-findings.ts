import type { FileState } from "./file-state.ts";
import type { Finding, UnitFinding } from "./finding.ts";

/** What the findings of a file are put together from beside its own state: lists that are the same as long as nothing changes. */
export interface FindingParts {
  readonly inUnits: readonly (readonly UnitFinding[] | undefined)[];
  /** Whether everything that bears on the file has been read. */
  readonly isRead: boolean;
}

/**
 * The findings of open files, which are asked for with each move of the cursor. Those that point into another file are made
 * anew: what they point to may have moved.
 */
export class RememberedFindings {
  readonly #known = new WeakMap<FileState, FindingParts & { readonly findings: readonly Finding[] }>();

  /** @param make puts the findings together */
  of(file: FileState, parts: FindingParts, make: () => readonly Finding[]): readonly Finding[] {
    const known = this.#known.get(file);
    if (known && sameParts(known, parts)) return known.findings;
    const findings = make();
    const isOpen = file.text !== undefined;
    if (isOpen && findings.every(({ related }) => related.every(({ uri }) => uri === file.uri)))
      this.#known.set(file, { ...parts, findings });
    return findings;
  }
}

function sameParts(a: FindingParts, b: FindingParts): boolean {
  return (
    a.isRead === b.isRead &&
    a.inUnits.length === b.inUnits.length &&
    a.inUnits.every((part, index) => part === b.inUnits[index])
  );
}
