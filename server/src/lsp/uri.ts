import { URI } from "vscode-uri";

/** One spelling for one file: drive letters in lower case, the same characters escaped, whatever the client sends. */
export function normalizeUri(uri: string): string {
  return URI.parse(uri).toString();
}
