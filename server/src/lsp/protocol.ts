import { NotificationType } from "vscode-languageserver-protocol";

/** What the server tells its own client beyond LSP. Imported by both. */
export interface ServerStatus {
  readonly state: "indexing" | "ready";
  /** Files that have been looked at, of all workspace folders. */
  readonly files: number;
}

export const statusNotification = new NotificationType<ServerStatus>("portolan/status");
