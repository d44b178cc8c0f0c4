import { commands, window } from "vscode";
import { CloseAction, ErrorAction, type ErrorHandler } from "vscode-languageclient";
import { CRASHES, crashLimit, WITHIN_MINUTES } from "./crash-limit.ts";

/** Restarts a server that ended by itself, quietly, until it has crashed too often; then says so, once. */
export function restartOnCrash(): ErrorHandler {
  const mayRestart = crashLimit(Date.now);
  return {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    closed() {
      if (mayRestart())
        return {
          action: CloseAction.Restart,
          message: "The server ended unexpectedly and is restarted.",
          handled: true,
        };
      const message = `Portolan's server crashed ${CRASHES} times within ${WITHIN_MINUTES} minutes and is not started again. Manifests are not checked.`;
      void offerRestart(message);
      return { action: CloseAction.DoNotRestart, message, handled: true };
    },
  };
}

async function offerRestart(message: string): Promise<void> {
  const restart = "Restart Server";
  const show = "Show Output";
  const choice = await window.showErrorMessage(message, restart, show);
  if (choice === restart) await commands.executeCommand("portolan.restartServer");
  if (choice === show) await commands.executeCommand("portolan.showOutput");
}
