import type { LogOutputChannel, Uri } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** What the commands and the status item work on. */
export interface Portolan {
  readonly client: BaseLanguageClient;
  readonly output: LogOutputChannel;
  /** Where the extension is installed. */
  readonly extensionUri: Uri;
}
