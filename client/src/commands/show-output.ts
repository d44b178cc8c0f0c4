import { commands, type Disposable } from "vscode";
import type { Portolan } from "../portolan.ts";

export function register({ output }: Portolan): Disposable {
  return commands.registerCommand("portolan.showOutput", () => output.show());
}
