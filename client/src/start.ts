import { commands, type ExtensionContext, window, workspace } from "vscode";
import type { BaseLanguageClient, LanguageClientOptions } from "vscode-languageclient";

let client: BaseLanguageClient | undefined;

const LANGUAGES = ["yaml", "helm", "kubernetes", "json", "jsonc"];
const SCHEMES = ["file", "untitled", "vscode-remote", "vscode-vfs", "vscode-test-web", "memfs"];

/** Starts the one language client and everything that hangs on it. */
export async function start(
  context: ExtensionContext,
  create: (options: LanguageClientOptions) => BaseLanguageClient,
): Promise<void> {
  const output = window.createOutputChannel("Portolan", { log: true });
  context.subscriptions.push(output);
  client = create({
    documentSelector: LANGUAGES.flatMap((language) => SCHEMES.map((scheme) => ({ language, scheme }))),
    diagnosticPullOptions: { onChange: true, onSave: false, onTabs: false },
    outputChannel: output,
    markdown: { supportHtml: true, isTrusted: { enabledCommands: [] } },
    synchronize: { configurationSection: "portolan" },
  });
  context.subscriptions.push(
    commands.registerCommand("portolan.restartServer", () => client instanceof Object && undefined),
    commands.registerCommand("portolan.showOutput", () => output.show()),
  );
  await client.start();
  void workspace;
}

export async function stop(): Promise<void> {
  await client?.stop();
  client = undefined;
}
