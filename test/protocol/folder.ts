import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import {
  CancellationTokenSource,
  type Diagnostic,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver-protocol/node";
import type { Client } from "./client.ts";
import { RULE } from "./manifests.ts";

/** A folder on disk. */
export interface Folder {
  readonly root: string;
  /** Writes a file, and the folders that it wants; its URI. */
  write(name: string, text: string): string;
  /** Removes a file or a directory; its URI. */
  remove(name: string): string;
}

/** A new folder, which is removed with the test. Its name has a blank in it, as people's folders have. */
export function temporaryFolder(context: TestContext): Folder {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "portolan protocol-")));
  context.after(() => rmSync(directory, { recursive: true, force: true }));
  return {
    root: pathToFileURL(directory).href,
    write(name, text) {
      const path = join(directory, name);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, text);
      return pathToFileURL(path).href;
    },
    remove(name) {
      rmSync(join(directory, name), { recursive: true });
      return pathToFileURL(join(directory, name)).href;
    },
  };
}

/** Asks for the findings of all files and keeps what comes; the request stays open until the test is over. */
export function pullWorkspace(context: TestContext, { connection }: Client): Map<string, readonly Diagnostic[]> {
  const found = new Map<string, readonly Diagnostic[]>();
  const cancellation = new CancellationTokenSource();
  context.after(() => cancellation.cancel());
  connection.onProgress(WorkspaceDiagnosticRequest.partialResult, "all", ({ items }) => {
    for (const item of items) if (item.kind === "full") found.set(item.uri, item.items);
  });
  connection
    .sendRequest(
      WorkspaceDiagnosticRequest.type,
      { previousResultIds: [], partialResultToken: "all" },
      cancellation.token,
    )
    .then(
      () => found.clear(), // Answered: the client would have to ask again and again.
      () => {}, // Cancelled, at the end.
    );
  return found;
}

/** Whether the rule that {@link PROXY} breaks is among the findings. */
export function breaksRule(diagnostics: readonly Diagnostic[] | undefined): boolean {
  return diagnostics?.some(({ code }) => code === RULE) === true;
}
