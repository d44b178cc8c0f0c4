import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { SERVER_ARGUMENTS } from "./server-arguments.ts";
import { start, stop } from "./start.ts";

/** The desktop and remote entry: the server runs in a process of its own. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = Uri.joinPath(context.extensionUri, "dist", "server.js").fsPath;
  const run = { module, transport: TransportKind.ipc, options: { execArgv: [...SERVER_ARGUMENTS] } };
  const debug = { ...run, options: { execArgv: [...SERVER_ARGUMENTS, "--nolazy", "--inspect=6009"] } };
  await start(context, (options) => new LanguageClient("portolan", "Portolan", { run, debug }, options));
}

export function deactivate(): Promise<void> {
  return stop();
}
