import { type Disposable, LanguageStatusSeverity, languages, type Uri, window } from "vscode";
import { State } from "vscode-languageclient";
import { documentSelector } from "./documents.ts";
import type { Portolan } from "./portolan.ts";

/** The entry in the language status of manifests: whether the server runs, and what it found in the active editor. */
export function showStatus({ client }: Portolan): Disposable[] {
  const item = languages.createLanguageStatusItem("portolan.status", documentSelector());
  item.name = "Portolan";
  let state: State = State.Starting;
  const update = (): void => {
    item.busy = state === State.Starting;
    item.severity = hasFailed(state) ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
    const active = window.activeTextEditor?.document.uri;
    item.text = `Portolan: ${state === State.Running && active ? findingsText(active) : stateText(state)}`;
    item.command = hasFailed(state)
      ? { command: "portolan.restartServer", title: "Restart Server" }
      : { command: "portolan.showOutput", title: "Show Output" };
  };
  update();
  return [
    item,
    client.onDidChangeState(({ newState }) => {
      state = newState;
      update();
    }),
    languages.onDidChangeDiagnostics(update),
    window.onDidChangeActiveTextEditor(update),
  ];
}

function hasFailed(state: State): boolean {
  return state === State.Stopped || state === State.StartFailed;
}

function stateText(state: State): string {
  if (state === State.Starting) return "starting…";
  if (state === State.Running) return "running";
  return state === State.StartFailed ? "the server could not be started" : "the server is not running";
}

function findingsText(uri: Uri): string {
  const count = languages.getDiagnostics(uri).filter(({ source }) => source === "portolan").length;
  if (count === 0) return "nothing found";
  return count === 1 ? "1 finding" : `${count} findings`;
}
