import { lineBreakOf } from "../text/lines.ts";
import { KUSTOMIZATION_FILES } from "../units/kustomize/kustomization.ts";
import { directoryOf, resolvePath } from "../units/paths.ts";
import { appendItems, isJsonKey, styleOf } from "../yaml/edit.ts";
import { known, seqField, stringField } from "../yaml/field.ts";
import type { YamlMap, YamlScalar, YamlSeq } from "../yaml/node.ts";
import { isShared } from "../yaml/parse.ts";
import { type Content, writeBlock } from "../yaml/write.ts";
import { type FixFile, type FixTarget, inSection, type Refusal, type WorkspaceChange } from "./fix.ts";
import { joinChanges } from "./other-target.ts";

/** An object to be written. */
export interface NewObject {
  /** The name of a file of its own, without an ending. */
  readonly fileName: string;
  readonly content: { readonly [key: string]: Content; readonly kind: string };
}

/**
 * Writes new objects beside the target's: as items of its List; where the directory has a file for each object, and where
 * the file is one JSON object, as files beside it; else as the next documents of the file.
 */
export function addObjects(target: FixTarget, objects: readonly NewObject[]): WorkspaceChange | Refusal {
  const { text, tree, resource } = target;
  const { root } = tree;
  const isAlone = (target.file(target.uri)?.sections ?? []).filter((section) => section.tree.root).length <= 1;
  const isJson = root?.kind === "map" && root.flow && root.entries.some((entry) => isJsonKey(text, entry));
  if (root?.kind === "map" && root !== resource.root && known(stringField(root, "kind")) === "List") {
    const items = known(seqField(root, "items"));
    if (!items || items.open || items.alias || isShared(tree, items))
      return { refused: "A template or an anchor decides about the List." };
    return inSection(target, [
      appendItems(
        text,
        items,
        objects.map(({ content }) => content),
      ),
    ]);
  }
  if (/\.json$/i.test(target.uri) || (isJson && isAlone)) return addFiles(target, objects, isJson);
  if (isAlone && hasFilePerObject(target)) {
    const files = addFiles(target, objects, false);
    if (!("refused" in files)) return files;
  }
  return inSection(target, [appendDocuments(text, objects)]);
}

/** Writes documents behind the section. Its last line gets a line break where it has none; then the new last line has none. */
function appendDocuments(text: string, objects: readonly NewObject[]) {
  const newline = lineBreakOf(text);
  const body = objects.flatMap(({ content }) => ["---", ...documentLines(text, content)]).join(newline);
  const endsLine = /[\r\n]$/.test(text) || text === "";
  const at = text.length;
  return { span: { start: at, end: at }, newText: endsLine ? body + newline : newline + body };
}

function documentLines(text: string, content: Content): string[] {
  return writeBlock(content, { ...styleOf(text), column: 0 });
}

/** Whether the target is the only object of its file, and a Service of the directory that of another file. */
function hasFilePerObject(target: FixTarget): boolean {
  const isOneObject = (uri: string): boolean =>
    (target.file(uri)?.sections ?? []).flatMap(({ resources }) => resources).length === 1;
  const directory = directoryOf(target.uri);
  return (
    isOneObject(target.uri) &&
    target.unit.services.some(
      ({ source: { uri } }) => uri !== target.uri && directoryOf(uri) === directory && isOneObject(uri),
    )
  );
}

/** Makes a file for each object, and names it where a kustomization names the target's. */
function addFiles(target: FixTarget, objects: readonly NewObject[], isJson: boolean): WorkspaceChange | Refusal {
  const directory = directoryOf(target.uri);
  const ending = /\.\w+$/.exec(target.uri)?.[0] ?? ".yaml";
  const isFree = (name: string): boolean => target.file(`${directory}/${name}${ending}`) === undefined;
  const files = objects.map(({ fileName, content }) => ({
    // The workload's own file may be called as its Service is.
    name: [fileName, `${fileName}-${content.kind.toLowerCase()}`].find(isFree),
    text: isJson ? jsonText(target.text, content) : yamlText(target.text, content),
  }));
  const named = files.flatMap(({ name, text }) => (name === undefined ? [] : [{ name: `${name}${ending}`, text }]));
  if (directory === "" || named.length < files.length) return { refused: "A file of that name is there already." };
  const creates = named.map(({ name, text }) => ({ uri: `${directory}/${name}`, text }));
  const listing = listingOf(target);
  const isBuilt = target.unit.tool === "kustomize" || target.unit.tool === "cluster";
  if (!listing) return isBuilt ? { refused: "No kustomization names the file." } : { edits: [], creates };
  if (listing.resources.alias || listing.resources.open || isShared(listing.section.tree, listing.resources))
    return { refused: "A template or an anchor decides about the kustomization's resources." };
  const path = listing.item.text.slice(0, listing.item.text.lastIndexOf("/") + 1);
  const names = named.map(({ name }) => path + name);
  const listed = inSection({ uri: listing.file.uri, sectionStart: listing.section.start }, [
    appendItems(listing.section.text, listing.resources, names),
  ]);
  return joinChanges([listed, { edits: [], creates }]);
}

function yamlText(like: string, content: Content): string {
  return documentLines(like, content)
    .map((line) => line + lineBreakOf(like))
    .join("");
}

function jsonText(like: string, content: Content): string {
  const step = /^[ \t]+(?=")/m.exec(like)?.[0] ?? "  ";
  return `${JSON.stringify(content, undefined, step)}\n`.replaceAll("\n", lineBreakOf(like));
}

/** Where a kustomization names the target's file. */
interface Listing {
  readonly file: FixFile;
  readonly section: FixFile["sections"][number];
  readonly resources: YamlSeq;
  readonly item: YamlScalar;
}

/** The kustomization nearest to the target's file that has it among its resources, in its directory or one around it. */
function listingOf(target: FixTarget): Listing | undefined {
  let directory = directoryOf(target.uri);
  for (let height = 0; height < 8 && directory.includes("/"); height++, directory = directoryOf(directory)) {
    for (const name of KUSTOMIZATION_FILES) {
      const file = target.file(`${directory}/${name}`);
      for (const section of file?.sections ?? []) {
        const listing =
          file && section.tree.root?.kind === "map" && listingIn(file, section, section.tree.root, target);
        if (listing) return listing;
      }
    }
  }
  return undefined;
}

function listingIn(
  file: FixFile,
  section: FixFile["sections"][number],
  root: YamlMap,
  target: FixTarget,
): Listing | undefined {
  const resources = known(seqField(root, "resources"));
  const item = resources?.items.find(
    (path): path is YamlScalar =>
      path.kind === "scalar" && resolvePath(directoryOf(file.uri), path.text) === target.uri,
  );
  return resources && item && { file, section, resources, item };
}
