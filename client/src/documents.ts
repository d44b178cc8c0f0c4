import { workspace } from "vscode";

const LANGUAGES = ["yaml", "helm", "kubernetes", "json", "jsonc"];

/**
 * The documents that are checked: files, unsaved ones, and files of virtual workspaces, whatever their scheme. Not the
 * `git:` side of a diff or other views of the same text, which would show every finding twice.
 */
export function documentSelector(): { readonly language: string; readonly scheme: string }[] {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  const schemes = new Set(["file", "untitled", "vscode-vfs", ...folders]);
  return LANGUAGES.flatMap((language) => [...schemes].map((scheme) => ({ language, scheme })));
}
