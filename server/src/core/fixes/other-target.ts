import type { Member } from "../facts/unit-view.ts";
import { resourceAt } from "../kubernetes/document.ts";
import type { FileEdits, FixTarget, WorkspaceChange } from "./fix.ts";

/** The target at another object of the unit, as if the fix had been asked for there; undefined where its text is not at hand. */
export function targetOf(target: FixTarget, { facts, source }: Member): FixTarget | undefined {
  const place = source.locate(facts.at);
  const file = target.file(place.uri);
  const section = file?.sections.findLast(({ start }) => start <= place.start);
  if (!file || !section) return undefined;
  const at = { start: place.start - section.start, end: place.end - section.start };
  const resource = resourceAt(section, at);
  return (
    resource && {
      ...target,
      uri: file.uri,
      fileText: file.text,
      sectionStart: section.start,
      text: section.text,
      tree: section.tree,
      resource,
      at,
    }
  );
}

/** Several changes as one. Edits that insert at one place keep the order of the changes. */
export function joinChanges(changes: readonly WorkspaceChange[]): WorkspaceChange {
  const byUri = new Map<string, FileEdits>();
  for (const file of changes.flatMap(({ edits }) => edits)) {
    const before = byUri.get(file.uri);
    byUri.set(file.uri, before ? { ...before, ...file, edits: [...before.edits, ...file.edits] } : file);
  }
  const creates = changes.flatMap((change) => change.creates ?? []);
  const edits = [...byUri.values()].filter((file) => file.edits.length > 0);
  return creates.length > 0 ? { edits, creates } : { edits };
}

/** The last part of a URI's path. */
export function fileNameOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf("/") + 1));
}
