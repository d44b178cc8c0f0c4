import { commands, type Disposable } from "vscode";
import type { Portolan } from "../portolan.ts";

/** Ends the server if it runs, and starts a new one. The promise settles when the new one answers. */
export function register({ client, output }: Portolan): Disposable {
  return commands.registerCommand("portolan.restartServer", async () => {
    output.info("Restarting the server.");
    if (client.isRunning()) await client.stop();
    await client.start();
  });
}
