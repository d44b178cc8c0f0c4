import { type Disposable, LanguageStatusSeverity, languages, window } from "vscode";
import { State } from "vscode-languageclient";
import { type ServerStatus, statusNotification } from "../../server/src/lsp/protocol.ts";
import { documentSelector } from "./documents.ts";
import type { Portolan } from "./portolan.ts";

/** The entry in the language status of manifests: how the server does, and what it found in the active editor. */
export function showStatus({ client }: Portolan): Disposable[] {
  const item = languages.createLanguageStatusItem("portolan.status", documentSelector());
  item.name = "Portolan";
  let state: State = State.Starting;
  let server: ServerStatus | undefined;
  const update = (): void => {
    const hasFailed = state === State.Stopped || state === State.StartFailed;
    item.busy = state === State.Starting || (state === State.Running && server?.state === "indexing");
    item.severity = hasFailed ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    item.text = `Portolan: ${state === State.Running ? findingsText() : stateText(state)}`;
    item.detail = state === State.Running && server ? filesText(server) : "";
    item.command = hasFailed
      ? { command: "portolan.restartServer", title: "Restart Server" }
      : { command: "portolan.showOutput", title: "Show Output" };
  };
  update();
  return [
    item,
    client.onDidChangeState(({ newState }) => {
      state = newState;
      server = undefined;
      update();
    }),
    client.onNotification(statusNotification, (status) => {
      server = status;
      update();
    }),
    languages.onDidChangeDiagnostics(update),
    window.onDidChangeActiveTextEditor(update),
  ];
}

function stateText(state: State): string {
  if (state === State.Starting) return "starting…";
  return state === State.StartFailed ? "the server could not be started" : "the server is not running";
}

function findingsText(): string {
  const active = window.activeTextEditor?.document.uri;
  if (!active) return "running";
  const count = languages.getDiagnostics(active).filter(({ source }) => source === "portolan").length;
  if (count === 0) return "nothing found";
  return count === 1 ? "1 finding" : `${count} findings`;
}

function filesText({ state, files }: ServerStatus): string {
  const checked = files === 1 ? "1 file" : `${files} files`;
  return state === "indexing" ? `${checked} read so far` : `${checked} checked`;
}
