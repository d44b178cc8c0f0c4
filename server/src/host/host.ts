/** What the server may ask of the outside. The engine itself asks nothing. */
export interface Host {
  /**
   * The files below a directory that may hold manifests, one by one, so that the caller may pause.
   * @param below only those below this directory of the root
   */
  list(rootUri: string, options: ListOptions, below?: string): Iterable<string>;
  /** Whether a file would be listed, as one that has just been created. */
  isListed(rootUri: string, uri: string, options: ListOptions): boolean;
  /** A file's content; `absent` for one that is gone, no file, or not readable. */
  read(uri: string, maxSize: number): FileContent;
}

export interface ListOptions {
  /** Globs relative to the root of what is left out. */
  readonly exclude: readonly string[];
  /** Whether `.gitignore` files are heeded. */
  readonly gitignore: boolean;
}

export type FileContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tooLarge"; readonly size: number }
  | { readonly type: "absent" };

/** Files above this size, in bytes, are not looked at. */
export const DEFAULT_MAX_FILE_SIZE = 4 * 1024 * 1024;

/** Directories of other people's files. */
export const DEFAULT_EXCLUDE = ["**/node_modules/**", "**/vendor/**"];
