import { type ExtensionContext, Uri } from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { keepCompiledCode } from "./compiled-code.ts";
import { SERVER_ARGUMENTS, SERVER_ENVIRONMENT } from "./server-process.ts";
import { start, stop } from "./start.ts";

/** The desktop and remote entry: the server runs in a process of its own. */
export async function activate(context: ExtensionContext): Promise<void> {
  const { extension, extensionUri, globalStorageUri } = context;
  const module = Uri.joinPath(extensionUri, "dist", "server.js").fsPath;
  const compiled = await keepCompiledCode(globalStorageUri.fsPath, String(extension.packageJSON.version));
  const env = { ...SERVER_ENVIRONMENT, ...compiled };
  const run = { module, transport: TransportKind.ipc, options: { env, execArgv: [...SERVER_ARGUMENTS] } };
  const debug = { ...run, options: { env, execArgv: [...SERVER_ARGUMENTS, "--nolazy", "--inspect=6009"] } };
  await start(context, (options) => new LanguageClient("portolan", "Portolan", { run, debug }, options));
}

export function deactivate(): Promise<void> {
  return stop();
}
