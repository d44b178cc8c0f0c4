import { NotificationType } from "vscode-languageserver-protocol";

/** What the server tells its own client beyond LSP. Imported by both. */
export interface ServerStatus {
  readonly state: "indexing" | "ready";
  /** Files that have been looked at, of all workspace folders. */
  readonly files: number;
}

/** What our own client says beyond LSP when it starts the server, as `initializationOptions`. */
export interface InitializationOptions {
  /** It has the command {@link SHOW_MANIFEST}. */
  readonly showsManifests?: boolean;
}

/** A command of the client's: shows a text, its first argument, as a new manifest that nobody has saved. */
export const SHOW_MANIFEST = "portolan.showManifest";

export const statusNotification = new NotificationType<ServerStatus>("portolan/status");
