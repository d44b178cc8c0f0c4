/** URIs in the one spelling that the engine uses: every character outside `A-Za-z0-9-._~/` is escaped. */

/** The directory of a file, without a slash at its end. */
export function directoryOf(uri: string): string {
  return uri.slice(0, uri.lastIndexOf("/"));
}

/** A directory and those that it stands in, from the inside out. */
export function within(directory: string): string[] {
  const directories: string[] = [];
  for (let outer = directory; outer.includes("/"); outer = directoryOf(outer)) directories.push(outer);
  return directories;
}

/** A path from a manifest, resolved against a directory. It may lead out of it, but not above the root. */
export function resolvePath(directory: string, path: string): string {
  const root = /^[^:]+:\/\/[^/]*/.exec(directory)?.[0] ?? "";
  const segments = path.startsWith("/")
    ? []
    : directory
        .slice(root.length)
        .split("/")
        .filter((segment) => segment !== "");
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") segments.pop();
    else segments.push(encodeSegment(segment));
  }
  return `${root}/${segments.join("/")}`;
}

/** Whether `uri` lies below `directory` or is it. */
export function isWithin(directory: string, uri: string): boolean {
  return uri === directory || uri.startsWith(`${directory}/`);
}

/** As vscode-uri escapes a segment, so that a resolved path equals the URI that a client sends. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
