import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process, { env, execPath } from "node:process";
import { pathToFileURL } from "node:url";
import { vsCodeServer } from "./install.ts";

export interface ServerOptions {
  /** The directory of the extension under development; a browser's VS Code takes one. */
  readonly extension: string;
  /** A further extension's directory, which is copied to where extensions are installed. */
  readonly companion?: string;
  /** Further user settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** False: folders open in Restricted Mode. */
  readonly trusted?: boolean;
  /** What the extension host finds in its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** A packed extension to install. */
  readonly vsix?: string;
}

export interface Server {
  /** What the server of VS Code keeps: settings, extensions, logs. Removed by `close`. */
  readonly dataDirectory: string;
  /**
   * Where the workbench is found.
   * @param folder the folder, or a `.code-workspace` file, to open
   * @param tests a compiled test module that exports `run(): Promise<void>`
   */
  address(folder: string, tests?: string): string;
  /** Settles when the server has ended. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** A VS Code that asks nothing, shows no welcome page and writes files only when told to. */
const QUIET_SETTINGS = {
  "files.autoSave": "off",
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "security.workspace.trust.banner": "never",
  "security.workspace.trust.startupPrompt": "never",
};

/**
 * Starts the server of a real VS Code on a free port of this machine, with a data directory of its own.
 * @throws Error when it cannot be installed or does not start; the message holds what it said.
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const vscode = await vsCodeServer();
  const dataDirectory = mkdtempSync(join(tmpdir(), "portolan-vscode-"));
  const userDirectory = join(dataDirectory, "data", "User");
  mkdirSync(userDirectory, { recursive: true });
  writeFileSync(join(userDirectory, "settings.json"), JSON.stringify({ ...QUIET_SETTINGS, ...options.settings }));
  if (options.companion)
    cpSync(options.companion, join(dataDirectory, "extensions", basename(options.companion)), { recursive: true });
  const home = ["--server-data-dir", dataDirectory, "--accept-server-license-terms"];
  if (options.vsix) await install(vscode, [...home, "--install-extension", options.vsix]);
  const port = await freePort();
  const server = spawn(
    execPath,
    [
      "out/server-main.js",
      ...home,
      ...["--host", "127.0.0.1", "--port", `${port}`, "--without-connection-token"],
      // Makes a built VS Code heed `payload` in the address.
      "--enable-smoke-test-driver",
      ...(options.trusted === false ? [] : ["--disable-workspace-trust"]),
    ],
    { cwd: vscode, stdio: ["ignore", "pipe", "pipe"], env: { ...env, ...options.env } },
  );
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  process.once("exit", () => server.kill());
  try {
    await untilListening(server);
  } catch (error) {
    server.kill();
    throw error;
  }
  return {
    dataDirectory,
    ended,
    address: (folder, tests) => addressOf(port, folder, options.extension, tests),
    async close() {
      server.kill();
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
      rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function addressOf(port: number, folder: string, extension: string, tests: string | undefined): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${pathToFileURL(path).pathname}`;
  const payload = [
    ["extensionDevelopmentPath", remote(extension)],
    ...(tests ? [["extensionTestsPath", remote(tests)]] : []),
    ["skipWelcome", "true"],
  ];
  const kind = folder.endsWith(".code-workspace") ? "workspace" : "folder";
  return `http://127.0.0.1:${port}/?${kind}=${pathToFileURL(folder).pathname}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
}

async function install(vscode: string, args: readonly string[]): Promise<void> {
  const child = spawn(execPath, ["out/server-main.js", ...args], { cwd: vscode, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`VS Code's server did not install the extension:\n${output}`);
}

async function untilListening(server: ChildProcess): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`VS Code's server did not start:\n${output}`)), 60_000);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      if (!/listening on|available at/i.test(output)) return;
      clearTimeout(timer);
      resolve();
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("exit", (code) => reject(new Error(`VS Code's server ended with ${code}:\n${output}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === "object" ? resolve(address.port) : reject(new Error("no free port")),
      );
    });
  });
}
