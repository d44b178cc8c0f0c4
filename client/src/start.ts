import { type ExtensionContext, window } from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";
import type { InitializationOptions } from "../../server/src/lsp/protocol.ts";
import * as restartServer from "./commands/restart-server.ts";
import * as showManifest from "./commands/show-manifest.ts";
import * as showOutput from "./commands/show-output.ts";
import * as showPage from "./commands/show-page.ts";
import { documentSelector } from "./documents.ts";
import { restartOnCrash } from "./restart-on-crash.ts";
import { showStatus } from "./status-item.ts";

const COMMANDS = [restartServer, showManifest, showOutput, showPage];

let running: BaseLanguageClient | undefined;

/** Starts the one language client and everything that hangs on it. A server that fails to start does not throw. */
export async function start(
  context: ExtensionContext,
  create: (options: LanguageClientOptions) => BaseLanguageClient,
): Promise<void> {
  const output = window.createOutputChannel("Portolan", { log: true });
  const client = create({
    documentSelector: documentSelector(),
    diagnosticPullOptions: { onChange: true },
    errorHandler: restartOnCrash(),
    initializationOptions: { showsManifests: true } satisfies InitializationOptions,
    outputChannel: output,
    // Cards use tables and <br>; they run no commands.
    markdown: { supportHtml: true, isTrusted: false },
  });
  running = client;
  const portolan = { client, output, extensionUri: context.extensionUri };
  context.subscriptions.push(output, ...showStatus(portolan), ...COMMANDS.map(({ register }) => register(portolan)));
  try {
    await client.start();
  } catch (error) {
    // The client has shown it; the commands stay, so that a restart can be tried.
    output.error(error instanceof Error ? error : String(error));
  }
}

export async function stop(): Promise<void> {
  if (running?.isRunning()) await running.stop();
  running = undefined;
}
