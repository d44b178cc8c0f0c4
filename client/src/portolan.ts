import type { LogOutputChannel } from "vscode";
import type { BaseLanguageClient } from "vscode-languageclient";

/** What the commands and the status item work on. */
export interface Portolan {
  readonly client: BaseLanguageClient;
  readonly output: LogOutputChannel;
}
